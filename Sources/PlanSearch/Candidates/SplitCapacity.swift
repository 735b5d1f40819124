import PerformanceModel
import Quantities

/// What workers of their own for prompts and for answers carry, in the split that carries most for
/// each device.
struct SplitCapacity {
  let split: PhaseSplit
  /// Requests a second of all workers within every level, and requests in flight on a decode worker.
  let load: Capability.Load

  /// - Parameters:
  ///   - mostWorkers: workers that share a machine, whose fast link the caches cross.
  ///   - variation: of the gaps between arrivals.
  /// - Returns: `nil` where even a request alone is too slow, or devices share no link.
  /// - Complexity: about 120 closed forms.
  init?(
    _ forecaster: Forecaster, _ workload: Workload, _ promise: Promise, mostWorkers: Int,
    variation: Double
  ) {
    guard mostWorkers >= 2, let handOver = forecaster.handOver(workload) else { return nil }
    let shape = SplitShape(workload, forecaster)
    guard let idlePrompt = OpenArrivals(forecaster, shape.prompt, others: 0),
      let idleAnswer = OpenArrivals(forecaster, shape.answer, others: 0)
    else { return nil }

    /// The busiest worker of a phase while the other is as `joined` says.
    func busiest(
      _ part: PreparedWorkload, idle: OpenArrivals, _ joined: (OpenArrivals) -> SplitArrivals
    ) -> OpenArrivals? {
      let ceiling = forecaster.mostRequestsPerSecond(part) * Capability.plannedShare
      return LoadSearch.largest(most: part.largestBatch) { others -> OpenArrivals? in
        guard
          let arrivals = OpenArrivals(
            forecaster, part, others: others, variation: variation, idle: idle, ceiling: ceiling)
        else { return nil }
        let both = joined(arrivals)
        return promise.firstMissed { both.latency($0, forecaster, shape) } == nil
          ? arrivals : nil
      }?.value
    }
    // Answers first: most of the time of a request passes there. Prompts get what is left.
    guard
      let decode = busiest(
        shape.answer, idle: idleAnswer,
        { SplitArrivals(prefill: idlePrompt, decode: $0, handOver: handOver) }),
      let prefill = busiest(
        shape.prompt, idle: idlePrompt,
        { SplitArrivals(prefill: $0, decode: decode, handOver: handOver) })
    else { return nil }

    var best: (split: PhaseSplit, rate: Double)?
    for workers in 2...mostWorkers {
      for prefillWorkers in 1..<workers {
        let split = PhaseSplit(
          prefillWorkers: prefillWorkers, decodeWorkers: workers - prefillWorkers)
        let rate = min(
          Double(split.prefillWorkers) * prefill.rate, Double(split.decodeWorkers) * decode.rate)
        let bestOfEach = best.map { $0.rate / Double($0.split.workers) } ?? 0
        if rate / Double(workers) > bestOfEach * 1.0001 { best = (split, rate) }
      }
    }
    guard let best, best.rate > 0 else { return nil }
    split = best.split
    load = Capability.Load(
      rate: best.rate,
      others: decode.others,
      aloneTime: SplitArrivals(prefill: idlePrompt, decode: idleAnswer, handOver: handOver)
        .latency(nil, forecaster, shape).endToEnd)
  }
}
