import Catalog

/// Tells rentals and serverless offers apart by the columns that they fill.
struct OfferColumns {
  private let rental: [String]
  private let serverless: [String]

  init(_ files: CatalogFiles) throws(PlannerError) {
    (rental, serverless) = try PlannerError.fromCatalog { () throws(CatalogError) in
      (
        try CatalogRows(.rentals, of: files).columns,
        try CatalogRows(.serverless, of: files).columns
      )
    }
  }

  /// Those of `rows` that belong into `file`, without the column that says so and without empty
  /// columns of the other file.
  /// - Throws: ``PlannerError`` for a kind that there is not, and a column that neither file has.
  func rows(
    _ rows: [[String: String]], of file: CatalogFile
  ) throws(PlannerError) -> [[String: String]] {
    let other = file == .rentals ? serverless : rental
    let own = file == .rentals ? rental : serverless
    var result: [[String: String]] = []
    for row in rows where try self.file(of: row) == file {
      result.append(
        row.filter { column, text in
          column != CatalogKind.offerKindColumn
            && !(text.isEmpty && other.contains(column) && !own.contains(column))
        })
    }
    return result
  }

  private func file(of row: [String: String]) throws(PlannerError) -> CatalogFile {
    let all = [CatalogKind.offerKindColumn] + rental + serverless.filter { !rental.contains($0) }
    for column in row.keys.sorted() where !all.contains(column) {
      throw .unknownColumn(column, of: CatalogKind.offers.noun, accepted: all)
    }
    switch row[CatalogKind.offerKindColumn] {
    case "rental": return .rentals
    case "serverless": return .serverless
    case nil, "": break
    case let text?:
      throw .field(
        name: "column '\(CatalogKind.offerKindColumn)'", found: "'\(text)'",
        accepted: "rental, serverless")
    }
    let isServerless = row.contains { column, text in
      !text.isEmpty && serverless.contains(column) && !rental.contains(column)
    }
    return isServerless ? .serverless : .rentals
  }
}
