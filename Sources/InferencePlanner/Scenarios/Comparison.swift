import Economics
import PerformanceModel
import Quantities

/// A scenario answered: every option computed, held against the requirements, and one chosen.
public struct Comparison: Sendable {
  public var scenario: Scenario
  public var options: [Outcome]
  public var recommendation: Recommendation

  /// What became of one option.
  public struct Outcome: Sendable {
    public var option: Scenario.Option
    /// The estimate, or why there is none.
    public var result: Result<Estimate, PlannerError>
    public var checks: [RequirementCheck]
    public var claims: [ClaimCheck]

    public var estimate: Estimate? { try? result.get() }
    public var isFeasible: Bool { estimate != nil && checks.allSatisfy(\.isMet) }
  }

  /// The choice and why.
  public struct Recommendation: Sendable, Hashable {
    /// The option, or `nil` when none meets the requirements.
    public var option: String?
    /// The option that comes closest where none does.
    public var closest: String?
    /// Sentences made of facts.
    public var rationale: [String]
  }

  /// Computes every option of `scenario` afresh.
  ///
  /// An option whose names resolve to nothing, or that cannot run, is an outcome with its reason;
  /// the others are still compared.
  public init(_ scenario: Scenario, estimator: Estimator) {
    self.scenario = scenario
    options = scenario.options.map { option in
      var request = option.request
      // The scenario's load is every option's load, unless the option states its own.
      request.requestsPerHour = request.requestsPerHour ?? scenario.requirements.requestsPerHour
      let result = Result { () throws(PlannerError) in try estimator.estimate(request) }
      let estimate = try? result.get()
      return Outcome(
        option: option, result: result,
        checks: estimate.map { scenario.requirements.checks($0) } ?? [],
        claims: estimate.flatMap { estimate in
          option.documented.map { ClaimChecker(documented: $0, estimate: estimate).checks }
        } ?? [])
    }
    recommendation = Recommendation(options, scenario: scenario)
  }
}

extension Comparison.Recommendation {
  private typealias Outcome = Comparison.Outcome

  /// The cheapest option that meets everything: a month of it where the load is known, else a request
  /// at full load. Of equal or unknown cost the faster one.
  init(_ outcomes: [Comparison.Outcome], scenario: Scenario) {
    let hasLoad = scenario.requirements.requestsPerHour != nil
    let ranked = outcomes.filter(\.isFeasible).sorted { a, b in
      let x = Self.cost(a, byMonth: hasLoad)?.value ?? .infinity
      let y = Self.cost(b, byMonth: hasLoad)?.value ?? .infinity
      if x != y { return x < y }
      return (a.estimate?.forecast.endToEnd ?? .zero) < (b.estimate?.forecast.endToEnd ?? .zero)
    }
    guard let best = ranked.first else {
      self = Self.unmet(outcomes)
      return
    }
    option = best.option.name
    rationale = [
      Self.praise(best), Self.price(best, next: ranked.dropFirst().first, byMonth: hasLoad),
    ].compactMap { $0 }
    closest = nil
    for outcome in outcomes where !outcome.isFeasible {
      rationale.append("\(outcome.option.name) is out: \(Self.reason(outcome)).")
    }
    if let documented = scenario.documentedRecommendation {
      rationale.append(
        documented == best.option.name
          ? "The document recommends the same option."
          : "The document recommends \(documented) instead.")
    }
  }

  private static func praise(_ best: Outcome) -> String {
    let met = "\(best.option.name) meets all requirements"
    guard let tightest = best.checks.min(by: { $0.margin < $1.margin }) else { return met + "." }
    return "\(met); the tightest is \(tightest.requirement): \(tightest.got), \(tightest.wanted)."
  }

  /// What options are ranked by.
  private static func cost(_ outcome: Outcome, byMonth: Bool) -> USDollars? {
    guard let cost = outcome.estimate?.cost else { return nil }
    return byMonth ? cost.perMonth : cost.atFullLoad?.perRequest
  }

  private static func price(_ best: Outcome, next: Outcome?, byMonth: Bool) -> String? {
    guard let cost = best.estimate?.cost, let amount = Self.cost(best, byMonth: byMonth) else {
      return nil
    }
    var words =
      "It costs \(Words.money(amount)) \(byMonth ? "a month" : "a request at full load") "
      + "(\(cost.title), price of \(cost.priceDate))"
    if let next, let other = Self.cost(next, byMonth: byMonth), amount.value > 0 {
      words +=
        "; \(next.option.name) also meets them, at \(Words.number(other / amount)) times that"
    }
    return words + "."
  }

  private static func reason(_ outcome: Outcome) -> String {
    switch outcome.result {
    case .failure(let error): error.description
    case .success:
      outcome.checks.filter { !$0.isMet }.map { "\($0.requirement) \($0.got), \($0.wanted)" }
        .joined(separator: "; ")
    }
  }

  /// The answer when nothing is feasible: what comes closest and what stands in its way.
  private static func unmet(_ outcomes: [Outcome]) -> Self {
    // Fewest unmet requirements first, then the least distance in all.
    let closest = outcomes.filter { $0.estimate != nil }.min { a, b in
      let x = a.checks.filter { !$0.isMet }, y = b.checks.filter { !$0.isMet }
      if x.count != y.count { return x.count < y.count }
      return x.reduce(0) { $0 - $1.margin } < y.reduce(0) { $0 - $1.margin }
    }
    var rationale = ["No option meets every requirement."]
    for outcome in outcomes { rationale.append("\(outcome.option.name): \(reason(outcome)).") }
    if let closest {
      rationale.append("\(closest.option.name) comes closest.")
      rationale += (closest.estimate?.compatibility.recommendations ?? []).prefix(3).map {
        "For \(closest.option.name): \($0)."
      }
    }
    return Self(option: nil, closest: closest?.option.name, rationale: rationale)
  }
}
