import Catalog
import Quantities

/// What no engine can beat on a device: its peak bandwidth and its dense peak, nothing lost.
///
/// Forecasts are held against it in the tests, and claims of others in reports.
public struct HardwareBound: Hashable, Sendable {
  /// Bytes that every step streams from one device, whatever the batch: all weights but those of
  /// the embedding and of the experts.
  public let denseBytes: Double
  /// Bytes of all experts on one device.
  public let expertBytes: Double
  /// Share of the experts that one token visits.
  public let expertShare: Double
  public let operationsPerToken: Double
  public let bandwidth: Double
  public let computeRate: Double
  let cache: KVCache
  let cacheShare: Double

  public init(_ deployment: Deployment, inventory: ParameterInventory, weights: PerRole<Double>) {
    let model = deployment.model
    let layout = deployment.parallelism
    let ways = Double(layout.tensor)
    let everywhere = ways * Double(layout.attentionData)
    var dense = 0.0, expert = 0.0
    for role in TensorRole.allCases {
      switch role {
      case .tokenEmbedding: if model.tiesEmbeddings { dense += weights[role] }
      case .vision, .unaccounted: continue
      case .expertGate, .expertUp, .expertDown: expert += weights[role]
      default: dense += weights[role]
      }
    }
    denseBytes = dense / ways
    expertBytes = expert / everywhere
    expertShare = model.expertCount > 0 ? model.expertsPerToken / Double(model.expertCount) : 0
    operationsPerToken = 2 * (inventory.activeTotal - inventory.active[.vector]) / everywhere
    bandwidth = deployment.accelerator.memoryBandwidth ?? 0
    computeRate = max(
      deployment.accelerator.computeRate(deployment.weightFormat.compute)?.rate ?? 0,
      deployment.computeRate(deployment.multiplied))
    cache = KVCache(model, type: deployment.kvType)
    cacheShare = 1 / everywhere
  }

  /// The shortest time in which `sequences` sequences of `context` tokens can decode one token:
  /// the weights of the experts of one token and the caches read once, at peak bandwidth.
  public func decodeStep(sequences: Double, context: Double) -> Seconds {
    let bytes =
      denseBytes + expertBytes * expertShare
      + sequences * cache.bytesRead(tokens: context) * cacheShare
    return Seconds(max(bytes / bandwidth, sequences * operationsPerToken / computeRate))
  }

  /// The shortest time in which `tokens` prompt tokens can pass the layers.
  public func prefill(tokens: Double) -> Seconds {
    Seconds(tokens * operationsPerToken / computeRate)
  }
}
