/// How many parameters a model has, by what they do.
public struct ParameterInventory: Hashable, Sendable {
  /// Parameters stored, by role.
  public private(set) var stored: PerRole<Double>
  /// Parameters that one token multiplies with, by role. The embedding is a look-up and counts
  /// nothing; a tied output head is counted here although it is stored as the embedding.
  public private(set) var active: PerRole<Double>

  /// Parameters derived from the shape alone.
  public var computedTotal: Double { total(stored) - stored[.unaccounted] }
  /// All parameters that have to be stored.
  public var total: Double { total(stored) }
  /// All parameters that one token multiplies with.
  public var activeTotal: Double { total(active) }

  /// Counts the parameters of `model`.
  ///
  /// Matrices are counted from the shape; where a published total exceeds the count, the
  /// difference is kept as ``TensorRole/unaccounted`` so that memory is not understated.
  public init(_ model: ModelArchitecture) {
    stored = PerRole(repeating: 0)
    active = PerRole(repeating: 0)
    let hidden = Double(model.hiddenSize)
    let embedding = Double(model.vocabularySize) * hidden

    stored[.tokenEmbedding] = embedding
    if !model.tiesEmbeddings { stored[.outputHead] = embedding }
    active[.outputHead] = embedding

    for group in model.layers {
      let count = Double(group.count)
      add(group.mixer, hidden: hidden, count: count)
      add(group.feedForward, hidden: hidden, count: count)
      // One norm before the mixer and one before the feed-forward, where they exist.
      let norms = (group.mixer == .none ? 0 : hidden) + (group.feedForward == .none ? 0 : hidden)
      stored[.vector] += count * norms
    }
    stored[.vector] += hidden
    active[.vector] = stored[.vector]

    stored[.vision] = model.visionParameters
    let gap = (model.publishedParameters ?? 0) - total(stored)
    stored[.unaccounted] = max(0, gap)
    // Dense models use what they store; what a sparse one leaves unsaid is mostly experts.
    if !model.isMixtureOfExperts { active[.unaccounted] = stored[.unaccounted] }
  }

  private mutating func add(_ mixer: Mixer, hidden: Double, count: Double) {
    switch mixer {
    case .attention(let attention):
      let query = Double(attention.heads * attention.headDimension)
      let kv = Double(attention.kvHeads * attention.headDimension)
      addBoth(.attentionQuery, count * hidden * query * (attention.hasOutputGate ? 2 : 1))
      addBoth(.attentionKey, count * hidden * kv)
      addBoth(.attentionValue, count * hidden * kv)
      addBoth(.attentionOutput, count * query * hidden)
    case .latentAttention(let latent):
      let heads = Double(latent.heads)
      let queryWidth = heads * Double(latent.nopeHeadDimension + latent.ropeHeadDimension)
      if let rank = latent.queryRank.map(Double.init) {
        addBoth(.attentionQuery, count * (hidden * rank + rank * queryWidth))
        stored[.vector] += count * rank
      } else {
        addBoth(.attentionQuery, count * hidden * queryWidth)
      }
      let rank = Double(latent.kvRank)
      addBoth(.attentionKey, count * hidden * (rank + Double(latent.ropeHeadDimension)))
      addBoth(
        .attentionValue,
        count * rank * heads * Double(latent.nopeHeadDimension + latent.valueHeadDimension))
      addBoth(.attentionOutput, count * heads * Double(latent.valueHeadDimension) * hidden)
      stored[.vector] += count * rank
    case .gatedDeltaNet(let net):
      let keys = Double(net.keyHeads * net.keyHeadDimension)
      let values = Double(net.valueHeads * net.valueHeadDimension)
      // Queries, keys, values, output gate; two gates a value head; the output projection.
      let projections = hidden * (2 * keys + 2 * values + 2 * Double(net.valueHeads))
      addBoth(.linearMixer, count * (projections + values * hidden))
      stored[.vector] += count * (2 * keys + values) * Double(net.convolutionWidth)
    case .mamba2(let mamba):
      let inner = Double(mamba.heads * mamba.headDimension)
      let states = Double(mamba.groups * mamba.stateSize)
      let projections = hidden * (2 * inner + 2 * states + Double(mamba.heads))
      addBoth(.linearMixer, count * (projections + inner * hidden))
      stored[.vector] += count * (inner + 2 * states) * Double(mamba.convolutionWidth)
    case .none: break
    }
  }

  private mutating func add(_ feedForward: FeedForward, hidden: Double, count: Double) {
    switch feedForward {
    case .dense(let intermediate, let isGated):
      let matrix = count * hidden * Double(intermediate)
      if isGated { addBoth(.feedForwardGate, matrix) }
      addBoth(.feedForwardUp, matrix)
      addBoth(.feedForwardDown, matrix)
    case .mixtureOfExperts(let moe):
      let matrix = count * hidden * Double(moe.intermediate)
      let all = Double(moe.experts), visited = Double(min(moe.expertsPerToken, moe.experts))
      for role in [TensorRole.expertUp, .expertDown] + (moe.isGated ? [.expertGate] : []) {
        stored[role] += matrix * all
        active[role] += matrix * visited
      }
      let shared = count * hidden * Double(moe.sharedIntermediate) * (moe.isGated ? 3 : 2)
      addBoth(.sharedExpert, shared)
      addBoth(.router, count * hidden * all)
    case .none: break
    }
  }

  private mutating func addBoth(_ role: TensorRole, _ parameters: Double) {
    stored[role] += parameters
    active[role] += parameters
  }

  private func total(_ roles: PerRole<Double>) -> Double {
    TensorRole.allCases.reduce(0) { $0 + roles[$1] }
  }
}

extension ModelArchitecture {
  /// Whether any layer routes tokens to experts.
  public var isMixtureOfExperts: Bool {
    layers.contains { group in
      if case .mixtureOfExperts = group.feedForward { true } else { false }
    }
  }
}
