import Catalog
import Quantities

/// Where the memory of one device goes, for the device of a replica that holds most.
public struct MemoryBreakdown: Hashable, Sendable {
  public var weights: Bytes
  /// KV cache of the batch that was asked for.
  public var kvCache: Bytes
  /// Activations, logits and workspace of the largest step.
  public var activations: Bytes
  /// Context, libraries and communication buffers.
  public var reserve: Bytes
  /// Memory that drivers report.
  public var visible: Bytes
  /// Memory that the engine may take under its policy.
  public var usable: Bytes

  /// Everything that has to be there at once.
  public var total: Bytes { weights + kvCache + activations + reserve }
  /// What is left of the usable memory; negative when the deployment does not fit.
  public var headroom: Bytes { usable - total }
  public var fits: Bool { headroom.value >= 0 }
  /// Share of the usable memory that is needed.
  public var utilization: Double { usable.value > 0 ? total / usable : .infinity }
  /// What weights, activations and reserve leave for the cache.
  public var kvPool: Bytes {
    max(.zero, usable - weights - activations - reserve)
  }
}

/// The memory of a deployment, prepared so that any batch and context cost a few additions.
public struct MemoryModel: Hashable, Sendable {
  public let kvCache: KVCache
  /// Weights on the device that holds most.
  public let weights: Bytes
  public let activations: Bytes
  /// The part of ``activations`` that is set aside and never written: a figure of resident memory
  /// does not count it.
  public let untouchedLogits: Bytes
  public let reserve: Bytes
  public let visible: Bytes
  public let usable: Bytes
  public let blockTokens: Double
  /// Whether sequences take cache as they grow, rather than all they may need when they start.
  public let growsOnDemand: Bool
  /// Share of a sequence's cache that lies on one device, for ordinary and latent layers.
  public let kvShare: Double
  public let latentShare: Double
  /// Share of a sequence's states of fixed size: their heads divide over all tensor ranks.
  public let stateShare: Double
  /// Weights of the whole model, all devices of a replica together, without replication.
  public let modelBytes: PerRole<Double>

  public init(_ deployment: borrowing Deployment, inventory: borrowing ParameterInventory) {
    let model = deployment.model
    let layout = deployment.parallelism
    let policy = deployment.engine.memory
    let tensor = Double(layout.tensor), stages = Double(layout.pipeline)
    let copies = Double(layout.attentionData)

    var modelBytes =
      deployment.measuredWeights ?? deployment.weightFormat.bytes(inventory, of: model)
    if deployment.measuredWeights == nil, deployment.weightFormat.family == .gguf {
      // A GGUF file holds the text model; the vision tower is a file of its own (`--mmproj`).
      modelBytes[.vision] = 0
    }
    self.modelBytes = modelBytes
    weights = Bytes(Self.deviceWeights(modelBytes, model: model, layout: layout))
    kvCache = KVCache(model, type: deployment.kvType)
    blockTokens = policy.blockTokens
    growsOnDemand = policy.growsOnDemand
    let kvHeads = Double(model.kvHeads)
    kvShare = 1 / (min(tensor, max(1, kvHeads)) * stages * copies)
    latentShare = 1 / (stages * copies)
    stateShare = 1 / (tensor * stages * copies)

    activations = Bytes(
      Self.activationBytes(deployment, policy: policy, tensor: tensor, copies: copies))
    untouchedLogits = Bytes(
      policy.logitsRows == .reserved
        ? (Self.stepTokens(deployment) - 1) * Self.logitsBytesPerRow(model, policy) : 0)
    let ranks = Double(layout.devices)
    reserve =
      (deployment.accelerator.hasOwnMemory ? policy.context : policy.hostContext)
      + policy.contextPerRank * (ranks > 1 ? 1 : 0)

    visible = deployment.accelerator.visibleMemory
    let available = visible * deployment.accelerator.usableShare
    let fraction = deployment.settings.memoryFraction ?? policy.fraction
    switch policy.rule {
    case .shareOfTotal: usable = available * fraction
    case .shareOfFree:
      let taken = weights + activations + reserve
      usable = min(available, taken + max(.zero, available - taken) * fraction)
    case .allocated: usable = available * (deployment.settings.memoryFraction ?? 1)
    }
  }

  /// Bytes of weights on the fullest device.
  ///
  /// Matrices divide by the tensor degree; norms and routers are copied to every rank, and so are
  /// the K and V projections of KV heads that more ranks share, and the down-projection of latent
  /// attention. A pipeline stage holds its share of the layers and the larger of embedding and head.
  private static func deviceWeights(
    _ bytes: PerRole<Double>, model: ModelArchitecture, layout: Parallelism
  ) -> Double {
    let tensor = Double(layout.tensor), stages = Double(layout.pipeline)
    let everywhere = tensor * Double(layout.attentionData)
    var layers = 0.0
    for role in TensorRole.allCases {
      switch role {
      case .tokenEmbedding, .outputHead: continue
      case .vector, .router: layers += bytes[role]
      case .attentionKey, .attentionValue:
        let ways =
          model.usesLatentAttention && role == .attentionKey ? 1 : min(tensor, model.kvHeads)
        layers += bytes[role] / max(1, ways)
      case .expertGate, .expertUp, .expertDown: layers += bytes[role] / everywhere
      // A vision tower is run whole on every rank by default.
      case .vision: layers += bytes[role]
      default: layers += bytes[role] / tensor
      }
    }
    let ends =
      stages > 1
      ? max(bytes[.tokenEmbedding], bytes[.outputHead])
      : bytes[.tokenEmbedding] + bytes[.outputHead]
    // The fullest stage holds a whole number of layers.
    let count = Double(model.layerCount)
    let fullest = (count / stages).rounded(.up) / count
    return layers * fullest + ends / tensor
  }

