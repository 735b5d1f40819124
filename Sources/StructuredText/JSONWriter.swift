/// A JSON text as it grows, and the groups and lists that are open in it.
///
/// Nothing here calls back into itself while it changes a property, so the checks for that, which
/// would be a good part of the time, are left out.
public final class JSONWriter {
  @exclusivity(unchecked) var bytes: [UInt8] = []
  /// The first number that JSON has no way to write.
  private(set) var fault: Double?
  /// What is open, the outermost first.
  @exclusivity(unchecked) private var open: [Frame] = []
  /// The entries of the dictionaries that are open, the outermost first: they are sorted when their
  /// dictionary closes.
  @exclusivity(unchecked) private var dictionaries: [[Entry]] = []

  private struct Frame {
    let kind: Kind
    /// Where its bracket stands.
    let start: Int
  }

  private enum Kind { case list, group, dictionary }

  private struct Entry {
    let key: String
    /// Where the key begins.
    let start: Int
  }

  init() {
    bytes.reserveCapacity(8192)
    open.reserveCapacity(16)
  }

  /// The depth of what is open; a container that writes closes all that lies deeper.
  var depth: Int { open.count }

  func write(_ value: some Encodable) throws {
    let depth = open.count
    let start = bytes.count
    try value.encode(to: JSONValueEncoder(writer: self))
    close(to: depth)
    // A type that encodes nothing at all is an empty group, as with Foundation.
    if bytes.count == start { bytes += "{}".utf8 }
  }

  func openGroup(isDictionary: Bool) {
    open.append(Frame(kind: isDictionary ? .dictionary : .group, start: bytes.count))
    if isDictionary { dictionaries.append([]) }
    bytes.append(UInt8(ascii: "{"))
  }

  func openList() {
    open.append(Frame(kind: .list, start: bytes.count))
    bytes.append(UInt8(ascii: "["))
  }

  /// Closes what is open beyond `depth`.
  func close(to depth: Int) {
    while open.count > depth, let frame = open.popLast() {
      if frame.kind == .dictionary, let entries = dictionaries.popLast(), entries.count > 1 {
        sort(entries, from: frame.start)
      }
      bytes.append(frame.kind == .list ? UInt8(ascii: "]") : UInt8(ascii: "}"))
    }
  }

  /// Puts the entries of a dictionary, which end the text, into the order of their keys.
  private func sort(_ entries: [Entry], from start: Int) {
    let end = bytes.count
    var sorted: [UInt8] = []
    sorted.reserveCapacity(end - start)
    let order = entries.indices.sorted { entries[$0].key < entries[$1].key }
    for (place, index) in order.enumerated() {
      if place > 0 { sorted.append(UInt8(ascii: ",")) }
      // An entry ends where the comma before the next one stands.
      let stop = index + 1 < entries.count ? entries[index + 1].start - 1 : end
      sorted += bytes[entries[index].start..<stop]
    }
    bytes.replaceSubrange((start + 1)..<end, with: sorted)
  }

  /// Begins an entry of the group at `depth`.
  func key(_ key: some CodingKey, isDictionary: Bool, depth: Int) {
    item(depth: depth)
    let name = key.stringValue
    if isDictionary, let last = dictionaries.indices.last {
      dictionaries[last].append(Entry(key: name, start: bytes.count))
      string(name)
    } else {
      bytes.append(UInt8(ascii: "\""))
      SnakeCase.append(name, to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: ":"))
  }

  /// Begins an item of the list or group at `depth`.
  func item(depth: Int) {
    if open.count > depth { close(to: depth) }
    // Only a bracket that has just opened ends the text so: a string would end in its quote.
    let last = bytes.last
    if last != UInt8(ascii: "{"), last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
  }

  func null() { bytes += "null".utf8 }

  func bool(_ flag: Bool) { bytes += (flag ? "true" : "false").utf8 }

  func integer(_ number: some BinaryInteger) { plain(number.description) }

  func number(_ number: Double) {
    guard number.isFinite else {
      fault = fault ?? number
      return null()
    }
    // As Foundation writes it: a whole number without a point.
    if number == number.rounded(), abs(number) < 1e15 {
      integer(Int64(number))
    } else {
      plain(number.description)
    }
  }

  private func plain(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  func string(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { utf8 in
      if !Self.needsEscape(utf8) {
        bytes.append(contentsOf: utf8)
      } else {
        escaped(utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Looks at all bytes whatever it finds, many at a time: hardly any text has such a byte.
  private static func needsEscape(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    var found = false
    for byte in utf8 { found = found || isEscaped(byte) }
    return found
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private func escaped(_ utf8: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for (place, byte) in utf8.enumerated() where Self.isEscaped(byte) {
      bytes += utf8[start..<place]
      bytes += Self.escape(byte)
      start = place + 1
    }
    bytes += utf8[start...]
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "\""): return Array("\\\"".utf8)
    case UInt8(ascii: "\\"): return Array("\\\\".utf8)
    case 0x0A: return Array("\\n".utf8)
    case 0x0D: return Array("\\r".utf8)
    case 0x09: return Array("\\t".utf8)
    default:
      let digits = Array("0123456789abcdef".utf8)
      return Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}

/// The keys of dictionaries, which stay as they are.
enum DictionaryKeys {
  /// Whether `type` is that of the keys under which a dictionary encodes its values. The standard
  /// library does not name it, but shows it to whoever encodes a dictionary.
  static func isType(_ type: any CodingKey.Type) -> Bool { ObjectIdentifier(type) == known }

  private static let known: ObjectIdentifier? = {
    let probe = Probe()
    try? ["key": true].encode(to: probe)
    return probe.found
  }()

  private final class Probe: Encoder {
    var found: ObjectIdentifier?
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      found = ObjectIdentifier(type)
      return JSONValueEncoder(writer: JSONWriter()).keyed(by: type, isDictionary: true)
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
      JSONValueEncoder(writer: JSONWriter()).unkeyedContainer()
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
      JSONValueEncoder(writer: JSONWriter()).singleValueContainer()
    }
  }
}
