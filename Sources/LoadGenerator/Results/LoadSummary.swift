import Quantities
import ServingSimulator

/// The figures of one run, in the field's words.
public struct LoadSummary: Hashable, Sendable {
  /// Where counts of tokens come from.
  public enum TokenSource: String, Sendable {
    /// The usage block of every answer.
    case usage
    /// Chunks of the stream: a server may pack several tokens into one.
    case chunks
    /// Some answers had a usage block.
    case mixed
    case none
  }

  /// How often something went wrong, with the server's words on the first time.
  public struct FailureCount: Hashable, Sendable {
    public var failure: RequestFailure
    public var count: Int
    public var detail: String?
  }

  /// Whether an objective was kept.
  public struct ObjectiveResult: Hashable, Sendable {
    public var objective: ServiceObjective
    /// Seconds; `nil` where nothing was measured.
    public var measured: Double?
    public var isKept: Bool { measured.map { $0 <= objective.limit.value } ?? false }
  }

  public let sent: Int
  public let completed: Int
  public let interrupted: Int
  public let failures: [FailureCount]
  /// Requests that were left out because the run had not settled.
  public let warmUpRequests: Int
  /// Whether the run settled; `nil` where it is too short to tell, or the user said when.
  public let isSteady: Bool?
  /// What rates refer to: seconds since the beginning.
  public let window: ClosedRange<Double>

  public let timeToFirstToken: SampleStatistics?
  public let timePerOutputToken: SampleStatistics?
  public let interTokenLatency: SampleStatistics?
  public let normalizedTime: SampleStatistics?
  public let endToEnd: SampleStatistics?

  public let inputTokens: SampleStatistics?
  public let outputTokens: SampleStatistics?
  public let tokenSource: TokenSource
  public let outputTokensPerSecond: Double
  /// By batch means over tenths of the window.
  public let outputRateHalfWidth: Double?
  public let totalTokensPerSecond: Double
  public let requestsPerSecond: Double
  public let meanInFlight: Double

  public let objectives: [ObjectiveResult]
  /// Requests a second that keep every limit by themselves, and their share of all that ended.
  public let goodput: Double?
  public let goodShare: Double?

