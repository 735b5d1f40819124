import Catalog
import PerformanceModel
import Quantities
import Testing

/// What no software can beat, from the catalog's figures alone and by other formulas than the
/// step function's: every active weight and every cached key crosses the memory bus, every active
/// weight is multiplied and added once a token.
private struct Floor {
  /// Bytes of the weights that every decode step reads, over all devices of a replica.
  let weightBytes: Double
  /// Operations of one token in the layers.
  let operationsPerToken: Double
  /// Devices that work on a step at once, and devices of the replica.
  let together: Double
  let devices: Double
  let bandwidth: Double
  let rate: Double
  let cache: KVCache

  init(_ deployment: Deployment) {
    let model = deployment.model
    let inventory = ParameterInventory(model)
    var bytes = 0.0, operations = 0.0
    for role in TensorRole.allCases where role != .vision && role != .tokenEmbedding {
      // A tied head has the embedding's bits.
      let stored: TensorRole = role == .outputHead && model.tiesEmbeddings ? .tokenEmbedding : role
      bytes += inventory.active[role] * deployment.weightFormat.bits(stored, of: model) / 8
      if role != .outputHead, role != .vector { operations += 2 * inventory.active[role] }
    }
    weightBytes = bytes
    operationsPerToken = operations
    let layout = deployment.parallelism
    together = Double(layout.tensor * layout.attentionData)
    devices = Double(layout.devices)
    bandwidth = deployment.accelerator.memoryBandwidth ?? 0
    let device = deployment.accelerator
    let stated = device.computeRate(deployment.weightFormat.compute)?.rate ?? 0
    // With sums in FP16, as block formats multiply, a GeForce has half its rate in INT8.
    let isBlocks = deployment.weightFormat.family == .gguf && device.platform != "cpu"
    rate = isBlocks ? max(stated, (device.int8Rate ?? 0) / 2) : stated
    cache = KVCache(model, type: deployment.kvType)
  }

  /// Seconds of a decode step.
  func decode(sequences: Double, context: Double) -> Double {
    let bytes = weightBytes + sequences * cache.bytesRead(tokens: context)
    return max(bytes / (together * bandwidth), operationsPerToken * sequences / (together * rate))
  }

  /// Seconds in which all devices of a replica can process `tokens` tokens.
  func processing(tokens: Double) -> Double { operationsPerToken * tokens / (devices * rate) }
}

@Suite("No figure beats the hardware, of random deployments") struct BoundTests {
  @Test("A decode step takes at least its bytes and its operations")
  func decodeStep() {
    for sample in samples {
      let floor = Floor(sample.deployment)
      for (sequences, context) in [(1.0, 1.0), (1, 4_000), (40, 900), (700, 10)] {
        let time = sample.forecaster.steps.time(.decode(sequences: sequences, context: context))
        #expect(
          time.total > floor.decode(sequences: sequences, context: context), "\(sample.label)")
      }
    }
  }

  @Test("A prompt takes at least its operations and one reading of the weights")
  func promptStep() {
    for sample in samples {
      let floor = Floor(sample.deployment)
      for tokens in [1.0, 33, 2_048] {
        let time = sample.forecaster.steps.time(.prefill(tokens: tokens)).total
        let operations = floor.operationsPerToken * tokens / (floor.together * floor.rate)
        #expect(time > operations, "\(sample.label)")
        #expect(time > floor.weightBytes / (floor.together * floor.bandwidth), "\(sample.label)")
      }
    }
  }

  @Test("Latencies and throughputs of a workload")
  func forecast() {
    for sample in samples {
      let floor = Floor(sample.deployment), work = sample.workload
      let found = sample.forecaster.forecast(work)
      let alone = floor.decode(sequences: 1, context: work.inputTokens)
      #expect(found.timePerOutputToken.value > alone, "\(sample.label)")
      #expect(found.endToEnd.value > alone * work.outputTokens, "\(sample.label)")
      let newTokens = max(1, work.inputTokens - work.cachedTokens)
      #expect(
        found.timeToFirstToken.value > floor.processing(tokens: newTokens), "\(sample.label)")
      let tokens = newTokens + work.outputTokens - 1
      #expect(
        found.requestsPerSecond * floor.processing(tokens: tokens) <= 1, "\(sample.label)")
    }
  }
}

@Suite("Better hardware never slows anything, of random deployments") struct BetterHardwareTests {
  @Test("Faster memory, units or links", arguments: [1.01, 1.3, 4])
  func fasterDevice(factor: Double) {
    for sample in samples {
      expectNoSlower(
        sample.with {
          $0.accelerator.memoryBandwidth = $0.accelerator.memoryBandwidth.map { $0 * factor }
        },
        than: sample, "memory × \(factor)")
      expectNoSlower(
        sample.with { $0.accelerator.multiplyRates(by: factor) }, than: sample,
        "compute × \(factor)")
      expectNoSlower(
        sample.with { $0.accelerator.interconnect?.bandwidth *= factor }, than: sample,
        "link × \(factor)")
    }
  }

  private func expectNoSlower(_ better: Sample, than sample: Sample, _ what: String) {
    let limit = 1 + 1e-12
    for step in [
      Step.decode(sequences: 1, context: 500), .decode(sequences: 90, context: 3_000),
      .prefill(tokens: 700), .prefill(tokens: 100, past: 900) + .decode(sequences: 8, context: 50),
    ] {
      let before = sample.forecaster.steps.time(step).total
      #expect(
        better.forecaster.steps.time(step).total <= before * limit, "\(what): \(sample.label)")
    }
    let before = sample.forecaster.forecast(sample.workload)
    let after = better.forecaster.forecast(sample.workload)
    #expect(
      after.timePerOutputToken.value <= before.timePerOutputToken.value * limit,
      "\(what): \(sample.label)")
    #expect(after.endToEnd.value <= before.endToEnd.value * limit, "\(what): \(sample.label)")
    #expect(
      after.requestsPerSecond * limit >= before.requestsPerSecond, "\(what): \(sample.label)")
    var alone = sample.workload
    alone.concurrency = 1
    let first = sample.forecaster.forecast(alone).timeToFirstToken
    let sooner = better.forecaster.forecast(alone).timeToFirstToken
    #expect(sooner.value <= first.value * limit, "\(what): \(sample.label)")
  }
}

extension Accelerator {
  fileprivate mutating func multiplyRates(by factor: Double) {
    func faster(_ rate: Double?) -> Double? { rate.map { $0 * factor } }
    fp32Rate = faster(fp32Rate)
    fp16Rate = faster(fp16Rate)
    bf16Rate = faster(bf16Rate)
    fp8Rate = faster(fp8Rate)
    int8Rate = faster(int8Rate)
    fp4Rate = faster(fp4Rate)
  }
}
