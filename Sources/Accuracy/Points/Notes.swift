/// The free text of a row, with the `key=value` pairs that stand in it.
///
/// Searches go over bytes: text is matched letter by letter tens of times a row.
public struct Notes: Hashable, Sendable {
  public let text: String
  private let bytes: [UInt8]

  public init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  /// Whether `words` stand anywhere in the text, in this case.
  public func contains(_ words: String) -> Bool { contains(Array(words.utf8)) }

  func contains(_ words: [UInt8]) -> Bool { position(of: words, from: 0) != nil }

  /// The value after `key=`, up to a separator; `nil` when the key is not there or has no value.
  public subscript(key: String) -> String? {
    let wanted = Array((key + "=").utf8)
    var start = 0
    while let found = position(of: wanted, from: start) {
      let after = found + wanted.count
      if found == 0 || !Self.isWordByte(bytes[found - 1]) {
        let value = bytes[after...].prefix { !Self.separators.contains($0) }
        return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
      }
      start = after
    }
    return nil
  }

  /// The number after `key=`.
  public func number(_ key: String) -> Double? {
    self[key].flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The whole number after `key=`.
  public func count(_ key: String) -> Int? {
    number(key).flatMap { $0 == $0.rounded() && abs($0) < 1e9 ? Int($0) : nil }
  }

  /// The number above 0 that stands right before the first of these words.
  public func number(before words: String) -> Double? {
    guard let end = position(of: Array(words.utf8), from: 0) else { return nil }
    return number(endingAt: end)
  }

  /// Bytes of weights that the text states: the first number before "GiB", else the one after
  /// "file" before "GB".
  public var statedWeights: Double? {
    if let gibibytes = number(before: " GiB") { return gibibytes * 1_073_741_824 }
    guard let file = position(of: Array("file ".utf8), from: 0),
      let end = position(of: Array(" GB".utf8), from: file)
    else { return nil }
    return number(endingAt: end).map { $0 * 1e9 }
  }

  private func number(endingAt end: Int) -> Double? {
    var start = end
    while start > 0, Self.isDigit(bytes[start - 1]) || bytes[start - 1] == UInt8(ascii: ".") {
      start -= 1
    }
    let number = Double(String(decoding: bytes[start..<end], as: UTF8.self))
    return number.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
  }

  private func position(of words: [UInt8], from start: Int) -> Int? {
    guard let first = words.first, bytes.count >= words.count else { return nil }
    let bytes = bytes.span
    var place = start
    while place <= bytes.count - words.count {
      if bytes[place] == first {
        var length = 1
        while length < words.count, bytes[place + length] == words[length] { length += 1 }
        if length == words.count { return place }
      }
      place += 1
    }
    return nil
  }

  private static let separators = Set(";, \n()".utf8)

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "_") || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }
}
