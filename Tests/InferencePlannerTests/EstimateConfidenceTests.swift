import Catalog
import Confidence
import Economics
import InferencePlanner
import PerformanceModel
import Presentation
import Quantities
import Testing

@Suite("The ranges of an estimate") struct EstimateConfidenceTests {
  static let questions = [
    #"{"model": "llama-3.1-8b", "hardware": "H100", "concurrency": 32, "requests_per_hour": 20000}"#,
    #"{"model": "llama-3.1-8b", "hardware": "H100"}"#,
    #"{"model": "llama-2-7b", "weights": "q4_0", "hardware": "4090", "engine": "llama.cpp"}"#,
    #"{"model": "mixtral-8x7b", "hardware": "2x H100", "requests_per_hour": 500000}"#,
    #"{"model": "qwen3-32b", "hardware": "m4 max 128gb", "requests_per_hour": 20}"#,
  ]

  @Test(arguments: questions)
  func everyRangeHoldsItsFigure(_ question: String) throws {
    let estimate = try estimate(question)
    let forecast = estimate.forecast, confidence = estimate.confidence
    let pairs: [(ClosedRange<Double>?, Double)] = [
      (confidence.memory, forecast.memory.total.value),
      (confidence.timeToFirstToken, forecast.timeToFirstToken.value),
      (confidence.timePerOutputToken, forecast.timePerOutputToken.value),
      (confidence.userRate, 1 / forecast.timePerOutputToken.value),
      (confidence.outputRate, forecast.outputTokensPerSecond),
      (confidence.requestRate, forecast.requestsPerSecond),
      (confidence.fullLoadOutputRate, estimate.capacity.outputTokensPerSecond),
      (confidence.energyPerToken, forecast.energyPerOutputToken.value),
    ]
    for (range, figure) in pairs {
      let range = try #require(range)
      #expect(range.lowerBound <= figure * (1 + 1e-9) && figure <= range.upperBound * (1 + 1e-9))
    }
    let cost = try #require(estimate.cost)
    if let full = cost.atFullLoad?.perRequest.value {
      let range = try #require(confidence.costPerRequestAtFullLoad)
      #expect(range.lowerBound <= full && full <= range.upperBound)
    }
    if let offered = cost.atOfferedLoad?.perRequest.value {
      let range = try #require(confidence.costPerRequest)
      #expect(range.lowerBound <= offered * (1 + 1e-9) && offered <= range.upperBound * (1 + 1e-9))
    }
  }

  /// End to end is computed from its parts, at both ends.
  @Test func endToEndFollowsFromItsParts() throws {
    let estimate = try estimate(Self.questions[0])
    let confidence = estimate.confidence
    let first = try #require(confidence.timeToFirstToken)
    let other = try #require(confidence.timePerOutputToken)
    let whole = try #require(confidence.endToEnd)
    let steps = estimate.workload.outputTokens - 1
    #expect(isClose(whole.lowerBound, first.lowerBound + steps * other.lowerBound))
    #expect(isClose(whole.upperBound, first.upperBound + steps * other.upperBound))
  }

  /// One idle machine stays one machine, however slow it turns out to be.
  @Test func aLoadThatOneMachineCarriesAnywayCostsTheSame() throws {
    let idle = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "H100", "requests_per_hour": 10}"#)
    let range = try #require(idle.confidence.costPerRequest)
    #expect(isClose(range.lowerBound, range.upperBound))
    let busy = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "H100", "requests_per_hour": 2000000}"#)
    let wide = try #require(busy.confidence.costPerRequest)
    #expect(wide.upperBound > 1.1 * wide.lowerBound)
  }

  @Test func whatDoesNotRunHasNoTimes() throws {
    let estimate = try estimate(#"{"model": "llama-3.1-70b", "hardware": "T4"}"#)
    #expect(estimate.confidence.timeToFirstToken == nil)
    #expect(estimate.confidence.outputRate == nil)
    #expect(estimate.confidence.memory.contains(estimate.forecast.memory.total.value))
  }

  @Test func aPriceThatNoForecastDecidesHasNoRange() throws {
    let estimate = try estimate(
      #"{"model": "llama-3.1-8b", "hardware": "H100", "offer": "gpt-5-mini"}"#)
    #expect(estimate.cost != nil)
    #expect(estimate.confidence.costPerRequest == nil)
    #expect(estimate.confidence.costPerRequestAtFullLoad == nil)
  }

  @Test func evidenceIsNearestFirstAndNamed() throws {
    let estimate = try estimate(
      #"{"model": "llama-2-7b", "weights": "q4_0", "hardware": "4090", "engine": "llama.cpp"}"#)
    let findings = try estimator().evidence(estimate)
    for group in findings.groups {
      let distances = group.matches.map(\.distance)
      #expect(distances == distances.sorted())
      #expect(group.nearCount == 0 || distances.allSatisfy { $0 <= EvidenceFindings.near })
    }
    #expect(findings.groups.contains { !$0.matches.isEmpty })
    let explanation = Explanation(
      estimate, coefficients: try estimator().coefficients, evidence: findings)
    let group = try #require(explanation.groups.last)
    #expect(group.title == "How sure")
    for match in findings.groups.flatMap(\.matches) {
      let line = try #require(group.lines.first { $0.figure.contains(match.row.id) })
      #expect(line.sources.contains { $0.contains(match.row.provenance.source) })
    }
  }

  /// Without a measurement of the family ranges are wider, never narrower.
  @Test func ignoranceWidens() throws {
    let known = try estimator().confidence
    var blind = known
    blind.known = KnownHardware()
    for category in Category.allCases {
      let a = known.intervals.interval(category: category, tier: .knownSetup, forecast: 10)
      let b = blind.intervals.interval(category: category, tier: .neverSeen, forecast: 10)
      #expect(b.lowerBound <= a.lowerBound && b.upperBound >= a.upperBound)
    }
  }
}
