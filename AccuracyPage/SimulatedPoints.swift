import Accuracy
import Confidence
import Dispatch
import PerformanceModel
import Quantities
import ServingSimulator
import Synchronization

/// Published closed loops and request rates, played: every row whose load the simulator can be given.
struct SimulatedPoints {
  /// A figure that was measured, in the closed form, and simulated.
  struct Point {
    var kind: Kind
    var measured: Double
    var closedForm: Double
    var simulated: Double
  }

  enum Kind: String, CaseIterable {
    case loopFirstToken = "closed loop, TTFT"
    case loopPerToken = "closed loop, TPOT"
    case rateFirstToken = "request rate, TTFT"
    case ratePerToken = "request rate, TPOT"
    case rateEndToEnd = "request rate, end to end"

    init?(_ point: ResolvedPoint) {
      switch (point.load, point.quantity) {
      case (.closedLoop, .timeToFirstToken): self = .loopFirstToken
      case (.closedLoop, .timePerOutputToken): self = .loopPerToken
      case (.rate, .timeToFirstToken): self = .rateFirstToken
      case (.rate, .timePerOutputToken): self = .ratePerToken
      case (.rate, .endToEnd): self = .rateEndToEnd
      default: return nil
      }
    }
  }

  /// What is played once, whichever of its figures were measured.
  private struct Question: Hashable {
    var deployment: Deployment
    var workload: Workload
    var load: Load
  }

  let points: [Point]
  /// Rows whose load is beyond what the simulated replicas carry, where waits mean nothing.
  let overloaded: Int

  init(_ validation: Validation, coefficients: Coefficients) {
    var groups: [Question: [Validation.Comparison]] = [:]
    for comparison in validation.comparisons where Kind(comparison.point) != nil {
      let point = comparison.point
      // Requests in flight on a replica are whole ones.
      guard point.workload.concurrency >= 1, point.workload.cachedTokens == 0 else { continue }
      groups[
        Question(
          deployment: point.deployment, workload: point.workload, load: point.load), default: []
      ].append(comparison)
    }
    // In an order of their own: the page must not depend on hashes.
    let questions = groups.sorted {
      ($0.value.first?.point.id ?? "") < ($1.value.first?.point.id ?? "")
    }
    let found = Mutex<[[Point]?]>(Array(repeating: nil, count: questions.count))
    DispatchQueue.concurrentPerform(iterations: questions.count) { index in
      let (question, comparisons) = questions[index]
      let points = Self.play(question, comparisons, coefficients)
      found.withLock { $0[index] = points }
    }
    let all = found.withLock { $0 }
    points = all.compactMap { $0 }.flatMap { $0 }
    overloaded = all.count { $0 == nil }
  }

  /// Variation of lengths: load generators draw them from 0.8 to 1 of the stated one
  /// (`--random-range-ratio 0.8` of vLLM's, as InferenceMAX runs it), and answers end by themselves. A
  /// closed loop of requests that are all alike would go on in waves for ever.
  private static let lengthVariation = 0.2 / 12.0.squareRoot() / 0.9

  /// The figures of a question; `nil` where requests outrun the replica.
  private static func play(
    _ question: Question, _ comparisons: [Validation.Comparison], _ coefficients: Coefficients
  ) -> [Point]? {
    let input = LengthDistribution.normal(
      mean: max(1, question.workload.inputTokens), cv: lengthVariation)
    let output = LengthDistribution.normal(
      mean: max(1, question.workload.outputTokens), cv: lengthVariation)
    var settings = SimulationSettings()
    let arrivals: ArrivalProcess
    switch question.load {
    case .closedLoop(let share, _):
      let clients = Int(question.workload.concurrency.rounded())
      arrivals = .closedLoop(concurrency: clients)
      // A first wave that is this share of all, or is left out.
      let waves = share > 0 ? min(max(1, 1 / share), 20) : 10
      settings.requests = max(20, Int(waves * Double(clients)))
      settings.warmUp = share > 0 ? 0 : 1 / waves
    case .rate(let rate, let requests):
      arrivals = .poisson(rate: rate)
      settings.requests = Int(min(max(requests ?? 2_000, 20), 20_000))
    default: return []
    }
    let simulation = Simulation(
      question.deployment, coefficients: coefficients,
      traffic: Traffic(arrivals, input: input, output: output), settings: settings)
    if case .rate(let rate, requests: nil) = question.load, rate > simulation.saturation() {
      return nil
    }
    let result = simulation.run()
    guard (result.outcomes[.completed] ?? 0) > 0 else { return nil }
    return comparisons.compactMap { comparison in
      guard let kind = Kind(comparison.point) else { return nil }
      let latency =
        switch comparison.point.quantity {
        case .timeToFirstToken: result.timeToFirstToken
        case .timePerOutputToken: result.timePerOutputToken
        default: result.endToEnd
        }
      return Point(
        kind: kind, measured: comparison.point.measured, closedForm: comparison.forecast,
        simulated: latency.mean.value)
    }
  }
}
