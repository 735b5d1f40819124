import Catalog
import Presentation
import Quantities
import StructuredText

/// One row of a catalog: all its fields, and what follows from them.
public struct CatalogEntry: Sendable {
  public let kind: CatalogKind
  public let row: CatalogRow
  private let columns: [String]
  private let derived: DerivedFacts

  /// The key under which ``value`` holds what is computed and not written in the row.
  static let derivedKey = "derived"

  /// Finds the row called `name`, as forecasts would.
  /// - Throws: ``PlannerError/catalog(_:)`` for a name that no row or several rows answer to.
  public init(
    _ kind: CatalogKind, named name: String, of files: CatalogFiles
  ) throws(PlannerError) {
    self.kind = kind
    (row, columns, derived) = try PlannerError.fromCatalog { () throws(CatalogError) in
      let (file, id) = try CatalogNames(kind: kind, files: files).find(name)
      let rows = try CatalogRows(file, of: files)
      guard let row = rows[id] else {
        throw .unknown(kind: kind.noun, name: name, suggestions: [])
      }
      return (row, rows.columns, try DerivedFacts(kind, id: id, files))
    }
  }

  /// The row for people.
  public var document: Document {
    var fields = Table(columns: [.init("Field", priority: 1), .init("Value")])
    var missing: [String] = []
    for column in columns where column != row.file.sourceColumn && column != "as_of" {
      if let text = row[column] {
        fields.addRow(column, text)
      } else {
        missing.append(column)
      }
    }
    fields.addRow("source", row.source)
    fields.addRow("as_of", row.asOf ?? "undated")
    var blocks: [Document.Block] = [.heading(row.id, level: 1), .table(fields)]
    if !missing.isEmpty {
      blocks.append(.paragraph("Not stated: \(missing.joined(separator: ", "))"))
    }
    if !derived.tables.isEmpty {
      blocks.append(.heading("Derived from the row"))
      blocks += derived.tables.map { .table($0) }
    }
    return Document(blocks)
  }

  /// The row for programs, with `derived` beside its fields where something follows from them.
  public var value: Value {
    var fields = row.fields(columns)
    if let kind = row.file.offerKind { fields[CatalogKind.offerKindColumn] = .string(kind) }
    fields[Self.derivedKey] = derived.value
    return .object(fields)
  }
}
