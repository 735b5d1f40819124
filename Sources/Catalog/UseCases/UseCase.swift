import Quantities
import StructuredText

/// What people use a model for: typical lengths, arrivals and the delays they put up with.
public struct UseCase: Hashable, Sendable, Identifiable {
  /// Lower-case short name, such as `code-completion`; unique.
  public var id: String
  public var aliases: [String]
  /// The task whose score tells how well a model serves it, an id of `tasks.csv`.
  public var task: String
  public var description: String
  /// Tokens of a typical prompt.
  public var inputTokens: Int
  /// Tokens of a typical answer.
  public var outputTokens: Int
  /// Share of the prompt that a prefix cache already holds, 0 to 1; `nil` where nobody says.
  public var cachedShare: Double?
  public var timeToFirstToken: Delay
  public var timePerOutputToken: Delay
  public var endToEnd: Delay
  /// How requests arrive, in the words of the source (`poisson`, `compound_poisson`).
  public var arrivals: String?
  /// Share of the users who are active at a time.
  public var activeFraction: Double?
  /// Requests that an active user sends a minute.
  public var requestsPerActiveUserPerMinute: Double?
  /// Mean number of requests in a burst.
  public var burstSize: Double?
  /// Requests at the peak over the mean.
  public var peakMultiplier: Double?
  /// The quality level that the use asks for, a name of `quality_levels.csv`.
  public var qualityLevel: String?
  public var provenance: Provenance

  /// A delay that people put up with: what pleases them and what they still accept.
  public struct Delay: Hashable, Sendable {
    public var pleasing: Seconds
    public var accepted: Seconds
  }

  /// Reads all use cases, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row that is not whole,
  ///   and what ``CatalogFiles/tables(_:)`` throws.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [UseCase] {
    try loadRows(.useCases, of: files) { (row) throws(CatalogError) in try UseCase(row) }
  }

  /// The use case of this id or alias, in any case and punctuation.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` when there is none.
  public static func find(
    _ name: String, among useCases: [UseCase]
  ) throws(CatalogError) -> UseCase {
    let wanted = NearestNames.folded(name)
    // An id goes before an alias of another row.
    let match =
      useCases.first { NearestNames.folded($0.id) == wanted }
      ?? useCases.first { $0.aliases.contains { NearestNames.folded($0) == wanted } }
    guard let match, !wanted.isEmpty else {
      throw .unknown(
        kind: "use case", name: name,
        suggestions: NearestNames.suggestions(
          for: name, among: useCases.flatMap { [$0.id] + $0.aliases }))
    }
    return match
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    id = try row.required("id")
    aliases = row.list("aliases")
    task = try row.required("task")
    description = row["description"] ?? id
    guard let input = try row.integer("input_tokens"), input > 0 else {
      throw row.unacceptable("input_tokens", "a whole number above 0")
    }
    guard let output = try row.integer("output_tokens"), output > 0 else {
      throw row.unacceptable("output_tokens", "a whole number above 0")
    }
    inputTokens = input
    outputTokens = output
    cachedShare = try row.number("cached_share")
    if let cachedShare, cachedShare > 1 {
      throw row.unacceptable("cached_share", "a share from 0 to 1")
    }
    timeToFirstToken = try row.delay("ttft_ms")
    timePerOutputToken = try row.delay("tpot_ms")
    endToEnd = try row.delay("e2e_ms")
    arrivals = row["arrivals"]
    activeFraction = try row.number("active_fraction")
    requestsPerActiveUserPerMinute = try row.number("requests_per_active_user_min")
    burstSize = try row.number("burst_size")
    peakMultiplier = try row.number("peak_multiplier")
    qualityLevel = row["quality_level"]
    provenance = row.provenance()
  }
}

extension CSVTable.Row {
  /// The delay in the columns `name_min` and `name_max`, in milliseconds.
  fileprivate func delay(_ name: String) throws(CatalogError) -> UseCase.Delay {
    guard let least = try number(name + "_min") else {
      throw unacceptable(name + "_min", "milliseconds")
    }
    guard let most = try number(name + "_max"), most >= least else {
      throw unacceptable(name + "_max", "milliseconds, at least those of '\(name)_min'")
    }
    return UseCase.Delay(pleasing: Seconds(least / 1000), accepted: Seconds(most / 1000))
  }
}
