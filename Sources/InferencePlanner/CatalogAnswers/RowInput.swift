import Catalog
import StructuredText

/// Rows that a user gives, as texts by column, before anyone asks whether there are such columns.
enum RowInput {
  /// The rows of a file: one group or a list of groups in JSON or YAML, or a table in CSV.
  /// - Throws: ``PlannerError`` for a file that cannot be read, or holds something else.
  static func rows(path: String) throws(PlannerError) -> [[String: String]] {
    let ending = path.split(separator: ".").last.map { $0.lowercased() }
    if ending == "csv" { return try table(path: path) }
    guard path == "-" || ending == "json" || ending == "yaml" || ending == "yml" else {
      throw .field(
        name: "--from", found: "'\(path)'",
        accepted: "a .json, .yaml, .yml or .csv file, or - for JSON from standard input")
    }
    let value = try RequestFile.value(path: path)
    let groups: [Value] = if case .array(let items) = value { items } else { [value] }
    var rows: [[String: String]] = []
    for (index, group) in groups.enumerated() {
      rows.append(
        try PlannerError.fromText(file: path) { () throws(StructuredTextError) in
          try row(group, path: groups.count > 1 ? "[\(index)]" : "")
        })
    }
    return rows
  }

  private static func table(path: String) throws(PlannerError) -> [[String: String]] {
    let bytes = try RequestFile.bytes(path: path)
    let table = try PlannerError.fromText { () throws(StructuredTextError) in
      try CSVTable(bytes: bytes, name: path)
    }
    return table.rows.map { row in
      // An empty field still names a column, which may be misspelt.
      Dictionary(uniqueKeysWithValues: table.columns.map { ($0, row[$0] ?? "") })
    }
  }

  private static func row(
    _ value: Value, path: String
  ) throws(StructuredTextError) -> [String: String] {
    let reader = try FieldReader(value, path: path)
    guard case .object(let fields) = value else { return [:] }
    var row: [String: String] = [:]
    for (column, value) in fields where column != CatalogEntry.derivedKey {
      guard let text = value.fieldText(ColumnKind(column: column)) else {
        throw reader.unacceptable(column, value, "text, a number, true or false")
      }
      row[column] = text
    }
    return row
  }
}
