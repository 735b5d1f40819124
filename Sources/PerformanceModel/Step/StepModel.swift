import Catalog
import Glibc
import Quantities

/// The step function: how long an engine takes for one step over a batch.
///
/// This is the only place that knows FLOPs and bandwidths. The closed form, the simulator, the
/// planner and the accuracy report all ask ``time(_:)``. A model is prepared once for a deployment;
/// one call then costs a few dozen floating-point operations and allocates nothing.
///
/// A step costs
/// - weights streamed once, of experts those that some token visits, against `2 × parameters ×
///   tokens` operations, joined smoothly so that neither bound is ever beaten;
/// - the KV cache read by decoding sequences; `4 × heads × head size` operations a token pair in
///   prefill attention;
/// - two all-reduces a layer over tensor-parallel ranks (Megatron-LM, arXiv:1909.08053), an
///   all-to-all for expert parallelism, a hand-over between pipeline stages;
/// - overhead a layer, a step, a sequence.
public struct StepModel: Hashable, Sendable {
  // Streaming, in seconds of one device's bandwidth.
  let denseStream: Double
  let expertStream: Double
  let headStream: Double
  // Computing, in seconds a token at full efficiency.
  let denseCompute: Double
  let expertCompute: Double
  let headCompute: Double
  /// Tokens at which the efficiency of matrix products is half.
  let gemmHalf: Double
  /// Experts of a layer and the share of them that one token visits.
  let experts: Double
  let logExpertMiss: Double
  let expertsPerToken: Double
  // Attention.
  let cacheSecondsPerToken: Double
  let windowedCacheSecondsPerToken: Double
  let window: Double
  let stateSecondsPerSequence: Double
  let latentDecodeCompute: Double
  let pairCompute: Double
  let windowedPairCompute: Double
  // Collectives.
  let collectiveLatency: Double
  let collectiveSecondsPerToken: Double
  // Overheads in seconds.
  let stepOverhead: Double
  let sequenceOverhead: Double

  /// Seconds a request spends before its first step: tokenising, HTTP, scheduling.
  public let requestOverhead: Double
  /// Stages through which a batch flows; throughput profits, latency does not.
  public let stages: Double
  /// Whether stages work on different parts of a batch at once.
  public let pipelines: Bool
  /// Prepares the step function.
  ///
  /// The deployment is expected to have passed ``Deployment/check(engines:)``; a device without
  /// bandwidth or compute rate yields infinite times rather than a trap.
  public init(
    _ deployment: Deployment, inventory: ParameterInventory, weights: PerRole<Double>,
    coefficients: Coefficients
  ) {
    let model = deployment.model
    let device = deployment.accelerator
    let layout = deployment.parallelism
    let context = Self.context(deployment)
    func value(_ term: Coefficients.Term) -> Double { coefficients.value(term, context) }
    let tensor = Double(layout.tensor), copies = Double(layout.attentionData)
    let everywhere = tensor * copies

    // Bytes that every step streams from one device, stage after stage.
    var dense = 0.0, expert = 0.0
    for role in TensorRole.allCases {
      switch role {
      case .tokenEmbedding, .vision: continue
      case .outputHead: continue
      case .expertGate, .expertUp, .expertDown: expert += weights[role] / everywhere
      case .vector, .router: dense += weights[role]
      case .unaccounted: if !model.isMixtureOfExperts { dense += weights[role] / tensor }
      default: dense += weights[role] / tensor
      }
    }
    // A tied head is stored as the embedding and read as the head.
    let head = (weights[.outputHead] > 0 ? weights[.outputHead] : weights[.tokenEmbedding]) / tensor
    let bandwidth = (device.memoryBandwidth ?? 0) * value(.weightBandwidth)
    denseStream = dense / bandwidth
    expertStream = expert / bandwidth
    headStream = head / bandwidth

    let compute = device.computeRate(deployment.weightFormat.compute)?.rate ?? 0
    let wide = device.computeRate(.fp16)?.rate ?? 0
    let gemm = value(.gemm)
    func operations(_ roles: [TensorRole]) -> Double {
      2 * roles.reduce(0) { $0 + inventory.active[$1] }
    }
    let denseRoles: [TensorRole] = [
      .attentionQuery, .attentionKey, .attentionValue, .attentionOutput, .feedForwardGate,
      .feedForwardUp, .feedForwardDown, .sharedExpert, .router, .linearMixer, .unaccounted,
    ]
    denseCompute = operations(denseRoles) / (tensor * compute * gemm)
    expertCompute =
      operations([.expertGate, .expertUp, .expertDown]) / (everywhere * compute * gemm)
    headCompute = operations([.outputHead]) / (tensor * wide * gemm)
    gemmHalf = value(.gemmHalf)

    experts = Double(model.expertCount)
    expertsPerToken = model.expertsPerToken
    logExpertMiss =
      experts > expertsPerToken ? log1p(-expertsPerToken / experts) : -.infinity

    let cache = KVCache(model, type: deployment.kvType)
    let cacheBandwidth = (device.memoryBandwidth ?? 0) * value(.kvBandwidth)
    let shared = min(tensor, max(1, model.kvHeads)) * copies
    let ordinary = cache.bytesPerToken - cache.latentBytesPerToken
    cacheSecondsPerToken =
      (ordinary / shared + cache.latentBytesPerToken / copies) / cacheBandwidth
    windowedCacheSecondsPerToken = cache.windowedBytesPerToken / shared / cacheBandwidth
    window = cache.window
    // A state is read and written at every step.
    stateSecondsPerSequence = 2 * cache.stateBytes / (tensor * copies) / cacheBandwidth

    let attentionRate = wide * value(.attention)
    let pairs = model.attentionOperations
    pairCompute = pairs.full / (tensor * copies * attentionRate)
    windowedPairCompute = pairs.windowed / (tensor * copies * attentionRate)
    latentDecodeCompute = pairs.latentDecode / (tensor * copies * attentionRate)

    stages = Double(layout.pipeline)
    pipelines = deployment.engine.batching == .continuous
    let layers = Double(model.layerCount)
    let link = LinkModel(deployment, coefficients: coefficients, context: context)
    collectiveLatency = link.latencyPerStep
    collectiveSecondsPerToken = link.secondsPerToken

    stepOverhead = value(.stepOverhead) * 1e-3 + layers * value(.layerOverhead) * 1e-6
    sequenceOverhead = value(.sequenceOverhead) * 1e-6
    requestOverhead = value(.requestOverhead) * 1e-3
  }