  /// Bytes of activations of the largest step: hidden states and the widest feed-forward of every
  /// token of the step in 16 bits, and the logits of every sampled row in FP32, as often as the
  /// engine holds them (see `engines.csv` for the source of the counts).
  private static func activationBytes(
    _ deployment: Deployment, policy: Engine.MemoryPolicy, tensor: Double, copies: Double
  ) -> Double {
    let model = deployment.model
    let tokens = stepTokens(deployment)
    let hidden = Double(model.hiddenSize)
    let wide = 2 * model.widestFeedForward / tensor
    // Engines that reserve nothing hold the logits of a batch only while it is sampled.
    let sequences = policy.rule == .allocated ? 1 : Double(deployment.sequenceLimit)
    let rows = policy.logitsRows == .sequences ? sequences : tokens
    let logits = rows * logitsBytesPerRow(model, policy)
    return tokens * (policy.activationCopies * hidden + wide) * 2 + logits
  }

  /// Tokens of the largest step.
  private static func stepTokens(_ deployment: Deployment) -> Double {
    Double(max(1, min(deployment.batchedTokenLimit, max(1, deployment.model.maximumContext))))
  }

  /// Bytes of the logits of one row, with the copies that the engine holds.
  private static func logitsBytesPerRow(
    _ model: ModelArchitecture, _ policy: Engine.MemoryPolicy
  ) -> Double {
    Double(model.vocabularySize) * 4 * policy.logitsCopies
  }

  /// Bytes of cache on one device for `sequences` sequences of `tokens` tokens.
  public func kvBytes(sequences: Double, tokens: Double) -> Double {
    let whole = kvCache.bytes(tokens: tokens, blockTokens: blockTokens)
    let latent = (tokens + (blockTokens - 1) / 2) * kvCache.latentBytesPerToken
    let state = kvCache.stateBytes
    return sequences
      * ((whole - latent - state) * kvShare + latent * latentShare + state * stateShare)
  }

  /// The breakdown for a batch of `sequences` sequences that reach `tokens` tokens each.
  public func breakdown(sequences: Double, tokens: Double) -> MemoryBreakdown {
    MemoryBreakdown(
      weights: weights, kvCache: Bytes(kvBytes(sequences: sequences, tokens: tokens)),
      activations: activations, reserve: reserve, visible: visible, usable: usable)
  }

  /// Bytes that are free for the cache on one device.
  public var kvPool: Double {
    max(0, usable.value - weights.value - activations.value - reserve.value)
  }

  /// The most sequences of `tokens` tokens whose cache fits, 0 when not even one does.
  public func largestBatch(tokens: Double) -> Double {
    let one = kvBytes(sequences: 1, tokens: tokens)
    guard weights + activations + reserve <= usable else { return 0 }
    return one > 0 ? (kvPool / one).rounded(.down) : 1e9
  }

  /// The most requests of `input` tokens that each generate `output` more and whose caches fit while
  /// they are at different places of their answers: the k-th of n has generated a share k/n.
  public func largestBatch(input: Double, output: Double) -> Double {
    guard largestBatch(tokens: input + output) >= 1 else { return 0 }
    // The longest is at its end, the others on average half a step short of the middle; the
    // cache of a window is full sooner than that, so that a line through both ends is too low.
    let longest = kvBytes(sequences: 1, tokens: input + output)
    let mean = max(
      kvBytes(sequences: 1, tokens: input + output / 2),
      (kvBytes(sequences: 1, tokens: input) + longest) / 2)
    return mean > 0 ? (1 + (kvPool - longest) / mean).rounded(.down) : 1e9
  }

  /// The longest context, up to `limit` tokens, with which `sequences` sequences fit.
  public func longestContext(sequences: Double, limit: Double) -> Double {
    func fits(_ tokens: Double) -> Bool {
      breakdown(sequences: sequences, tokens: tokens).fits
    }
    guard limit >= 1, fits(1) else { return 0 }
    if fits(limit) { return limit }
    var low = 1.0, high = limit
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if fits(middle) { low = middle } else { high = middle }
    }
    return low
  }
}

extension ModelArchitecture {
  /// KV heads of the attention layers, 1 where there are none.
  var kvHeads: Double {
    var heads = 1
    for group in layers {
      if case .attention(let attention) = group.mixer { heads = max(heads, attention.kvHeads) }
    }
    return Double(heads)
  }

  var usesLatentAttention: Bool {
    layers.contains { if case .latentAttention = $0.mixer { true } else { false } }
  }

  /// Width of the widest feed-forward that one token passes.
  var widestFeedForward: Double {
    var widest = 0
    for group in layers {
      switch group.feedForward {
      case .dense(let intermediate, _): widest = max(widest, intermediate)
      case .mixtureOfExperts(let moe):
        widest = max(widest, moe.intermediate * moe.expertsPerToken + moe.sharedIntermediate)
      case .none: break
      }
    }
    return Double(widest)
  }
}
