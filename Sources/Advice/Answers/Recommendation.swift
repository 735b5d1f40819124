import Catalog

/// A tool that is recommended, with what one has to know before taking it.
public struct Recommendation: Sendable {
  public var tool: Tool
  /// 1 is the first choice.
  public var rank: Int
}

extension Tool {
  /// The status with its date and source: `active (2026-08-04, github …)`.
  public var statusWithEvidence: String { "\(status ?? state.rawValue) (\(statusEvidence))" }

  /// Where the status is from and when it was seen, or that nobody has checked it.
  public var statusEvidence: String {
    isStatusVerified
      ? "\(provenance.date), \(provenance.source)" : "unverified, as of \(provenance.date)"
  }

  /// The name, and beside it that it is not to be started with.
  public var nameWithState: String { state.isDead ? "\(name) (\(state.rawValue))" : name }
}

/// The tools by id.
public struct ToolShelf: Sendable {
  public let tools: [Tool]
  private let places: [String: Int]

  /// Reads the tools.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    tools = try Tool.load(files)
    places = Dictionary(
      tools.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The tool of this id, or `nil` when there is none.
  public subscript(id: String) -> Tool? { places[id].map { tools[$0] } }

  /// Those of `ids` that there are, in order.
  public func tools(_ ids: [String]) -> [Tool] { ids.compactMap { self[$0] } }
}
