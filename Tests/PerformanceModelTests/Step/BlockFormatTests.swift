import Catalog
import PerformanceModel
import TestSupport
import Testing

/// How engines of block formats multiply: which of a device's rates their kernels use, and what
/// unpacking beforehand costs.
@Suite("Products of block formats") struct BlockFormatTests {
  private static let model = "meta-llama/Llama-3.1-8B"

  private func time(
    _ device: String, _ weights: String, _ step: Step, _ settings: EngineSettings = .init()
  ) throws -> Double {
    forecaster(
      try deployment(
        Self.model, device, engine: "llama.cpp", weights: weights, settings: settings)
    ).steps.time(step).total
  }

  @Test(
    "Unpacking writes at least a copy in 16 bits for every step of many tokens",
    arguments: ["rtx-3090", "rtx-4090", "rtx-a6000"])
  func unpackingCosts(device: String) throws {
    let accelerator = try builtIn.catalog.accelerator(device)
    let bandwidth = try #require(accelerator.memoryBandwidth)
    let inventory = ParameterInventory(try builtIn.catalog.model(Self.model))
    let layers = inventory.activeTotal - inventory.active[.outputHead]
    let unpacks = EngineSettings(unpacksWeights: true)
    let few = try time(device, "gguf-q4_k_m", .prefill(tokens: 64), unpacks)
    let many = try time(device, "gguf-q4_k_m", .prefill(tokens: 65), unpacks)
    #expect(many - few > 2 * layers / bandwidth)
  }

  @Test("One token is not worth unpacking for") func oneToken() throws {
    let step = Step.decode(sequences: 1, context: 500)
    let packed = try time("rtx-a6000", "gguf-q4_k_m", step)
    let unpacked = try time(
      "rtx-a6000", "gguf-q4_k_m", step, EngineSettings(unpacksWeights: true))
    #expect(abs(unpacked / packed - 1) < 0.25)
  }

  @Test("A step never gets shorter by a token more, unpacked or not")
  func growsWithTokens() throws {
    for model in [Self.model, "Qwen/Qwen3-30B-A3B"] {
      let steps = forecaster(
        try deployment(
          model, "rtx-a6000", engine: "llama.cpp", weights: "gguf-q4_k_m",
          settings: EngineSettings(unpacksWeights: true))
      ).steps
      var last = 0.0
      for tokens in stride(from: 1.0, through: 2_048, by: 13) {
        let now = steps.time(.prefill(tokens: tokens)).total
        #expect(now >= last, "\(model), \(tokens) tokens")
        last = now
      }
    }
  }

  @Test("Where attention computes, fusing it slows a processor down and no GPU")
  func fusedAttention() throws {
    // The cache is read at full rate, so that the arithmetic of attention decides.
    let coefficients = StepCoefficients { $0 == .attention ? 0.1 : 0.9 }
    func decode(_ device: String, fused: Bool) throws -> Double {
      let deployment = try deployment(
        Self.model, device, engine: "llama.cpp", weights: "gguf-q4_k_m",
        settings: EngineSettings(usesFlashAttention: fused))
      let inventory = ParameterInventory(deployment.model)
      let geometry = StepGeometry(
        deployment, inventory: inventory, weights: forecaster(deployment).memory.modelBytes)
      return StepModel(geometry, coefficients).time(.decode(sequences: 1, context: 16_000)).total
    }
    #expect(try decode("ryzen-7950x", fused: true) > decode("ryzen-7950x", fused: false))
    #expect(try decode("rtx-4090", fused: true) == decode("rtx-4090", fused: false))
  }
}