  /// - Parameters:
  ///   - requests: those of one run.
  ///   - duration: seconds in which requests were due; `nil` where their number ended the run.
  ///   - warmUp: seconds to leave out; `nil` to find out.
  ///   - clients: those of a closed loop, whose first requests all begin together and are left out of
  ///     a run of at least three times as many, unless `warmUp` says otherwise.
  ///   - objectives: promises to hold the run against.
  public init(
    _ requests: [SentRequest], duration: Double? = nil, warmUp: Double? = nil, clients: Int = 0,
    objectives: [ServiceObjective] = []
  ) {
    let ordered = requests.sorted { ($0.scheduled, $0.index) < ($1.scheduled, $1.index) }
    let whole = ordered.filter(\.isComplete)
    let cut: Double
    if let warmUp {
      cut = warmUp
      isSteady = nil
    } else {
      let found = SteadyState.warmUp(whole.map { $0.endToEnd ?? 0 })
      let settled = found.flatMap { $0 > 0 ? whole[$0].scheduled : nil } ?? 0
      let isLong = clients > 1 && ordered.count >= 3 * clients
      cut = isLong ? max(settled, ordered[clients].scheduled) : settled
      isSteady = whole.count >= 20 ? found != nil : nil
    }
    let kept = ordered.filter { $0.scheduled >= cut }
    warmUpRequests = ordered.count - kept.count
    let measured = kept.filter(\.isComplete)
    sent = ordered.count
    completed = whole.count
    interrupted = ordered.count { $0.failure == .interrupted }
    failures = Self.failures(ordered)

    let last = ordered.map { $0.failure == .interrupted ? $0.lastToken ?? $0.sent : $0.end }.max()
    let start = max(cut, kept.first?.scheduled ?? 0)
    // A run that was cut short ends where it was cut.
    let end = max(start, min(duration ?? .infinity, last ?? start))
    window = start...end
    let span = end - start

    timeToFirstToken = SampleStatistics(measured.compactMap(\.timeToFirstToken))
    timePerOutputToken = SampleStatistics(measured.compactMap(\.timePerOutputToken))
    interTokenLatency = SampleStatistics(measured.flatMap { $0.gaps.map(Double.init) })
    normalizedTime = SampleStatistics(measured.compactMap(\.normalizedTime))
    endToEnd = SampleStatistics(measured.compactMap(\.endToEnd))
    inputTokens = SampleStatistics(measured.compactMap { $0.promptTokens.map(Double.init) })
    outputTokens = SampleStatistics(measured.map { Double($0.outputTokens) })
    let stated = measured.count { $0.usageTokens != nil }
    tokenSource =
      measured.isEmpty
      ? .none : stated == measured.count ? .usage : stated == 0 ? .chunks : .mixed

    var tenths = [Double](repeating: 0, count: 10)
    var output = 0.0, prompts = 0.0, ends = 0.0, occupied = 0.0
    for request in ordered where span > 0 {
      let perChunk =
        request.chunks > 0 ? Double(request.outputTokens) / Double(request.chunks) : 0
      var time = request.firstToken ?? .infinity
      for place in 0..<request.chunks {
        if place > 0 { time += Double(request.gaps[place - 1]) }
        guard window.contains(time) else { continue }
        output += perChunk
        tenths[min(9, Int((time - start) / span * 10))] += perChunk
      }
      if let first = request.firstToken, window.contains(first) {
        prompts += Double(request.promptTokens ?? request.inputTarget)
      }
      if request.isComplete, window.contains(request.lastToken ?? request.end) { ends += 1 }
      occupied += max(0, min(end, request.end) - max(start, request.scheduled))
    }
    let per = span > 0 ? 1 / span : 0
    outputTokensPerSecond = output * per
    totalTokensPerSecond = (output + prompts) * per
    requestsPerSecond = ends * per
    meanInFlight = occupied * per
    outputRateHalfWidth =
      output > 0 && measured.count >= 10
      ? ReplicationInterval(tenths.map { $0 * 10 * per }).half : nil

    let statistics: [ServiceObjective.Metric: SampleStatistics?] = [
      .firstToken: timeToFirstToken, .perToken: timePerOutputToken, .endToEnd: endToEnd,
    ]
    self.objectives = objectives.map { objective in
      let sample = statistics[objective.metric] ?? nil
      return ObjectiveResult(
        objective: objective,
        measured: sample.map {
          switch objective.statistic {
          case .mean: $0.mean
          case .share(let share): $0.quantile(share)
          case .maximum: $0.largest
          }
        })
    }
    let judged = kept.filter { $0.failure != .interrupted }
    let good = judged.filter { request in
      request.isComplete && objectives.allSatisfy { Self.keeps(request, $0) }
    }
    let whenMeasured = window
    let goodInWindow = good.count { whenMeasured.contains($0.lastToken ?? $0.end) }
    goodput = objectives.isEmpty ? nil : Double(goodInWindow) * per
    goodShare =
      objectives.isEmpty || judged.isEmpty ? nil : Double(good.count) / Double(judged.count)
  }

  /// Requests that came to nothing, interrupted ones apart.
  public var failed: Int { failures.reduce(0) { $0 + $1.count } }
  /// Whether every objective was kept and nothing failed.
  public var keepsObjectives: Bool { failed == 0 && objectives.allSatisfy(\.isKept) }

  /// Whether one request keeps the limit of an objective by itself.
  private static func keeps(_ request: SentRequest, _ objective: ServiceObjective) -> Bool {
    let value =
      switch objective.metric {
      case .firstToken: request.timeToFirstToken
      // An answer of one token has no time between tokens to exceed.
      case .perToken: request.timePerOutputToken ?? 0
      case .endToEnd: request.endToEnd
      case .queueWait: nil as Double?
      }
    return value.map { $0 <= objective.limit.value } ?? false
  }

  private static func failures(_ requests: [SentRequest]) -> [FailureCount] {
    var counts: [FailureCount] = []
    for request in requests {
      guard let failure = request.failure, failure != .interrupted else { continue }
      if let place = counts.firstIndex(where: { $0.failure == failure }) {
        counts[place].count += 1
      } else {
        counts.append(FailureCount(failure: failure, count: 1, detail: request.detail))
      }
    }
    return counts.sorted {
      $0.count == $1.count ? $0.failure.name < $1.failure.name : $0.count > $1.count
    }
  }
}
