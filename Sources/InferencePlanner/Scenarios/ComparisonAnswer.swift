/// The JSON form of a comparison, schema `inferplan.compare/1`; see ``EstimateAnswer`` for the form
/// of an option's `estimate`.
public struct ComparisonAnswer: Encodable, Sendable {
  public static let schemaName = "inferplan.compare/1"

  public let schema: String
  public let scenario: String
  public let source: String?
  public let options: [OptionAnswer]
  public let recommendation: RecommendationAnswer

  public struct OptionAnswer: Encodable, Sendable {
    public let name: String
    public let isFeasible: Bool
    /// Why there is no estimate.
    public let error: String?
    public let estimate: EstimateAnswer?
    public let checks: [Check]
    public let claims: [Claim]
  }

  public struct Check: Encodable, Sendable {
    public let requirement: String
    public let wanted: String
    public let got: String
    public let isMet: Bool
  }

  public struct Claim: Encodable, Sendable {
    public let figure: String
    public let documented: String
    public let ours: String
    /// Ours over the document's.
    public let ratio: Double?
    public let verdict: String
    public let reason: String
  }

  public struct RecommendationAnswer: Encodable, Sendable {
    public let option: String?
    public let closest: String?
    public let rationale: [String]
  }

  public init(_ comparison: Comparison) {
    schema = Self.schemaName
    scenario = comparison.scenario.name
    source = comparison.scenario.source
    options = comparison.options.map { outcome in
      var error: String?
      if case .failure(let failure) = outcome.result { error = failure.description }
      return OptionAnswer(
        name: outcome.option.name, isFeasible: outcome.isFeasible, error: error,
        estimate: outcome.estimate.map { EstimateAnswer($0) },
        checks: outcome.checks.map {
          Check(requirement: $0.requirement, wanted: $0.wanted, got: $0.got, isMet: $0.isMet)
        },
        claims: outcome.claims.map {
          Claim(
            figure: $0.figure, documented: $0.documented, ours: $0.ours,
            ratio: $0.ratio.flatMap { $0.isFinite ? $0 : nil }, verdict: $0.verdict.rawValue,
            reason: $0.reason)
        })
    }
    recommendation = RecommendationAnswer(
      option: comparison.recommendation.option, closest: comparison.recommendation.closest,
      rationale: comparison.recommendation.rationale)
  }
}
