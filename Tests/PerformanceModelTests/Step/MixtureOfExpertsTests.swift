import Catalog
import PerformanceModel
import TestSupport
import Testing

/// What a decode step reads of the experts: at least those of one token, at most all.
@Suite("Experts in a decode step") struct MixtureOfExpertsTests {
  static let sparse = builtIn.catalog.models.filter(\.isMixtureOfExperts)
  static let batches: [Double] = [1, 2, 3, 5, 8, 16, 32, 64, 256, 1_024]

  /// Coefficients without tile padding, which is a cost of its own beside the reading of experts.
  static let withoutPadding: Coefficients = {
    do {
      return try withCoefficients("term,scope,key,value\ngemm_half,global,,1e-12\n")
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  @Test(
    "A step lies between one that reads a token's experts and one that reads all", arguments: sparse
  )
  func betweenActiveAndAll(model: ModelArchitecture) throws {
    for (device, tensor) in [("h100-sxm", 1), ("h200-sxm", 4), ("rtx-4090", 1)] {
      var deployment = try deployment(model.id, device, weights: "fp8")
      deployment.parallelism.tensor = tensor
      let inventory = ParameterInventory(model)
      let all = deployment.weightFormat.bytes(inventory, of: model)
      // The same arithmetic over as many experts as a token visits: every step reads all of them.
      var active = deployment
      active.model = visitingAll(model)
      var whole = active
      whole.measuredWeights = all

      for batch in Self.batches {
        let step = Step.decode(sequences: batch, context: 1_000)
        func time(_ deployment: Deployment) -> Double {
          Forecaster(deployment, coefficients: Self.withoutPadding).steps.time(step).total
        }
        let found = time(deployment)
        // Routers of the variants are smaller by the experts that they lack.
        let routers = inventory.active[.router] / inventory.activeTotal
        #expect(found >= time(active) * (1 - 1e-9), "\(model.id) on \(device), \(batch)")
        #expect(found <= time(whole) * (1 + routers), "\(model.id) on \(device), \(batch)")
      }
    }
  }

  @Test("A larger batch visits more experts and takes longer", arguments: sparse)
  func growsWithBatch(model: ModelArchitecture) throws {
    for device in ["h100-sxm", "rtx-4090", "m2-ultra-192"] {
      let engine = device.hasPrefix("m2") ? "llama.cpp" : "vllm"
      let weights = device.hasPrefix("m2") ? "q4_k_m" : "fp8"
      let steps = forecaster(try deployment(model.id, device, engine: engine, weights: weights))
        .steps
      var last = 0.0
      for batch in Self.batches {
        let time = steps.time(.decode(sequences: batch, context: 1_000)).matrices
        #expect(time > last, "\(model.id) on \(device), \(batch)")
        last = time
      }
    }
  }

  /// The model with no more experts than one token visits.
  private func visitingAll(_ model: ModelArchitecture) -> ModelArchitecture {
    var dense = model
    dense.publishedParameters = nil
    for index in dense.layers.indices {
      guard case .mixtureOfExperts(var moe) = dense.layers[index].feedForward else { continue }
      moe.experts = moe.expertsPerToken
      dense.layers[index].feedForward = .mixtureOfExperts(moe)
    }
    return dense
  }
}
