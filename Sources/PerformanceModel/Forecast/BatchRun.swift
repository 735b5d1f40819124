import Catalog
import Glibc
import Quantities

/// What happens when requests of one shape start together and no others follow.
public struct BatchRun: Hashable, Sendable {
  /// Requests that run at once; the others follow in further waves.
  public var batch: Double
  /// Until all prompts of the first wave are processed.
  public var firstToken: Seconds
  /// One decode step of the first wave, at its mean context.
  public var decodeStep: Seconds
  /// Until the last token of the last wave.
  public var total: Seconds
  /// The most requests that run at once, by memory and by the engine.
  public var largestBatch: Double
}

extension Forecaster {
  /// Runs `requests` requests of the workload's shape that start together: a static batch, or a
  /// queue that is worked off. Where they do not fit at once, they run in waves. The requests are
  /// there, as tokens, when the clock starts: the admission by a server is not counted.
  /// - Returns: a run whose batch is below 1 where not even one request fits.
  /// - Complexity: O(1); no allocation.
  public func runTogether(_ workload: Workload, requests: Double) -> BatchRun {
    let largest = largestBatch(workload)
    let batch = min(max(1, requests), max(1, largest))
    let first = wave(workload, sequences: batch)
    let full = (max(1, requests) / batch).rounded(.down)
    let rest = max(1, requests) - full * batch
    var total = full * first.total
    if rest >= 1 { total += wave(workload, sequences: rest).total }
    return BatchRun(
      batch: min(batch, largest), firstToken: Seconds(first.prefill),
      decodeStep: Seconds(first.decode), total: Seconds(total),
      largestBatch: largest)
  }

  /// Processing `prompts` prompts of the workload's shape, in steps as large as the engine makes
  /// them, without admission.
  public func prefillTime(_ workload: Workload, prompts: Double = 1) -> Seconds {
    let newTokens = max(1, workload.inputTokens - workload.cachedTokens)
    let all = prompts * newTokens
    let context = prompts * prefillContext(workload, newTokens: newTokens)
    guard batching != .static else {
      return Seconds(
        steps.time(
          Step(prefillTokens: all, prefillContext: context, finishedPrompts: prompts)
        ).total)
    }
    let chunks = (all / (tokenLimit * attentionCopies)).rounded(.up)
    let time = steps.time(
      Step(
        prefillTokens: all / chunks, prefillContext: context / chunks,
        finishedPrompts: max(1, prompts / chunks))
    ).total
    // Chunks follow each other through the stages of a pipeline.
    return Seconds(time * (chunks + steps.stages - 1) / steps.stages)
  }

  /// One decode step of `sequences` sequences at a mean context.
  public func decodeTime(sequences: Double, context: Double) -> Seconds {
    let parts = steps.pipelines ? min(steps.stages, max(1, sequences)) : 1
    return steps.time(.decode(sequences: sequences / parts, context: context)).seconds
  }

  private func wave(
    _ workload: Workload, sequences: Double
  ) -> (prefill: Double, decode: Double, total: Double) {
    let prefill = prefillTime(workload, prompts: sequences).value
    let decode = decodeTime(sequences: sequences, context: workload.meanDecodeContext).value
    return (prefill, decode, prefill + (workload.outputTokens - 1) * decode)
  }

  /// The mean state of an empty replica while `count` requests arrive at a rate.
  ///
  /// Requests in flight fill up as a reservoir does that empties at one part in `E` a second, `E`
  /// being the time a request takes: over the arrivals' time `T` their mean is
  /// `rate × E × (1 − (1 − exp(−T/E)) E/T)`. Long runs reach the steady state; short ones end
  /// before a queue builds up, so that there is an answer for any rate.
  /// - Returns: `nil` where not even one request fits.
  /// - Complexity: about 20 closed forms.
  public func openRun(
    _ workload: Workload, requestsPerSecond rate: Double, requests count: Double
  ) -> Forecast? {
    guard rate > 0, count >= 1, largestBatch(workload) >= 1 else { return nil }
    func at(_ concurrency: Double) -> Forecast {
      var workload = workload
      workload.concurrency = concurrency
      return forecast(workload, arrivals: .atRandom)
    }
    let arriving = count / rate
    var low = 0.0, high = max(1, count / 2)
    var found = at(high)
    for _ in 0..<24 where high - low > 0.01 * high {
      let middle = (low + high) / 2
      let forecast = at(middle)
      let stay = forecast.endToEnd.value
      let share = 1 - (1 - exp(-arriving / stay)) * stay / arriving
      if rate * stay * share > middle {
        low = middle
      } else {
        high = middle
        found = forecast
      }
    }
    return found
  }

  /// The steady state under requests that arrive at a rate, whatever the replica does: the closed
  /// loop whose throughput is that rate (Little's law).
  /// - Returns: `nil` where the replica cannot keep up.
  /// - Complexity: about 40 closed forms.
  public func openLoop(_ workload: Workload, requestsPerSecond rate: Double) -> Forecast? {
    let largest = largestBatch(workload)
    guard largest >= 1 else { return nil }
    func at(_ concurrency: Double) -> Forecast {
      var workload = workload
      workload.concurrency = concurrency
      return forecast(workload, arrivals: .atRandom)
    }
    var high = at(largest)
    guard high.requestsPerSecond >= rate else { return nil }
    var low = 0.0, top = largest
    // The rate rises with the requests in flight.
    for _ in 0..<40 where top - low > 0.01 * top {
      let middle = (low + top) / 2
      let forecast = at(middle)
      // Below one request in flight the replica is idle at times; each request runs alone.
      if forecast.requestsPerSecond * min(1, middle) >= rate {
        top = middle
        high = forecast
      } else {
        low = middle
      }
    }
    return high
  }
}
