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
  // Streaming, in seconds a step.
  let denseStream: Double
  let expertStream: Double
  let headStream: Double
  // Unpacking, in seconds a step of many tokens.
  let denseUnpack: Double
  let expertUnpack: Double
  // Computing, in seconds a token.
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
  let decodePairCompute: Double
  let windowedDecodePairCompute: Double
  let windowedPairCompute: Double
  // Collectives.
  let collectiveLatency: Double
  let collectiveSecondsPerToken: Double
  let mixerReduction: DirectReduction
  let blockReduction: DirectReduction
  let reductionLatency: Double
  /// Share of its link's rate that a device reaches.
  let reductionShare: Double
  // Overheads in seconds.
  let stepOverhead: Double
  let sequenceOverhead: Double

  /// Seconds a request spends before its first step: tokenising, HTTP, scheduling.
  public let requestOverhead: Double
  /// Stages through which a batch flows; throughput profits, latency does not.
  public let stages: Double
  /// Whether stages work on different parts of a batch at once.
  public let pipelines: Bool

  /// Prepares the step function of a deployment.
  ///
  /// The deployment is expected to have passed ``Deployment/check(engines:)``; a device without
  /// bandwidth or compute rate yields infinite times rather than a trap.
  public init(
    _ deployment: Deployment, inventory: ParameterInventory, weights: PerRole<Double>,
    coefficients: Coefficients
  ) {
    self.init(
      StepGeometry(deployment, inventory: inventory, weights: weights),
      StepCoefficients(coefficients, Self.context(deployment)))
  }

  /// The step function of a geometry under coefficients: the hardware's bounds, each divided by the
  /// share of it that is reached. This is what a fit evaluates many times.
  public init(_ geometry: StepGeometry, _ coefficients: StepCoefficients) {
    denseStream = geometry.denseStream / coefficients.weightBandwidth
    expertStream = geometry.expertStream / coefficients.weightBandwidth
    headStream = geometry.headStream / coefficients.weightBandwidth
    denseUnpack = geometry.denseUnpack / coefficients.weightBandwidth
    expertUnpack = geometry.expertUnpack / coefficients.weightBandwidth
    denseCompute = geometry.denseCompute / coefficients.gemm
    expertCompute = geometry.expertCompute / coefficients.gemm
    headCompute = geometry.headCompute / coefficients.gemm
    gemmHalf = coefficients.gemmHalf
    experts = geometry.experts
    logExpertMiss = geometry.logExpertMiss
    expertsPerToken = geometry.expertsPerToken
    cacheSecondsPerToken = geometry.cacheStream / coefficients.kvBandwidth
    windowedCacheSecondsPerToken = geometry.windowedCacheStream / coefficients.kvBandwidth
    window = geometry.window
    stateSecondsPerSequence = geometry.stateStream / coefficients.kvBandwidth
    latentDecodeCompute = geometry.latentDecodeCompute / coefficients.attention
    // Fused kernels keep scores on the chip; others write and read them.
    pairCompute =
      geometry.pairCompute / coefficients.attention
      + geometry.scoreStream / coefficients.weightBandwidth
    windowedPairCompute =
      geometry.windowedPairCompute / coefficients.attention
      + geometry.windowedScoreStream / coefficients.weightBandwidth
    decodePairCompute = geometry.decodePairCompute / coefficients.attention
    windowedDecodePairCompute = geometry.windowedPairCompute / coefficients.attention
    collectiveLatency = geometry.collectives * coefficients.collectiveLatency
    collectiveSecondsPerToken =
      geometry.collectiveStream / coefficients.collectiveBandwidth
    mixerReduction = geometry.mixerReduction
    blockReduction = geometry.blockReduction
    reductionLatency = coefficients.collectiveLatency
    reductionShare = coefficients.collectiveBandwidth
    stepOverhead = coefficients.stepOverhead + geometry.layers * coefficients.layerOverhead
    sequenceOverhead = coefficients.sequenceOverhead
    requestOverhead = coefficients.requestOverhead
    stages = geometry.stages
    pipelines = geometry.pipelines
  }

  /// Rows up to which engines that unpack weights multiply blocks after all: what unpacking costs
  /// does not pay for fewer (`MMQ_DP4A_MAX_BATCH_SIZE` of llama.cpp).
  private static let integerRows = 64.0

  private static let unpacking = ["cpu": "cpu+", "phone": "npu+", "npu": "npu+"]

  /// What coefficients know of a model: `dense`, `experts` or `latent`.
  public static func kind(of model: ModelArchitecture) -> String {
    model.usesLatentAttention ? "latent" : model.isMixtureOfExperts ? "experts" : "dense"
  }

  /// The scopes whose coefficients apply to a deployment.
  public static func context(_ deployment: Deployment) -> Coefficients.Context {
    let device = deployment.accelerator
    let rate = device.computeRate(deployment.multiplied)
    return Coefficients.Context(
      architecture: device.architecture, engine: deployment.engine.id,
      precision: (rate?.from ?? .fp16).rawValue,
      interconnect: device.interconnect?.family ?? "",
      // What unpacking costs on a GPU says nothing of processors and of units of fixed function.
      format: (Self.unpacking[device.platform] ?? "") + deployment.weightFormat.id,
      kind: kind(of: deployment.model),
      release: deployment.settings.release ?? "", variant: deployment.engine.variant ?? "",
      multipliedFormat: deployment.settings.unpacksWeights ? "gguf-f16" : nil,
      machine: device.id, model: deployment.model.id)
  }

  /// How long the engine takes for `step`.
  /// - Complexity: O(1); no allocation.
  public func time(_ step: Step) -> StepTime {
    let tokens = step.tokens
    guard tokens > 0 else {
      return StepTime(matrices: 0, attention: 0, communication: 0, overhead: 0)
    }
    var dense = Self.join(denseStream, denseCompute * padded(tokens))
    if tokens > Self.integerRows { dense += denseUnpack }
    var routed = 0.0
    if experts > 0 {
      let visited = 1 - exp(tokens * logExpertMiss)
      let load = experts * visited
      // Each visited expert works on its own few tokens.
      let perExpert = expertCompute / max(expertsPerToken, 1e-9) * load
      let rows = tokens * expertsPerToken / max(load, 1e-9)
      routed = Self.join(expertStream * visited, perExpert * padded(rows))
      if rows > Self.integerRows { routed += expertUnpack * visited }
    }
    let sampled = step.decodeSequences * step.decodeRows + step.finishedPrompts
    let head = sampled > 0 ? Self.join(headStream, headCompute * padded(sampled)) : 0

    var attention = 0.0
    if step.decodeSequences > 0 {
      let mean = step.decodeContext / step.decodeSequences
      let read =
        step.decodeContext * cacheSecondsPerToken
        + step.decodeSequences
        * (min(mean, window) * windowedCacheSecondsPerToken
          + stateSecondsPerSequence)
      // Rows of one sequence share what is read.
      let compute =
        step.decodeContext * (latentDecodeCompute + decodePairCompute)
        + step.decodeSequences * min(mean, window) * windowedDecodePairCompute
      attention += max(read, compute * step.decodeRows)
    }
    if step.prefillTokens > 0 {
      let mean = step.prefillContext / step.prefillTokens
      attention +=
        step.prefillContext * pairCompute
        + step.prefillTokens * min(mean, window) * windowedPairCompute
    }
    return StepTime(
      matrices: dense + routed + head, attention: attention,
      communication: collectiveLatency + tokens * collectiveSecondsPerToken + reductions(tokens),
      overhead: stepOverhead + tokensOfSequences(step) * sequenceOverhead)
  }

  /// All-reduces over a fabric, in seconds.
  private func reductions(_ tokens: Double) -> Double {
    guard mixerReduction.count > 0 || blockReduction.count > 0 else { return 0 }
    return mixerReduction.time(tokens: tokens, latency: reductionLatency, share: reductionShare)
      + blockReduction.time(tokens: tokens, latency: reductionLatency, share: reductionShare)
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
    let share = min(a, b) / larger
    let square = share * share
    return larger * (1 + square * square).squareRoot().squareRoot()
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

  /// Attention heads over all layers that see everything, and over those that see a window.
  var attentionHeads: (full: Double, windowed: Double) {
    var full = 0.0, windowed = 0.0
    for group in layers {
      let count = Double(group.count)
      switch group.mixer {
      case .attention(let attention):
        let heads = count * Double(attention.heads)
        if attention.window == nil { full += heads } else { windowed += heads }
      case .latentAttention(let latent): full += count * Double(latent.heads)
      case .gatedDeltaNet, .mamba2, .none: break
      }
    }
    return (full, windowed)
  }
}
