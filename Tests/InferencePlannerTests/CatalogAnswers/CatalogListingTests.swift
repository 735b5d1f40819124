import Catalog
import InferencePlanner
import StructuredText
import TestSupport
import Testing

@Suite("Listing a catalog")
struct CatalogListingTests {
  @Test("All rows of a listing have the same keys, and CSV reads back as the same rows")
  func columns() throws {
    for kind in CatalogKind.allCases {
      let listing = try CatalogListing(kind, of: CatalogFiles())
      let keys = Set(listing.columns + ["source", "as_of"])
      for value in listing.values {
        guard case .object(let fields) = value else {
          Issue.record("\(kind): a row is no group")
          return
        }
        #expect(Set(fields.keys) == keys)
      }
      let table = try CSVTable(bytes: Array(listing.csv.utf8), name: "csv")
      #expect(table.columns == listing.columns && table.count == listing.rows.count)
    }
  }

  @Test("Every column of numbers and flags holds nothing else in the built-in catalogs")
  func kinds() throws {
    for kind in CatalogKind.allCases {
      let listing = try CatalogListing(kind, of: CatalogFiles())
      for value in listing.values {
        guard case .object(let fields) = value else { continue }
        for (column, value) in fields where value != .null {
          switch (ColumnKind(column: column), value) {
          case (.number, .number), (.fraction, .number), (.flag, .bool), (.text, .string): break
          case (.list, .string): break
          default: Issue.record("\(kind) \(column): \(value)")
          }
        }
      }
    }
  }

  @Test("Columns of digits alone are declared numbers, dates and numbers of documents excepted")
  func declared() throws {
    let texts: Set = ["as_of", "msrp_date", "named_in_seeds"]
    for kind in CatalogKind.allCases {
      let listing = try CatalogListing(kind, of: CatalogFiles())
      for column in listing.columns where !texts.contains(column) {
        let fields = listing.rows.compactMap { $0[column] }
        guard !fields.isEmpty, fields.allSatisfy({ Double($0) != nil }) else { continue }
        #expect(ColumnKind(column: column) == .number, "\(column)")
      }
    }
  }

  @Test("A sort keeps the order of the file among equals")
  func stable() throws {
    let plain = try CatalogListing(.accelerators, of: CatalogFiles())
    let sorted = try CatalogListing(.accelerators, of: CatalogFiles(), sort: "vendor")
    let amd = plain.rows.filter { $0["vendor"] == "AMD" }.map(\.id)
    #expect(sorted.rows.filter { $0["vendor"] == "AMD" }.map(\.id) == amd)
    #expect(sorted.rows.first?["vendor"] == "AMD")
    #expect(throws: PlannerError.self) {
      try CatalogListing(.accelerators, of: CatalogFiles(), sort: "vendor:up")
    }
  }
}
