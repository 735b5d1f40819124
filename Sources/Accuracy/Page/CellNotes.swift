import Catalog
import Confidence
import PerformanceModel
import StructuredText

/// What people found out about forecasts that are far off: notes by category and by the parts of a
/// cell.
///
/// A table with the columns `category`, `model`, `format`, `engine`, `device`, `layout` and `note`.
/// A field that is empty fits anything, one that ends in `*` whatever begins with the rest; the
/// first row that fits is the note, so that special rows stand above general ones.
public struct CellNotes: Sendable {
  private struct Row: Sendable {
    var patterns: [String]
    var note: String
  }

  private var rows: [Row] = []

  /// No notes.
  public init() {}

  /// Reads the table at `path`.
  public init(path: String) throws(AccuracyError) {
    try self.init(bytes: try InputFile.bytes(path: path), name: path)
  }

  /// Reads text that a message calls `name`.
  public init(bytes: [UInt8], name: String) throws(AccuracyError) {
    let table = try InputFile.table(bytes, name: name)
    for column in Self.columns + ["note"] where !table.columns.contains(column) {
      throw .unreadable(path: name, reason: "there is no column '\(column)'")
    }
    for row in table.rows {
      guard let note = row["note"] else {
        throw .unreadable(path: name, reason: "line \(row.line) has no note")
      }
      rows.append(Row(patterns: Self.columns.map { row[$0] ?? "" }, note: note))
    }
  }

  /// The note on a cell; `nil` where nobody has explained it yet.
  public func note(_ cell: CellErrors) -> String? {
    let deployment = cell.deployment
    let fields = [
      cell.category.rawValue, deployment.model.id, deployment.weightFormat.id,
      deployment.engine.id, deployment.accelerator.id, deployment.parallelism.label,
    ]
    return rows.first { zip($0.patterns, fields).allSatisfy(Self.fits) }?.note
  }

  private static let columns = ["category", "model", "format", "engine", "device", "layout"]

  private static func fits(_ pattern: String, _ field: String) -> Bool {
    if pattern.isEmpty { return true }
    return pattern.hasSuffix("*") ? field.hasPrefix(pattern.dropLast()) : pattern == field
  }
}
