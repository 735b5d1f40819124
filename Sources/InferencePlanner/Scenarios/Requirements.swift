import Catalog
import Economics
import PerformanceModel
import Quantities
import StructuredText

/// What an option has to meet to be chosen.
public struct Requirements: Hashable, Sendable {
  public var timeToFirstToken: Seconds?
  public var timePerOutputToken: Seconds?
  public var endToEnd: Seconds?
  /// Requests an hour that all replicas together must carry.
  public var requestsPerHour: Double?
  /// Generated tokens a second, of all users together.
  public var outputTokensPerSecond: Double?
  public var monthlyBudget: USDollars?
  /// Tokens of context that every request must be able to reach.
  public var context: Int?
  /// Nothing may leave the house: rented machines and APIs are out.
  public var mustBeOffline: Bool

  /// No requirement but that it fits in memory.
  init() { mustBeOffline = false }

  /// Reads the `requirements` of a scenario; times are in seconds.
  init(_ reader: inout FieldReader) throws(StructuredTextError) {
    let times = 1e-6...1e7
    timeToFirstToken = try reader.number("ttft", in: times).map { Seconds($0) }
    timePerOutputToken = try reader.number("tpot", in: times).map { Seconds($0) }
    endToEnd = try reader.number("e2e", in: times).map { Seconds($0) }
    requestsPerHour = try reader.number("requests_per_hour", in: 0...1e12)
    outputTokensPerSecond = try reader.number("output_tokens_per_second", in: 0...1e12)
    monthlyBudget = try reader.number("monthly_budget", in: 0...1e12).map { USDollars($0) }
    context = try reader.integer("context")
    mustBeOffline = try reader.bool("offline") ?? false
  }
}

/// How one option stands against one requirement.
public struct RequirementCheck: Hashable, Sendable {
  public var requirement: String
  public var wanted: String
  public var got: String
  public var isMet: Bool
  /// How far the figure is from the limit, as a share of it: above 0 there is room.
  public var margin: Double
  /// The chance that it is met, as far as forecasts may be off; `nil` where that is no question.
  public var chance: Double?
}

extension Requirements {
  /// Holds an estimate against every requirement that was stated.
  public func checks(_ estimate: Estimate) -> [RequirementCheck] {
    let forecast = estimate.forecast
    var checks = [
      RequirementCheck(
        requirement: "memory", wanted: "at most \(Words.bytes(forecast.memory.usable))",
        got: Words.bytes(forecast.memory.total), isMet: estimate.compatibility.fits,
        margin: 1 - forecast.memory.utilization)
    ]
    func atMost(_ name: String, _ limit: Seconds?, _ time: Seconds) {
      guard let limit else { return }
      checks.append(
        RequirementCheck(
          requirement: name, wanted: "at most \(Words.time(limit))",
          got: forecast.runs ? Words.time(time) : "does not run",
          isMet: forecast.runs && time <= limit, margin: 1 - time / limit))
    }
    func atLeast(_ name: String, _ least: Double?, _ rate: Double) {
      guard let least else { return }
      checks.append(
        RequirementCheck(
          requirement: name, wanted: "at least \(Words.number(least))", got: Words.number(rate),
          isMet: rate >= least, margin: least > 0 ? rate / least - 1 : 0))
    }
    atMost("TTFT", timeToFirstToken, forecast.timeToFirstToken)
    atMost("TPOT", timePerOutputToken, forecast.timePerOutputToken)
    atMost("end to end", endToEnd, forecast.endToEnd)
    let replicas = Double(estimate.request.replicas)
    atLeast("requests an hour", requestsPerHour, forecast.requestsPerSecond * 3600 * replicas)
    atLeast(
      "output tokens a second", outputTokensPerSecond, forecast.outputTokensPerSecond * replicas)
    if let context {
      let reach = min(estimate.longestContext, estimate.deployment.model.maximumContext)
      atLeast("context", Double(context), Double(reach))
    }
    if let budget = monthlyBudget {
      let month = estimate.cost?.perMonth
      checks.append(
        RequirementCheck(
          requirement: "monthly cost", wanted: "at most \(Words.money(budget))",
          got: month.map(Words.money) ?? "unknown", isMet: month.map { $0 <= budget } ?? false,
          margin: month.map { 1 - $0 / budget } ?? -1))
    }
    if mustBeOffline {
      let isOwned = if case .owned = estimate.cost { true } else { estimate.cost == nil }
      checks.append(
        RequirementCheck(
          requirement: "offline", wanted: "own hardware",
          got: estimate.cost?.title ?? "own hardware, no price known", isMet: isOwned,
          // No figure, so it is never the tightest requirement.
          margin: isOwned ? .infinity : -1))
    }
    return checks
  }
}
