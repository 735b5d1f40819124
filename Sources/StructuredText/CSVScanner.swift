/// Where the fields of a table lie in its text. Offsets are 32 bits wide, for half the memory.
struct CSVLayout: Sendable {
  /// The bytes of each field, row by row, the header first. A quoted field includes its quotes.
  var fields: [Range<UInt32>] = []
  /// The line on which each row begins, counted from 1. Never empty once the scan is done.
  var lines: [UInt32] = []
  /// Number of fields in every row.
  var width = 0
}

/// Finds the fields of comma-separated text in one pass.
struct CSVScanner {
  private let bytes: [UInt8]
  private let name: String
  private var position: Int
  private var line: UInt32 = 1

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(bytes: [UInt8], name: String) throws(StructuredTextError) {
    guard bytes.count < UInt32.max else {
      throw .limit(format: name, what: "bytes", limit: Int(UInt32.max) - 1)
    }
    self.bytes = bytes
    self.name = name
    position = byteOrderMarkLength(bytes)
  }

  mutating func layout() throws(StructuredTextError) -> CSVLayout {
    var layout = CSVLayout()
    while position < bytes.count {
      if try takeLineEnd() { continue }
      let rowLine = line
      let first = layout.fields.count
      repeat {
        layout.fields.append(try field())
      } while try !rowEnds()
      let width = layout.fields.count - first
      if layout.lines.isEmpty {
        layout.width = width
      } else if width != layout.width {
        throw syntax(
          rowLine, "\(width) fields where the header has \(layout.width)")
      }
      layout.lines.append(rowLine)
    }
    guard !layout.lines.isEmpty else {
      throw syntax(1, "the table is empty: a header row is needed")
    }
    return layout
  }

  /// Takes the comma or the line end that must follow a field, and says whether the row ends.
  private mutating func rowEnds() throws(StructuredTextError) -> Bool {
    guard position < bytes.count else { return true }
    if bytes[position] == Self.comma {
      position += 1
      return false
    }
    guard try takeLineEnd() else { throw syntax(line, "text follows the closing quote of a field") }
    return true
  }

  /// Takes a line end, if one stands here.
  private mutating func takeLineEnd() throws(StructuredTextError) -> Bool {
    switch bytes[position] {
    case Self.lineFeed: position += 1
    case Self.carriageReturn:
      guard position + 1 == bytes.count || bytes[position + 1] == Self.lineFeed else {
        throw syntax(line, "a carriage return stands without a line feed")
      }
      position = min(position + 2, bytes.count)
    default: return false
    }
    line += 1
    return true
  }

  private mutating func field() throws(StructuredTextError) -> Range<UInt32> {
    let start = position
    if position < bytes.count, bytes[position] == Self.quote {
      let (end, lineFeeds) = try quotedEnd()
      position = end
      line += lineFeeds
    } else {
      position = try unquotedEnd()
    }
    return UInt32(start)..<UInt32(position)
  }

  private func unquotedEnd() throws(StructuredTextError) -> Int {
    let bytes = bytes.span
    var here = position
    while here < bytes.count {
      // One comparison settles nearly every byte: none of the four of note lies above the comma.
      let byte = bytes[here]
      if byte <= Self.comma {
        switch byte {
        case Self.comma, Self.lineFeed, Self.carriageReturn: return here
        case Self.quote: throw syntax(line, "a quote stands inside a field that is not quoted")
        default: break
        }
      }
      here += 1
    }
    return here
  }

  private func quotedEnd() throws(StructuredTextError) -> (end: Int, lineFeeds: UInt32) {
    let bytes = bytes.span
    var here = position + 1
    var lineFeeds: UInt32 = 0
    while here < bytes.count {
      if bytes[here] == Self.quote {
        here += 1
        guard here < bytes.count, bytes[here] == Self.quote else { return (here, lineFeeds) }
      } else if bytes[here] == Self.lineFeed {
        lineFeeds += 1
      }
      here += 1
    }
    throw syntax(line, "a quote opened in this row never closes")
  }

  private func syntax(_ line: UInt32, _ problem: String) -> StructuredTextError {
    .syntax(format: name, line: Int(line), problem: problem)
  }
}
