import Catalog
import Glibc
import Quantities

/// What a deployment's steps ask of the hardware, at its peak rates: bytes over bandwidth and
/// operations over dense rates, in seconds. Nothing here was measured or fitted.
public struct StepGeometry: Hashable, Sendable {
  /// Seconds in which one device streams its share of the layers' dense weights, of all experts,
  /// and of the output head.
  public let denseStream: Double
  public let expertStream: Double
  public let headStream: Double
  /// Seconds in which a device reads its quantised weights and writes them in FP16, of the layers'
  /// dense weights and of all experts; zero where kernels unpack in registers.
  let denseUnpack: Double
  let expertUnpack: Double
  /// Seconds a token of matrix products in the dense weights, in the experts that one token visits,
  /// and in the output head.
  public let denseCompute: Double
  public let expertCompute: Double
  public let headCompute: Double
  /// Experts of a layer, how many one token visits, and the logarithm of the chance that a token
  /// misses a given one.
  let experts: Double
  let expertsPerToken: Double
  let logExpertMiss: Double
  /// Seconds in which the cache of one token is read, in layers that see everything and in layers
  /// that see a window; and in which a sequence's states are read and written.
  let cacheStream: Double
  let windowedCacheStream: Double
  let window: Double
  let stateStream: Double
  /// Seconds of attention for a pair of tokens.
  let pairCompute: Double
  let windowedPairCompute: Double
  let decodePairCompute: Double
  /// Seconds in which an unfused attention writes and reads the scores of a pair.
  let scoreStream: Double
  let windowedScoreStream: Double
  let latentDecodeCompute: Double
  /// Latencies of collectives that a step takes, and seconds a token in which they move their bytes;
  /// all-reduces over a fabric are apart.
  let collectives: Double
  let collectiveStream: Double
  let mixerReduction: DirectReduction
  let blockReduction: DirectReduction
  let layers: Double
  let stages: Double
  let pipelines: Bool

  /// Share of further stages that work at once on the chunks of a prompt where layers are split
  /// between devices without a scheduler of their own: runs of llama.cpp over four devices lie
  /// between no overlap and three times the speed of one.
  private static let slotOverlap = 0.4

  /// Matrices that every token passes, but for the output head.
  private static let denseRoles: [TensorRole] = [
    .attentionQuery, .attentionKey, .attentionValue, .attentionOutput, .feedForwardGate,
    .feedForwardUp, .feedForwardDown, .sharedExpert, .router, .linearMixer, .unaccounted,
  ]

  /// The geometry of `deployment`.
  /// - Parameters:
  ///   - weights: bytes of the model's weights by role.
  ///   - cache: of the deployment, where it is known already.
  public init(
    _ deployment: borrowing Deployment, inventory: ParameterInventory, weights: PerRole<Double>,
    cache: KVCache? = nil
  ) {
    let model = deployment.model
    let device = deployment.accelerator
    let layout = deployment.parallelism
    let tensor = Double(layout.tensor), copies = Double(layout.attentionData)
    let everywhere = tensor * copies

    // Bytes that every step streams from one device, stage after stage.
    var dense = 0.0, expert = 0.0
    for role in TensorRole.allCases {
      switch role {
      case .tokenEmbedding, .vision, .outputHead: continue
      case .expertGate, .expertUp, .expertDown: expert += weights[role] / everywhere
      case .vector, .router: dense += weights[role]
      case .unaccounted: if !model.isMixtureOfExperts { dense += weights[role] / tensor }
      default: dense += weights[role] / tensor
      }
    }
    // A tied head is stored as the embedding and read as the head.
    let head = (weights[.outputHead] > 0 ? weights[.outputHead] : weights[.tokenEmbedding]) / tensor
    let bandwidth = device.memoryBandwidth ?? 0
    denseStream = dense / bandwidth
    expertStream = expert / bandwidth
    headStream = head / bandwidth

    // The products then read the copy, which hides behind their arithmetic.
    let unpacks = deployment.settings.unpacksWeights
    func written(_ isExpert: Bool) -> Double {
      let roles: [TensorRole] =
        isExpert ? [.expertGate, .expertUp, .expertDown] : Self.denseRoles
      return 2 * roles.reduce(0) { $0 + inventory.stored[$1] } / everywhere
    }
    denseUnpack = unpacks ? (dense + written(false)) / bandwidth : 0
    expertUnpack = unpacks ? (expert + written(true)) / bandwidth : 0

    let compute = deployment.computeRate(deployment.multiplied)
    let wide = deployment.computeRate(.fp16)
    func operations(_ roles: [TensorRole]) -> Double {
      2 * roles.reduce(0) { $0 + inventory.active[$1] }
    }
    // Copies of the attention part hold a share of the tokens each.
    denseCompute = operations(Self.denseRoles) / (everywhere * compute)
    expertCompute =
      operations([.expertGate, .expertUp, .expertDown]) / (everywhere * compute)
    headCompute = operations([.outputHead]) / (everywhere * wide)

    experts = Double(model.expertCount)
    expertsPerToken = model.expertsPerToken
    logExpertMiss =
      experts > expertsPerToken ? log1p(-expertsPerToken / experts) : -.infinity

    let cache = cache ?? KVCache(model, type: deployment.kvType)
    let shared = min(tensor, max(1, model.kvHeads)) * copies
    let ordinary = cache.bytesPerToken - cache.latentBytesPerToken
    cacheStream = (ordinary / shared + cache.latentBytesPerToken / copies) / bandwidth
    windowedCacheStream = cache.windowedBytesPerToken / shared / bandwidth
    window = cache.window
    // A state is read and written at every step.
    stateStream = 2 * cache.stateBytes / everywhere / bandwidth

    let pairs = model.attentionOperations
    let paired = deployment.attentionRate
    pairCompute = pairs.full / (everywhere * paired)
    // Over compressed vectors a decode step computes something else.
    decodePairCompute = pairs.latentDecode > 0 ? 0 : pairCompute
    windowedPairCompute = pairs.windowed / (everywhere * paired)
    // Scores in FP32 are written, read and written by the softmax, and read: 16 bytes a head.
    let isFused = deployment.settings.usesFlashAttention ?? true
    let scores = isFused ? (full: 0, windowed: 0) : model.attentionHeads
    scoreStream = 16 * scores.full / (everywhere * bandwidth)
    windowedScoreStream = 16 * scores.windowed / (everywhere * bandwidth)
    latentDecodeCompute = pairs.latentDecode / (everywhere * paired)

    layers = Double(model.layerCount)
    let overlap = deployment.engine.batching == .slots ? Self.slotOverlap : 1
    stages = 1 + (Double(layout.pipeline) - 1) * overlap
    pipelines = deployment.engine.batching == .continuous
    let links = LinkGeometry(deployment)
    collectives = links.latencies
    collectiveStream = links.secondsPerToken
    mixerReduction = links.direct.mixers
    blockReduction = links.direct.blocks
  }
}
