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
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") {
        end += 1
      }
      guard line.count + (end - start) <= Self.sizeLimit else { return false }
      line.append(contentsOf: bytes[start..<end])
      guard end < bytes.count else { return true }
      endedWithReturn = bytes[end] == UInt8(ascii: "\r")
      guard endLine(event) else { return false }
      start = end + 1
    }
    return true
  }

  private mutating func endLine(_ event: ([UInt8]) -> Void) -> Bool {
    defer { line.removeAll(keepingCapacity: true) }
    if mayBeByteOrderMark {
      mayBeByteOrderMark = false
      if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    }
    guard !line.isEmpty else {
      if hasData { event(data) }
      data.removeAll(keepingCapacity: true)
      hasData = false
      return true
    }
    guard line.starts(with: "data".utf8) else { return true }
    var value = 4
    if line.count > 4 {
      // A field of another name, which begins alike.
      guard line[4] == UInt8(ascii: ":") else { return true }
      value = line.count > 5 && line[5] == UInt8(ascii: " ") ? 6 : 5
    }
    guard data.count + line.count - value < Self.sizeLimit else { return false }
    if hasData { data.append(UInt8(ascii: "\n")) }
    hasData = true
    data.append(contentsOf: line[value...])
    return true
  }
}
