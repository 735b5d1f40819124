import Catalog
import Presentation
import Quantities
import StructuredText

/// The rows of a catalog, some of them, in some order.
public struct CatalogListing: Sendable {
  public let kind: CatalogKind
  /// The columns of the files, with the kind of an offer first where two files are listed.
  public let columns: [String]
  public let rows: [CatalogRow]
  /// How many rows there are without filters and limit.
  public let total: Int
  private let summary: CatalogSummary

  /// Lists a catalog.
  /// - Parameters:
  ///   - filters: texts that a row must all hold, in any column and any case.
  ///   - sort: the column by which rows are ordered, upwards, or downwards with `:desc` after it;
  ///     rows where it is empty come last.
  ///   - limit: the most rows to list.
  /// - Throws: ``PlannerError`` for a column that there is not, and a catalog that cannot be read.
  public init(
    _ kind: CatalogKind, of files: CatalogFiles, filters: [String] = [], sort: String? = nil,
    limit: Int? = nil
  ) throws(PlannerError) {
    self.kind = kind
    var columns = kind == .offers ? [CatalogKind.offerKindColumn] : []
    var rows: [CatalogRow] = []
    for file in kind.files {
      let table = try PlannerError.fromCatalog { () throws(CatalogError) in
        try CatalogRows(file, of: files)
      }
      columns += table.columns.filter { !columns.contains($0) }
      rows += table.rows
    }
    self.columns = columns
    total = rows.count
    if !filters.isEmpty {
      let wanted = filters.map { $0.lowercased() }
      rows = rows.filter { row in
        let text = columns.compactMap { row.text($0) }.joined(separator: "\n").lowercased()
        return wanted.allSatisfy { text.contains($0) }
      }
    }
    if let sort { rows = try Self.sorted(rows, by: sort, kind: kind, columns: columns) }
    self.rows = limit.map { Array(rows.prefix($0)) } ?? rows
    summary = try CatalogSummary(kind, files)
  }

  /// The rows for people: the columns that tell most, and how many rows there are.
  public var document: Document {
    var table = Table(columns: summary.columns.map(\.column))
    for row in rows { table.addRow(summary.columns.map { $0.cell(row) }) }
    let shown = NumberFormat.count(rows.count)
    let count = rows.count == total ? shown : "\(shown) of \(NumberFormat.count(total))"
    return Document([.table(table), .paragraph("\(count) \(kind.noun)")])
  }

  /// The rows with all columns, as a file of the catalog has them.
  public var csv: String {
    var table = Table(columns: columns.map { Table.Column($0) })
    for row in rows { table.addRow(columns.map { row.text($0) ?? "" }) }
    return table.csv()
  }

  /// The rows for programs, all with the same keys.
  public var values: [Value] { rows.map { .object($0.fields(columns)) } }

  private static func sorted(
    _ rows: [CatalogRow], by sort: String, kind: CatalogKind, columns: [String]
  ) throws(PlannerError) -> [CatalogRow] {
    let parts = sort.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map { String($0) } ?? sort
    let folded = NearestNames.folded(name)
    guard let column = columns.first(where: { NearestNames.folded($0) == folded }) else {
      throw .unknownColumn(name, of: kind.noun, accepted: columns)
    }
    let isDescending = parts.count == 2
    if isDescending, parts[1] != "desc" {
      throw .field(name: "--sort", found: "'\(sort)'", accepted: "a column, or '\(column):desc'")
    }
    let keyed = rows.map { (row: $0, key: SortKey($0.value(column))) }
    // Swift's sort is stable: rows with equal keys keep the order of the file.
    return keyed.sorted { a, b in
      if a.key == .nothing || b.key == .nothing { return a.key != .nothing && b.key == .nothing }
      return isDescending ? b.key < a.key : a.key < b.key
    }.map(\.row)
  }

  /// Numbers come before words, and both before nothing.
  private enum SortKey: Comparable {
    case number(Double)
    case text(String)
    case nothing

    init(_ value: Value) {
      self =
        switch value {
        case .number(let number): .number(number)
        case .string(let text): .text(text.lowercased())
        case .bool(let flag): .text(flag ? "true" : "false")
        default: .nothing
        }
    }
  }
}
