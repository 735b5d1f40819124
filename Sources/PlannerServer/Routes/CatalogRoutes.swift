import Catalog
import HTTPServing
import InferencePlanner
import StructuredText

/// `/v1/catalog`: the rows, searched, sorted and paged, each with its source and date.
struct CatalogRoutes {
  let service: PlannerService
  let pool: WorkPool

  var routes: [Route] {
    [
      Route(
        "GET", "/v1/catalog",
        .quick { request in
          try Questions.check(request, [])
          return try .answer(CatalogKindsAnswer())
        }),
      Route("GET", "/v1/catalog/{kind}", .slow(pool) { request, _ in try list(request) }),
      Route("GET", "/v1/catalog/{kind}/{name*}", .slow(pool) { request, _ in try show(request) }),
    ]
  }

  private func kind(_ request: HTTPRequest) throws(Problem) -> CatalogKind {
    let name = request.parameters["kind"] ?? ""
    // What the catalog calls accelerators people also call devices.
    guard let kind = name == "devices" ? .accelerators : CatalogKind(name: name) else {
      throw Problem(
        .notFound, "there is no catalog of this name", field: "kind", value: name,
        accepted: CatalogKind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return kind
  }

  private func list(_ request: HTTPRequest) throws -> HTTPResponse {
    try Questions.check(request, ["q", "sort", "limit", "offset"])
    let kind = try kind(request)
    let limit = try Questions.number(request, "limit", in: 1...1000) ?? 50
    let offset = try Questions.number(request, "offset", in: 0...1_000_000) ?? 0
    let words = (request.query["q"] ?? "").split(separator: " ").map { String($0) }
    return try Problem.catching {
      let listing = try CatalogListing(
        kind, of: service.files, filters: words, sort: request.query["sort"])
      return try .answer(CatalogPageAnswer(listing, limit: limit, offset: offset))
    }
  }

  private func show(_ request: HTTPRequest) throws -> HTTPResponse {
    try Questions.check(request, [])
    let kind = try kind(request)
    return try Problem.catching {
      do {
        let entry = try CatalogEntry(
          kind, named: request.parameters["name"] ?? "", of: service.files)
        return try .answer(CatalogRowAnswer(kind: kind.rawValue, row: entry.value))
      } catch PlannerError.catalog(let error) {
        guard case .unknown(_, let name, let suggestions) = error else { throw error }
        throw Problem(
          .notFound, "no row answers to this name", field: "name", value: name,
          suggestions: suggestions)
      }
    }
  }
}

/// The catalogs there are, schema `inferplan.catalogs/1`.
struct CatalogKindsAnswer: Encodable, Sendable {
  let schema = "inferplan.catalogs/1"
  let catalogs: [Kind] = CatalogKind.allCases.map { Kind(name: $0.rawValue, rows: $0.noun) }

  enum CodingKeys: String, CodingKey { case schema, catalogs }

  struct Kind: Encodable, Sendable {
    /// What stands in the address: `/v1/catalog/NAME`.
    let name: String
    /// What its rows are called.
    let rows: String
  }
}

/// Some rows of a catalog, schema `inferplan.catalog/1`. The rows are those of
/// `inferplan catalog list --json`.
struct CatalogPageAnswer: Encodable, Sendable {
  let schema = "inferplan.catalog/1"
  let kind: String
  let columns: [String]
  /// Rows of the catalog.
  let total: Int
  /// Rows that hold all words that were searched for.
  let matching: Int
  let offset: Int
  let rows: [Value]

  enum CodingKeys: String, CodingKey {
    case schema, kind, columns, total, matching, offset, rows
  }

  init(_ listing: CatalogListing, limit: Int, offset: Int) {
    kind = listing.kind.rawValue
    columns = listing.columns
    total = listing.total
    let values = listing.values
    matching = values.count
    self.offset = offset
    rows = Array(values.dropFirst(offset).prefix(limit))
  }
}

/// One row of a catalog, schema `inferplan.catalog-row/1`. The row is that of
/// `inferplan catalog show --json`.
struct CatalogRowAnswer: Encodable, Sendable {
  let schema = "inferplan.catalog-row/1"
  let kind: String
  let row: Value

  enum CodingKeys: String, CodingKey { case schema, kind, row }
}
