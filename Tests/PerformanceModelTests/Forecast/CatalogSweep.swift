import Catalog
import PerformanceModel
import Quantities
import TestSupport
import Testing

/// Every model on every accelerator: a reason in words why not, or figures that are numbers.
@Suite("Every model on every accelerator") struct CatalogSweep {
  @Test(arguments: builtIn.catalog.models)
  func answers(model: ModelArchitecture) throws {
    let cache = try builtIn.catalog.kvType("fp16")
    for accelerator in builtIn.catalog.accelerators {
      let engine = try usualEngine(accelerator)
      let deployment = Deployment(
        model: model, weightFormat: try usualFormat(model, engine), kvType: cache, engine: engine,
        accelerator: accelerator)
      do throws(DeploymentError) {
        try deployment.check(engines: builtIn.catalog.engines)
      } catch {
        #expect(error.description.count > 20, "\(model.id) on \(accelerator.id)")
        continue
      }
      let prepared = forecaster(deployment)
      for batch in [1.0, 32] {
        for context in [1_024.0, 8_192] {
          let work = Workload(
            inputTokens: context - 128, outputTokens: 128, concurrency: batch)
          let wrong = unreasonable(prepared.forecast(work))
          #expect(wrong.isEmpty, "\(model.id) on \(accelerator.id): \(wrong)")
        }
      }
    }
  }

  private func usualEngine(_ accelerator: Accelerator) throws -> Engine {
    let engines = builtIn.catalog.engines
    if let usual = engines.first(where: { $0.defaultOn.contains(accelerator.platform) }) {
      return usual
    }
    return try builtIn.catalog.engine("vllm")
  }

  private func usualFormat(_ model: ModelArchitecture, _ engine: Engine) throws -> WeightFormat {
    let native = try builtIn.catalog.weightFormat(model.nativeWeightFormat)
    if engine.weightFamilies.contains(native.family) { return native }
    return try builtIn.catalog.weightFormat("q4_k_m")
  }

  /// The figures of a forecast that are no amount of anything.
  private func unreasonable(_ forecast: Forecast) -> [String] {
    let memory = forecast.memory
    var figures = [
      ("weights", memory.weights.value), ("cache", memory.kvCache.value),
      ("activations", memory.activations.value), ("reserve", memory.reserve.value),
      ("visible", memory.visible.value), ("usable", memory.usable.value),
      ("total", memory.total.value), ("pool", memory.kvPool.value),
      ("largest batch by memory", forecast.largestBatchByMemory),
      ("largest batch", forecast.largestBatch), ("batch", forecast.batch),
      ("TTFT", forecast.timeToFirstToken.value), ("wait", forecast.queueWait.value),
      ("TPOT", forecast.timePerOutputToken.value), ("end to end", forecast.endToEnd.value),
      ("prefill share", forecast.prefillShare),
      ("tokens/s", forecast.outputTokensPerSecond),
      ("tokens/s a user", forecast.outputTokensPerSecondPerUser),
      ("all tokens/s", forecast.totalTokensPerSecond), ("requests/s", forecast.requestsPerSecond),
      ("power", forecast.power.value), ("energy", forecast.energyPerOutputToken.value),
    ]
    for (name, step) in [("prefill", forecast.prefillAlone), ("decode", forecast.decodeStep)] {
      figures += [
        (name + " matrices", step.matrices), (name + " attention", step.attention),
        (name + " communication", step.communication), (name + " overhead", step.overhead),
      ]
    }
    return figures.filter { !$0.1.isFinite || $0.1 < 0 }.map { "\($0.0) \($0.1)" }
      + (memory.headroom.value.isFinite ? [] : ["headroom \(memory.headroom.value)"])
  }
}
