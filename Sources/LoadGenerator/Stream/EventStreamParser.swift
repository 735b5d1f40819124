import Glibc

/// Cuts a stream of server-sent events into the data of its events (WHATWG HTML, 9.2.6).
///
/// Bytes come in pieces of any size. Lines end with LF, CRLF or CR; lines of `data` are joined with
/// line feeds, an empty line ends an event, comments and other fields are passed over. An event that
/// the stream's end cuts off is none.
struct EventStreamParser {
  /// The longest line, and the longest event, that is believed.
  static let sizeLimit = 1 << 20

  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var mayBeByteOrderMark = true
  private var endedWithReturn = false

  /// Takes a piece of the stream and calls `event` with the data of each event that it ends.
  /// - Returns: whether the stream stayed within ``sizeLimit``; where not, it is to be given up.
  mutating func take(
    _ bytes: UnsafeRawBufferPointer, _ event: ([UInt8]) -> Void
  ) -> Bool {
    var start = 0
    while start < bytes.count {
      // The line feed of a CRLF whose return came before.
      if endedWithReturn {
        endedWithReturn = false
        if bytes[start] == UInt8(ascii: "\n") {
          start += 1
          continue
        }
      }
      let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
      let end = Self.lineEnd(rest)
      guard line.count + (end ?? rest.count) <= Self.sizeLimit else { return false }
      guard let end else {
        line.append(contentsOf: rest)
        return true
      }
      endedWithReturn = rest[end] == UInt8(ascii: "\r")
      let isWithinLimits: Bool
      if line.isEmpty {
        // Nearly always a line is in one piece, and needs no place of its own.
        isWithinLimits = endLine(UnsafeRawBufferPointer(rebasing: rest[..<end]), event)
      } else {
        var whole: [UInt8] = []
        swap(&whole, &line)
        whole.append(contentsOf: rest[..<end])
        isWithinLimits = whole.withUnsafeBytes { endLine($0, event) }
        whole.removeAll(keepingCapacity: true)
        swap(&whole, &line)
      }
      guard isWithinLimits else { return false }
      start += end + 1
    }
    return true
  }

  /// Where the first line ends.
  private static func lineEnd(_ bytes: UnsafeRawBufferPointer) -> Int? {
    func first(_ byte: UInt8, _ count: Int) -> Int? {
      guard let base = bytes.baseAddress, let found = memchr(base, Int32(byte), count) else {
        return nil
      }
      return UnsafeRawPointer(found) - base
    }
    let feed = first(UInt8(ascii: "\n"), bytes.count)
    return first(UInt8(ascii: "\r"), feed ?? bytes.count) ?? feed
  }

  private mutating func endLine(
    _ whole: UnsafeRawBufferPointer, _ event: ([UInt8]) -> Void
  ) -> Bool {
    var line = whole
    if mayBeByteOrderMark {
      mayBeByteOrderMark = false
      if Self.begins(line, with: "\u{FEFF}") { line = Self.rest(line, after: 3) }
    }
    guard !line.isEmpty else {
      if hasData { event(data) }
      data.removeAll(keepingCapacity: true)
      hasData = false
      return true
    }
    guard Self.begins(line, with: "data") else { return true }
    var value = Self.rest(line, after: 4)
    if let colon = value.first {
      // A field of another name, which begins alike.
      guard colon == UInt8(ascii: ":") else { return true }
      value = Self.rest(value, after: value.count > 1 && value[1] == UInt8(ascii: " ") ? 2 : 1)
    }
    guard data.count + value.count < Self.sizeLimit else { return false }
    if hasData { data.append(UInt8(ascii: "\n")) }
    hasData = true
    data.append(contentsOf: value)
    return true
  }

  private static func begins(_ bytes: UnsafeRawBufferPointer, with word: StaticString) -> Bool {
    guard let base = bytes.baseAddress, bytes.count >= word.utf8CodeUnitCount else { return false }
    return memcmp(base, word.utf8Start, word.utf8CodeUnitCount) == 0
  }

  private static func rest(
    _ bytes: UnsafeRawBufferPointer, after count: Int
  ) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes.dropFirst(count))
  }
}