  /// The scopes whose coefficients apply to a deployment.
  public static func context(_ deployment: Deployment) -> Coefficients.Context {
    let rate = deployment.accelerator.computeRate(deployment.weightFormat.compute)
    return Coefficients.Context(
      architecture: deployment.accelerator.architecture, engine: deployment.engine.id,
      precision: (rate?.from ?? .fp16).rawValue,
      interconnect: deployment.accelerator.interconnect?.family ?? "")
  }

  /// How long the engine takes for `step`.
  /// - Complexity: O(1); no allocation.
  public func time(_ step: Step) -> StepTime {
    let tokens = step.tokens
    guard tokens > 0 else {
      return StepTime(matrices: 0, attention: 0, communication: 0, overhead: 0)
    }
    let dense = Self.join(denseStream, denseCompute * padded(tokens))
    var routed = 0.0
    if experts > 0 {
      let visited = 1 - exp(tokens * logExpertMiss)
      let load = experts * visited
      // Each visited expert works on its own few tokens.
      let perExpert = expertCompute / max(expertsPerToken, 1e-9) * load
      let rows = tokens * expertsPerToken / max(load, 1e-9)
      routed = Self.join(expertStream * visited, perExpert * padded(rows))
    }
    let sampled = step.decodeSequences + step.finishedPrompts
    let head = sampled > 0 ? Self.join(headStream, headCompute * padded(sampled)) : 0

    var attention = 0.0
    if step.decodeSequences > 0 {
      let mean = step.decodeContext / step.decodeSequences
      let read =
        step.decodeContext * cacheSecondsPerToken
        + step.decodeSequences
        * (min(mean, window) * windowedCacheSecondsPerToken
          + stateSecondsPerSequence)
      attention += max(read, step.decodeContext * latentDecodeCompute)
    }
    if step.prefillTokens > 0 {
      let mean = step.prefillContext / step.prefillTokens
      attention +=
        step.prefillContext * pairCompute
        + step.prefillTokens * min(mean, window) * windowedPairCompute
    }
    return StepTime(
      matrices: dense + routed + head, attention: attention,
      communication: collectiveLatency + tokens * collectiveSecondsPerToken,
      overhead: stepOverhead + tokensOfSequences(step) * sequenceOverhead)
  }

  /// Rows as the matrix units see them. Efficiency `t / (t + half)` makes the time affine in the
  /// rows; a single row takes a matrix-vector kernel, which has no tile to fill.
  private func padded(_ rows: Double) -> Double {
    rows + gemmHalf * max(0, 1 - 1 / rows)
  }

  private func tokensOfSequences(_ step: Step) -> Double {
    step.decodeSequences + max(step.finishedPrompts, step.prefillTokens > 0 ? 1 : 0)
  }

  /// A smooth maximum that is never below either: the fourth-power norm. At the crossing it
  /// exceeds the maximum by 19 %, which is how far real kernels miss both bounds there.
  static func join(_ a: Double, _ b: Double) -> Double {
    let larger = max(a, b)
    guard larger > 0, larger.isFinite else { return larger }
    let x = a / larger, y = b / larger
    let x2 = x * x, y2 = y * y
    return larger * (x2 * x2 + y2 * y2).squareRoot().squareRoot()
  }
}

extension ModelArchitecture {
  /// Experts that one token visits in a layer.
  var expertsPerToken: Double {
    for group in layers {
      if case .mixtureOfExperts(let moe) = group.feedForward { return Double(moe.expertsPerToken) }
    }
    return 0
  }

  /// Operations of attention over all layers for one pair of a token and a token it attends to:
  /// a multiplication and an addition for the score and for the value, in every head.
  ///
  /// `latentDecode` is what a decode step over compressed vectors computes instead, with the
  /// projections absorbed (DeepSeek-V2, arXiv:2405.04434, section 2.1.2).
  var attentionOperations: (full: Double, windowed: Double, latentDecode: Double) {
    var full = 0.0, windowed = 0.0, latentDecode = 0.0
    for group in layers {
      let count = Double(group.count)
      switch group.mixer {
      case .attention(let attention):
        let pair = count * 4 * Double(attention.heads * attention.headDimension)
        if attention.window == nil { full += pair } else { windowed += pair }
      case .latentAttention(let latent):
        let score = latent.nopeHeadDimension + latent.ropeHeadDimension
        full += count * 2 * Double(latent.heads * (score + latent.valueHeadDimension))
        latentDecode +=
          count * 2 * Double(latent.heads * (2 * latent.kvRank + latent.ropeHeadDimension))
      case .gatedDeltaNet, .mamba2, .none: break
      }
    }
    return (full, windowed, latentDecode)
  }
}
