/// A table read from comma-separated text (RFC 4180): quoted fields, doubled quotes, line breaks
/// inside quotes, CRLF or LF, an optional UTF-8 byte order mark.
///
/// Fields stay bytes until they are asked for, so a table of a megabyte costs one pass.
public struct CSVTable: Sendable {
  /// Column names in order.
  public let columns: [String]
  /// What the table is called in messages: a file name.
  public let name: String

  private let bytes: [UInt8]
  private let columnIndex: [String: Int]
  /// Start of each field, row by row; `fieldEnds` is its twin. A quoted field includes its quotes.
  private let fieldStarts: [Int]
  private let fieldEnds: [Int]
  /// Index of the first field of each row, with one more entry at the end.
  private let rowStarts: [Int]
  private let rowLines: [Int]

  /// Reads the whole table.
  /// - Throws: ``StructuredTextError/syntax(format:line:problem:)`` for a quote that never ends, a
  ///   row with more or fewer fields than the header, a column named twice, or an empty text.
  public init(bytes: [UInt8], name: String) throws(StructuredTextError) {
    var starts: [Int] = []
    var ends: [Int] = []
    var rows: [Int] = [0]
    var lines: [Int] = []
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    let count = bytes.count
    let comma = UInt8(ascii: ","), quote = UInt8(ascii: "\"")
    let lineFeed = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")

    while position < count {
      // A line with nothing on it is not a row.
      if bytes[position] == lineFeed || bytes[position] == carriageReturn {
        if bytes[position] == lineFeed { line += 1 }
        position += 1
        continue
      }
      lines.append(line)
      var rowEnded = false
      while !rowEnded {
        let start = position
        if position < count, bytes[position] == quote {
          position += 1
          var closed = false
          while position < count {
            if bytes[position] == quote {
              if position + 1 < count, bytes[position + 1] == quote {
                position += 2
                continue
              }
              position += 1
              closed = true
              break
            }
            if bytes[position] == lineFeed { line += 1 }
            position += 1
          }
          guard closed else {
            throw .syntax(
              format: name, line: lines[lines.count - 1],
              problem: "a quote opened in this row never closes")
          }
          if position < count, bytes[position] != comma, bytes[position] != lineFeed,
            bytes[position] != carriageReturn
          {
            throw .syntax(
              format: name, line: line, problem: "text follows the closing quote of a field")
          }
        } else {
          while position < count, bytes[position] != comma, bytes[position] != lineFeed {
            position += 1
          }
        }
        var end = position
        if end > start, bytes[end - 1] == carriageReturn { end -= 1 }
        if position < count, bytes[position] == carriageReturn { position += 1 }
        starts.append(start)
        ends.append(end)
        if position < count, bytes[position] == comma {
          position += 1
        } else {
          rowEnded = true
          if position < count, bytes[position] == lineFeed {
            position += 1
            line += 1
          }
        }
      }
      let width = starts.count - rows[rows.count - 1]
      if rows.count > 1, width != rows[1] {
        throw .syntax(
          format: name, line: lines[lines.count - 1],
          problem: "\(width) fields where the header has \(rows[1])")
      }
      rows.append(starts.count)
    }
    guard rows.count > 1 else {
      throw .syntax(format: name, line: 1, problem: "the table is empty: a header row is needed")
    }
    var index: [String: Int] = [:]
    var names: [String] = []
    for field in 0..<rows[1] {
      let column = Self.text(bytes, starts[field], ends[field])
      if index.updateValue(field, forKey: column) != nil {
        throw .syntax(format: name, line: lines[0], problem: "column '\(column)' stands twice")
      }
      names.append(column)
    }
    self.bytes = bytes
    self.name = name
    self.columns = names
    self.columnIndex = index
    self.fieldStarts = starts
    self.fieldEnds = ends
    self.rowStarts = rows
    self.rowLines = lines
  }

  /// Number of rows below the header.
  public var count: Int { rowStarts.count - 2 }

  /// The rows below the header, in order.
  public var rows: some RandomAccessCollection<Row> & Sendable {
    (0..<count).lazy.map { Row(table: self, index: $0 + 1) }
  }

  /// One row of a table.
  public struct Row: Sendable {
    let table: CSVTable
    let index: Int

    /// The line of the file on which the row begins, counted from 1.
    public var line: Int { table.rowLines[index] }
    /// The name of the table, for messages.
    public var tableName: String { table.name }
    /// The column names of the table, in order.
    public var columns: [String] { table.columns }

    /// The text of a column; `nil` when the column does not exist or the field is empty.
    public subscript(column: String) -> String? {
      guard let offset = table.columnIndex[column] else { return nil }
      let field = table.rowStarts[index] + offset
      let start = table.fieldStarts[field], end = table.fieldEnds[field]
      guard end > start else { return nil }
      let text = CSVTable.text(table.bytes, start, end)
      return text.isEmpty ? nil : text
    }
  }

  private static func text(_ bytes: [UInt8], _ start: Int, _ end: Int) -> String {
    let quote = UInt8(ascii: "\"")
    guard end > start, bytes[start] == quote else {
      return String(decoding: bytes[start..<end], as: UTF8.self)
    }
    let inner = bytes[(start + 1)..<max(start + 1, end - 1)]
    guard inner.contains(quote) else { return String(decoding: inner, as: UTF8.self) }
    var unescaped: [UInt8] = []
    var skip = false
    for byte in inner {
      if byte == quote, skip {
        skip = false
        continue
      }
      skip = byte == quote
      unescaped.append(byte)
    }
    return String(decoding: unescaped, as: UTF8.self)
  }
}
