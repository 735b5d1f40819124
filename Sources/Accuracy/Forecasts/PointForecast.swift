import Catalog
import Confidence
import PerformanceModel
import Quantities

extension ResolvedPoint {
  /// The figure that the point asks for, from a prepared deployment.
  /// - Returns: `nil` where the replica cannot carry the load.
  func forecast(_ forecaster: Forecaster) -> Double? {
    switch load {
    case .single: single(forecaster)
    case .together(let requests): together(forecaster, requests)
    case .queued(let requests): queued(forecaster, requests)
    case .wave(let requests):
      together(forecaster, requests).map { $0 + admission(forecaster) }
    case .closedLoop(let share, let steps):
      closedLoop(forecaster, startShare: share, pollSteps: steps)
    case .rate(let rate, let requests):
      if let requests {
        forecaster.openRun(workload, requestsPerSecond: rate, requests: requests).flatMap(figure)
      } else {
        forecaster.openLoop(workload, requestsPerSecond: rate).flatMap(figure)
      }
    case .decodeOnly:
      forecaster.decodeTime(
        sequences: workload.concurrency, context: workload.meanDecodeContext
      ).value
    case .resident(let sequences, let scope):
      memory(forecaster.memory, sequences: sequences, scope, devices: forecaster.devices)
    }
  }

  private func single(_ forecaster: Forecaster) -> Double? {
    switch quantity {
    case .prefillRate:
      (workload.inputTokens - workload.cachedTokens) / forecaster.prefillTime(workload).value
    case .timeToFirstToken: forecaster.prefillTime(workload).value
    case .decodeRate: 1 / step(forecaster, 1)
    case .timePerOutputToken: step(forecaster, 1)
    default: figure(forecaster.forecast(workload))
    }
  }

  /// What a server adds to a latency.
  private func admission(_ forecaster: Forecaster) -> Double {
    switch quantity {
    case .timeToFirstToken, .endToEnd: forecaster.steps.requestOverhead
    default: 0
    }
  }

  private func closedLoop(
    _ forecaster: Forecaster, startShare: Double, pollSteps: Double
  ) -> Double? {
    let steady = forecaster.forecast(workload)
    guard quantity == .timeToFirstToken, steady.runs else { return figure(steady) }
    // Requests arrive anywhere between two looks; half of a step is in the forecast already.
    let unseen = (pollSteps - 1) / 2 * steady.timePerOutputToken.value
    guard startShare > 0 else { return steady.timeToFirstToken.value + unseen }
    // Of prompts that begin together the first waits for itself, the last for all.
    let all = forecaster.prefillTime(workload, prompts: steady.batch).value
    let together =
      forecaster.steps.requestOverhead + all * (steady.batch + 1) / (2 * steady.batch)
    return startShare * together
      + (1 - startShare) * (steady.timeToFirstToken.value + unseen)
  }

  private func step(_ forecaster: Forecaster, _ sequences: Double) -> Double {
    forecaster.decodeTime(sequences: sequences, context: workload.meanDecodeContext).value
  }

  private func together(_ forecaster: Forecaster, _ requests: Double) -> Double? {
    let run = forecaster.runTogether(workload, requests: requests)
    guard run.batch >= 1 else { return nil }
    let output = requests * workload.outputTokens
    switch quantity {
    case .timeToFirstToken: return run.firstToken.value
    case .timePerOutputToken: return run.decodeStep.value
    case .endToEnd: return run.total.value
    case .prefillRate:
      let prompts = requests * workload.inputTokens
      return prompts / forecaster.prefillTime(workload, prompts: requests).value
    case .decodeRate: return replicas * run.batch / run.decodeStep.value
    case .outputRate: return replicas * output / run.total.value
    case .totalRate:
      return replicas * (output + requests * workload.inputTokens) / run.total.value
    case .requestRate: return replicas * requests / run.total.value
    case .memory, .energyPerToken: return nil
    }
  }

  /// A queue that is worked off. A long one is a steady state; a short one ends in a batch that
  /// runs empty, which running it as waves accounts for.
  private func queued(_ forecaster: Forecaster, _ requests: Double?) -> Double? {
    let capacity = forecaster.capacity(workload)
    guard capacity.batch >= 1 else { return nil }
    if let requests, requests < 2 * capacity.batch {
      return together(forecaster, max(1, requests))
    }
    return figure(capacity)
  }

  private func figure(_ forecast: Forecast) -> Double? {
    guard forecast.runs else { return nil }
    return switch quantity {
    case .timeToFirstToken: forecast.timeToFirstToken.value
    case .timePerOutputToken: forecast.timePerOutputToken.value
    case .endToEnd: forecast.endToEnd.value
    case .decodeRate: replicas * forecast.outputTokensPerSecond
    case .outputRate: replicas * forecast.outputTokensPerSecond
    case .totalRate: replicas * forecast.totalTokensPerSecond
    case .requestRate: replicas * forecast.requestsPerSecond
    case .energyPerToken:
      forecast.energyPerOutputToken.value > 0 ? forecast.energyPerOutputToken.value : nil
    case .prefillRate, .memory: nil
    }
  }

  private func memory(
    _ memory: MemoryModel, sequences: Double, _ scope: Load.MemoryScope, devices: Double
  ) -> Double {
    let parts = memory.breakdown(
      sequences: sequences, tokens: workload.contextTokens)
    var device = parts.weights.value + parts.kvCache.value + parts.activations.value
    if scope.onlyTouched { device -= memory.untouchedLogits.value }
    if scope.includesContext { device += parts.reserve.value }
    var total = device * devices
    if !scope.includesEmbedding { total -= memory.modelBytes[.tokenEmbedding] }
    return total
  }
}
