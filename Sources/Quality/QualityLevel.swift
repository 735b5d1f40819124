import Catalog
import StructuredText

/// A row of `quality_levels.csv`: the score from which a model counts as being of a level.
public struct QualityLevel: Hashable, Sendable, Identifiable {
  /// Such as `basic`.
  public var name: String
  public var aliases: [String]
  public var task: QualityTask
  /// From 0 to 100 on the task's scale.
  public var floor: Double
  /// A model that people know and that stands about there.
  public var reference: String?
  /// Why there.
  public var reason: String?
  public var provenance: Provenance

  public var id: String { name + " " + task.rawValue }

  /// Reads all levels, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row that is not whole.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [QualityLevel] {
    try loadRows(.qualityLevels, of: files) { (row) throws(CatalogError) in try QualityLevel(row) }
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    name = try row.required("level")
    aliases = row.list("aliases")
    guard let task = try row.choice("task", QualityTask.self) else {
      throw row.unacceptable("task", QualityTask.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.task = task
    guard let floor = try row.number("floor"), floor <= 100 else {
      throw row.unacceptable("floor", "a number from 0 to 100")
    }
    self.floor = floor
    reference = row["reference"]
    reason = row["why"]
    provenance = row.provenance()
  }
}
