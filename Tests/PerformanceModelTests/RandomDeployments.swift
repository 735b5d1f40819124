import Catalog
import PerformanceModel
import TestSupport

/// A deployment that makes sense, and something to ask of it.
struct Sample: Sendable {
  var deployment: Deployment
  var forecaster: Forecaster
  var workload: Workload

  init(_ deployment: Deployment, _ workload: Workload) {
    self.deployment = deployment
    self.workload = workload
    forecaster = PerformanceModelTests.forecaster(deployment)
  }

  /// Enough to build the failing case by hand.
  var label: String {
    let d = deployment
    return "\(d.model.id) \(d.weightFormat.id) kv \(d.kvType.id) on \(d.accelerator.id), "
      + "\(d.parallelism.label), \(d.engine.id) \(d.settings), \(workload)"
  }

  /// The same question to a deployment that `change` altered.
  func with(_ change: (inout Deployment) -> Void) -> Sample {
    var changed = deployment
    change(&changed)
    return Sample(changed, workload)
  }
}

/// Random deployments that pass their check, the same in every run.
let samples: [Sample] = {
  var generator = SeededGenerator(seed: 20_261_121)
  var samples: [Sample] = []
  while samples.count < 600 {
    if let sample = randomSample(&generator) { samples.append(sample) }
  }
  return samples
}()

private func randomSample(_ generator: inout SeededGenerator) -> Sample? {
  let catalog = builtIn.catalog
  guard let model = catalog.models.randomElement(using: &generator),
    let accelerator = catalog.accelerators.randomElement(using: &generator),
    let engine = catalog.engines.filter({ $0.platforms.contains(accelerator.platform) })
      .randomElement(using: &generator),
    let format = catalog.weightFormats.filter({ engine.weightFamilies.contains($0.family) })
      .randomElement(using: &generator),
    let kv = ["fp16", "fp16", "fp8", "q8_0", "q4_0"].randomElement(using: &generator),
    let kvType = try? catalog.kvType(kv)
  else { return nil }
  let layout = Parallelism(
    tensor: [1, 1, 1, 2, 4, 8].randomElement(using: &generator) ?? 1,
    pipeline: [1, 1, 1, 1, 2, 3].randomElement(using: &generator) ?? 1,
    attentionData: [1, 1, 1, 1, 2, 4].randomElement(using: &generator) ?? 1,
    isExpertParallel: model.isMixtureOfExperts && Bool.random(using: &generator))
  let settings = EngineSettings(
    memoryFraction: [nil, nil, 0.5, 0.95].randomElement(using: &generator) ?? nil,
    maximumSequences: [nil, nil, 7, 512].randomElement(using: &generator) ?? nil,
    maximumBatchedTokens: [nil, nil, 512, 16_384].randomElement(using: &generator) ?? nil)
  let deployment = Deployment(
    model: model, weightFormat: format, kvType: kvType, engine: engine, accelerator: accelerator,
    parallelism: layout, settings: settings)
  guard (try? deployment.check()) != nil else { return nil }
  return Sample(deployment, randomWorkload(&generator))
}

/// Lengths and concurrencies as people have them: spread evenly over magnitudes.
func randomWorkload(_ generator: inout SeededGenerator) -> Workload {
  func magnitude(_ bits: Int) -> Double {
    let power = Int.random(in: 0...bits, using: &generator)
    return Double(Int.random(in: (1 << power)...(2 << power), using: &generator))
  }
  let input = magnitude(16)
  return Workload(
    inputTokens: input, outputTokens: magnitude(11), concurrency: magnitude(9),
    cachedTokens: Bool.random(using: &generator)
      ? 0 : Double(Int.random(in: 0...Int(input), using: &generator)))
}
