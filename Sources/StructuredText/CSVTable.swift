/// A table read from comma-separated text (RFC 4180): quoted fields, doubled quotes, line breaks
/// inside quotes, CRLF or LF, an optional UTF-8 byte order mark.
///
/// Fields stay bytes until they are asked for, so a table costs one pass over its text.
public struct CSVTable: Sendable {
  /// The whole table, which its rows share.
  final class Storage: Sendable {
    let name: String
    let bytes: [UInt8]
    let columns: [String]
    let columnIndex: [String: Int]
    let layout: CSVLayout

    init(
      name: String, bytes: [UInt8], columns: [String], columnIndex: [String: Int],
      layout: CSVLayout
    ) {
      self.name = name
      self.bytes = bytes
      self.columns = columns
      self.columnIndex = columnIndex
      self.layout = layout
    }
  }

  private let storage: Storage

  /// Column names in order.
  public var columns: [String] { storage.columns }
  /// What the table is called in messages: a file name.
  public var name: String { storage.name }

  /// Reads the whole table.
  ///
  /// A line with nothing on it is not a row. A table may have a header and no rows.
  /// - Parameters:
  ///   - bytes: the text in UTF-8.
  ///   - name: what the table is called in messages: a file name.
  /// - Throws: ``StructuredTextError/syntax(format:line:problem:)`` for a quote that never ends, a
  ///   quote within an unquoted field, a row with more or fewer fields than the header, a column
  ///   named twice, a carriage return without a line feed, bytes that are not UTF-8, or an empty
  ///   text; ``StructuredTextError/limit(format:what:limit:)`` for a text of 4 GiB and more.
  public init(bytes: [UInt8], name: String) throws(StructuredTextError) {
    try requireUTF8(bytes, name: name)
    var scanner = try CSVScanner(bytes: bytes, name: name)
    let layout = try scanner.layout()
    var columnIndex: [String: Int] = [:]
    var columns: [String] = []
    for field in 0..<layout.width {
      let column = CSVTable.text(bytes, layout.fields[field])
      if columnIndex.updateValue(field, forKey: column) != nil {
        throw .syntax(
          format: name, line: Int(layout.lines[0]),
          problem: "column \(Value.string(column).quoted) stands twice")
      }
      columns.append(column)
    }
    storage = Storage(
      name: name, bytes: bytes, columns: columns, columnIndex: columnIndex, layout: layout)
  }

  /// Number of rows below the header.
  public var count: Int { storage.layout.lines.count - 1 }

  /// The rows below the header, in order.
  public var rows: some RandomAccessCollection<Row> & Sendable {
    (0..<count).lazy.map { [storage] in Row(storage: storage, index: $0 + 1) }
  }

  /// One row of a table.
  public struct Row: Sendable {
    let storage: Storage
    let index: Int

    /// The line of the file on which the row begins, counted from 1.
    public var line: Int { Int(storage.layout.lines[index]) }
    /// The name of the table, for messages.
    public var tableName: String { storage.name }
    /// The column names of the table, in order.
    public var columns: [String] { storage.columns }

    /// The text of a column; `nil` when the column does not exist or the field is empty.
    public subscript(column: String) -> String? {
      guard let offset = storage.columnIndex[column] else { return nil }
      let field = storage.layout.fields[index * storage.layout.width + offset]
      let text = CSVTable.text(storage.bytes, field)
      return text.isEmpty ? nil : text
    }
  }

  /// The text of a field, without the quotes around it and with the doubled ones inside undone.
  private static func text(_ bytes: [UInt8], _ field: Range<UInt32>) -> String {
    let quote = UInt8(ascii: "\"")
    let field = bytes[Int(field.lowerBound)..<Int(field.upperBound)]
    guard field.count >= 2, field.first == quote else {
      return String(decoding: field, as: UTF8.self)
    }
    let inner = field.dropFirst().dropLast()
    guard inner.contains(quote) else { return String(decoding: inner, as: UTF8.self) }
    var unescaped: [UInt8] = []
    var isSecondQuote = false
    for byte in inner {
      if byte == quote, isSecondQuote {
        isSecondQuote = false
        continue
      }
      isSecondQuote = byte == quote
      unescaped.append(byte)
    }
    return String(decoding: unescaped, as: UTF8.self)
  }
}
