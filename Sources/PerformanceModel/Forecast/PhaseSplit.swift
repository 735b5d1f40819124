import Quantities

/// A replica whose prompts and answers are computed by workers of their own: disaggregated serving.
public struct PhaseSplit: Hashable, Sendable {
  public var prefillWorkers: Int
  public var decodeWorkers: Int

  public init(prefillWorkers: Int, decodeWorkers: Int) {
    self.prefillWorkers = max(1, prefillWorkers)
    self.decodeWorkers = max(1, decodeWorkers)
  }

  public var workers: Int { prefillWorkers + decodeWorkers }

  /// What a prefill worker sees of a request: the prompt, and one token as its end.
  public static func prefill(_ workload: Workload) -> Workload {
    Workload(
      inputTokens: workload.inputTokens, outputTokens: 1, cachedTokens: workload.cachedTokens)
  }

  /// What a decode worker sees of a request: its cache is there, but for the last token.
  public static func decode(_ workload: Workload) -> Workload {
    Workload(
      inputTokens: workload.inputTokens, outputTokens: workload.outputTokens,
      cachedTokens: max(0, workload.inputTokens - 1))
  }
}

/// A request's way through both kinds of worker.
///
/// The first token is out when the prompt is done, its cache has crossed the link and the decode
/// worker has admitted it; it streams from there, as in vLLM's and Dynamo's proxies. Percentiles of
/// the two queues are added, which overstates their sum.
public struct SplitArrivals: Hashable, Sendable {
  public let prefill: OpenArrivals
  public let decode: OpenArrivals
  /// In which the cache of a prompt crosses the link.
  public let handOver: Seconds

  public init(prefill: OpenArrivals, decode: OpenArrivals, handOver: Seconds) {
    self.prefill = prefill
    self.decode = decode
    self.handOver = handOver
  }

  /// The workers of `split` at `rate` requests a second of all of them; `nil` where they cannot
  /// keep up, or where devices share no link.
  public static func at(
    rate: Double, _ split: PhaseSplit, _ forecaster: Forecaster, _ workload: Workload,
    variation: Double = 1
  ) -> SplitArrivals? {
    guard let handOver = forecaster.handOver(workload),
      let prefill = OpenArrivals.at(
        rate: rate / Double(split.prefillWorkers), forecaster, PhaseSplit.prefill(workload),
        variation: variation),
      let decode = OpenArrivals.at(
        rate: rate / Double(split.decodeWorkers), forecaster, PhaseSplit.decode(workload),
        variation: variation)
    else { return nil }
    return SplitArrivals(prefill: prefill, decode: decode, handOver: handOver)
  }

  /// Latencies that a share of requests does not exceed; `nil` for the mean.
  public func latency(
    _ share: Double?, _ forecaster: Forecaster, _ workload: Workload
  ) -> OpenArrivals.Latency {
    latency(share, forecaster, SplitShape(workload, forecaster))
  }

  /// Latencies that a share of requests does not exceed; `nil` for the mean.
  /// - Parameter shape: of the requests, prepared with the forecaster.
  public func latency(
    _ share: Double?, _ forecaster: Forecaster, _ shape: SplitShape
  ) -> OpenArrivals.Latency {
    let prompt = prefill.latency(share, forecaster, shape.prompt)
    let answer = decode.latency(share, forecaster, shape.answer)
    let first = prompt.timeToFirstToken + handOver + answer.timeToFirstToken
    return OpenArrivals.Latency(
      timeToFirstToken: first, timePerOutputToken: answer.timePerOutputToken,
      endToEnd: first + answer.timePerOutputToken * (shape.answer.outputTokens - 1))
  }
}

/// Requests of one shape as workers of their own for prompts and for answers see them.
public struct SplitShape: Sendable {
  public let prompt: PreparedWorkload
  public let answer: PreparedWorkload

  public init(_ workload: Workload, _ forecaster: Forecaster) {
    prompt = PreparedWorkload(PhaseSplit.prefill(workload), forecaster, arrivals: .atRandom)
    answer = PreparedWorkload(PhaseSplit.decode(workload), forecaster, arrivals: .atRandom)
  }
}

extension Forecaster {
  /// Bytes a second at which caches go from one worker's devices to another's, every device over
  /// its own link, at the share that collectives reach; `nil` where they share none.
  public var handOverBandwidth: Double? {
    linkBandwidth.map { $0 * steps.reductionShare }
  }

  /// Seconds in which the cache of a prompt goes from one worker to another.
  public func handOver(_ workload: Workload) -> Seconds? {
    handOverBandwidth.map {
      Seconds(memory.kvCache.bytes(tokens: workload.inputTokens, blockTokens: 1) / $0)
    }
  }
}
