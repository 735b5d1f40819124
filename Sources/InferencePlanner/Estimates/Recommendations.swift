import Catalog
import PerformanceModel
import Quantities

/// Advice that follows from computing the alternatives, not from rules of thumb.
struct Recommendations {
  let estimator: Estimator

  /// What to change, most useful first; empty when nothing is wrong.
  func advise(
    _ deployment: Deployment, workload: Workload, forecast: Forecast, capacity: Forecast,
    longestContext: Int
  ) -> [String] {
    var advice: [String] = []
    if !forecast.fits {
      let missing = forecast.memory.total - forecast.memory.usable
      advice.append(
        "needs \(Words.bytes(forecast.memory.total)) a device where "
          + "\(Words.bytes(forecast.memory.usable)) are usable: "
          + "\(Words.bytes(missing)) too much")
      advice += remedies(deployment, workload: workload)
      if forecast.largestBatch >= 1 {
        advice.append(
          "as it is, \(Int(forecast.largestBatch)) requests of "
            + "\(Int(workload.contextTokens)) tokens run at once; the others wait")
      }
      if longestContext > 0, longestContext < Int(workload.contextTokens) {
        advice.append("as it is, all requests fit up to \(longestContext) tokens of context")
      }
    } else if forecast.memory.utilization > 0.95 {
      advice.append("memory is all but full: a longer prompt or one more user would not fit")
    }
    if forecast.runs, forecast.queueWait.value > 0 {
      advice.append(
        "\(Int(workload.concurrency - forecast.batch)) of \(Int(workload.concurrency)) requests "
          + "wait for a place in a batch of \(Int(forecast.batch))"
          + (forecast.largestBatchByMemory > forecast.largestBatch
            ? ": the engine's limit (--max-num-seqs), not memory" : ""))
    }
    if forecast.runs, forecast.prefillShare > 1 {
      advice.append(
        "prompts, not answers, take most of the time: prefix caching or more devices help")
    }
    if forecast.fits, capacity.requestsPerSecond > 4 * forecast.requestsPerSecond,
      capacity.largestBatch > workload.concurrency
    {
      let gain = capacity.outputTokensPerSecond / max(1e-9, forecast.outputTokensPerSecond)
      advice.append(
        "up to \(Int(capacity.largestBatch)) requests at once would give "
          + "\(Int(gain))× the throughput at "
          + "\(Int(capacity.timePerOutputToken.milliseconds.rounded())) ms a token")
    }
    return advice
  }

  /// Single changes with which everything fits, each computed.
  private func remedies(_ deployment: Deployment, workload: Workload) -> [String] {
    var remedies: [String] = []
    func fits(_ changed: Deployment) -> Forecast? {
      guard (try? changed.check()) != nil else { return nil }
      let forecast = Forecaster(changed, coefficients: estimator.coefficients).forecast(workload)
      return forecast.fits ? forecast : nil
    }
    let advised = estimator.catalog.weightFormats
      .filter { $0.advised != nil && $0.family == deployment.weightFormat.family }
      .sorted { ($0.advised ?? 0) < ($1.advised ?? 0) }
    for format in advised where format.id != deployment.weightFormat.id {
      var changed = deployment
      changed.weightFormat = format
      changed.measuredWeights = nil
      if let forecast = fits(changed) {
        remedies.append(
          "fits with weights in \(format.name): \(Words.bytes(forecast.memory.total)) a device")
        break
      }
    }
    if deployment.kvType.bitsPerElement > 9, let fp8 = try? estimator.catalog.kvType("fp8") {
      var changed = deployment
      changed.kvType = fp8
      if let forecast = fits(changed) {
        remedies.append(
          "fits with an FP8 KV cache: \(Words.bytes(forecast.memory.total)) a device")
      }
    }
    if deployment.accelerator.interconnect != nil {
      for devices in [2, 4, 8] where devices > deployment.parallelism.devices {
        var changed = deployment
        changed.parallelism =
          deployment.engine.supportsTensorParallelism
          ? Parallelism(tensor: devices) : Parallelism(pipeline: devices)
        if let forecast = fits(changed) {
          remedies.append(
            "fits on \(devices) devices (\(changed.parallelism.label)): "
              + "\(Words.bytes(forecast.memory.total)) a device")
          break
        }
      }
    }
    return remedies
  }
}
