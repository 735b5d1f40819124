/// The shape of a transformer-like language model: what decides its memory and its arithmetic.
///
/// Layers are listed as groups of identical ones, so that one description covers dense and
/// mixture-of-experts models, sliding windows, latent attention, linear attention and state-space
/// blocks, interleaved in any proportion.
public struct ModelArchitecture: Hashable, Sendable, Identifiable {
  /// The name under which the weights are published, `publisher/name`.
  public var id: String
  /// Lower-case family name, such as `llama3.1`.
  public var family: String
  public var publisher: String?
  /// Release month, `YYYY-MM`.
  public var released: String?
  public var licence: String?

  /// Width of the residual stream.
  public var hiddenSize: Int
  public var vocabularySize: Int
  /// Whether the output head reuses the embedding matrix.
  public var tiesEmbeddings: Bool
  /// The longest context the model was made for, in tokens.
  public var maximumContext: Int
  public var layers: [LayerGroup]

  /// Parameters of a vision tower and its projector; 0 for text models.
  public var visionParameters: Double
  /// Total parameter count as published, when it is.
  public var publishedParameters: Double?
  /// Parameters used per token as published, when they are.
  public var publishedActiveParameters: Double?
  /// The weight format in which the publisher ships the model, an id of the weight formats.
  public var nativeWeightFormat: String
  /// The row describes blocks that the model of them does not fully follow (compressed sparse
  /// attention, unpublished totals): forecasts carry a warning.
  public var isApproximate: Bool
  public var provenance: Provenance

  public init(
    id: String, family: String, publisher: String? = nil, released: String? = nil,
    licence: String? = nil, hiddenSize: Int, vocabularySize: Int, tiesEmbeddings: Bool,
    maximumContext: Int, layers: [LayerGroup], visionParameters: Double = 0,
    publishedParameters: Double? = nil, publishedActiveParameters: Double? = nil,
    nativeWeightFormat: String = "bf16", isApproximate: Bool = false, provenance: Provenance
  ) {
    self.id = id
    self.family = family
    self.publisher = publisher
    self.released = released
    self.licence = licence
    self.hiddenSize = hiddenSize
    self.vocabularySize = vocabularySize
    self.tiesEmbeddings = tiesEmbeddings
    self.maximumContext = maximumContext
    self.layers = layers
    self.visionParameters = visionParameters
    self.publishedParameters = publishedParameters
    self.publishedActiveParameters = publishedActiveParameters
    self.nativeWeightFormat = nativeWeightFormat
    self.isApproximate = isApproximate
    self.provenance = provenance
  }

  /// Number of layers (blocks) of the model.
  public var layerCount: Int { layers.reduce(0) { $0 + $1.count } }
}

/// A number of layers that are alike.
public struct LayerGroup: Hashable, Sendable {
  public var count: Int
  public var mixer: Mixer
  public var feedForward: FeedForward

  public init(count: Int, mixer: Mixer, feedForward: FeedForward) {
    self.count = count
    self.mixer = mixer
    self.feedForward = feedForward
  }
}

/// The part of a layer that mixes information between tokens.
public enum Mixer: Hashable, Sendable {
  case attention(Attention)
  case latentAttention(LatentAttention)
  case gatedDeltaNet(GatedDeltaNet)
  case mamba2(Mamba2)
  /// A block without a mixer (Nemotron's stand-alone feed-forward blocks).
  case none
}

/// Softmax attention with a cache of keys and values: MHA, GQA or MQA by the number of KV heads.
public struct Attention: Hashable, Sendable {
  public var heads: Int
  public var kvHeads: Int
  public var headDimension: Int
  /// Tokens a query can look back; `nil` means all of them.
  public var window: Int?
  /// The query projection also yields an output gate of the same size (Qwen3-Next, Qwen3.5).
  public var hasOutputGate: Bool

  public init(
    heads: Int, kvHeads: Int, headDimension: Int, window: Int? = nil, hasOutputGate: Bool = false
  ) {
    self.heads = heads
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    self.window = window
    self.hasOutputGate = hasOutputGate
  }
}

/// Multi-head latent attention (DeepSeek-V2, arXiv:2405.04434): the cache holds one compressed
/// vector per token, shared by all heads.
public struct LatentAttention: Hashable, Sendable {
  public var heads: Int
  /// Rank of the query's compression; `nil` when queries are projected directly.
  public var queryRank: Int?
  public var kvRank: Int
  public var nopeHeadDimension: Int
  public var ropeHeadDimension: Int
  public var valueHeadDimension: Int

  public init(
    heads: Int, queryRank: Int?, kvRank: Int, nopeHeadDimension: Int, ropeHeadDimension: Int,
    valueHeadDimension: Int
  ) {
    self.heads = heads
    self.queryRank = queryRank
    self.kvRank = kvRank
    self.nopeHeadDimension = nopeHeadDimension
    self.ropeHeadDimension = ropeHeadDimension
    self.valueHeadDimension = valueHeadDimension
  }
}

/// Linear attention with a gated delta rule (arXiv:2412.06464): a state of fixed size instead of
/// a cache that grows.
public struct GatedDeltaNet: Hashable, Sendable {
  public var keyHeads: Int
  public var valueHeads: Int
  public var keyHeadDimension: Int
  public var valueHeadDimension: Int
  public var convolutionWidth: Int

  public init(
    keyHeads: Int, valueHeads: Int, keyHeadDimension: Int, valueHeadDimension: Int,
    convolutionWidth: Int = 4
  ) {
    self.keyHeads = keyHeads
    self.valueHeads = valueHeads
    self.keyHeadDimension = keyHeadDimension
    self.valueHeadDimension = valueHeadDimension
    self.convolutionWidth = convolutionWidth
  }
}

/// A Mamba-2 state-space block (arXiv:2405.21060).
public struct Mamba2: Hashable, Sendable {
  public var heads: Int
  public var headDimension: Int
  public var stateSize: Int
  public var groups: Int
  public var convolutionWidth: Int

  public init(
    heads: Int, headDimension: Int, stateSize: Int, groups: Int, convolutionWidth: Int = 4
  ) {
    self.heads = heads
    self.headDimension = headDimension
    self.stateSize = stateSize
    self.groups = groups
    self.convolutionWidth = convolutionWidth
  }
}

/// The part of a layer that works on each token alone.
public enum FeedForward: Hashable, Sendable {
  /// Two matrices, or three when gated (SwiGLU, GeGLU).
  case dense(intermediate: Int, isGated: Bool)
  case mixtureOfExperts(MixtureOfExperts)
  case none
}

/// A routed feed-forward: every token visits `expertsPerToken` of `experts`, and the shared part.
public struct MixtureOfExperts: Hashable, Sendable {
  public var experts: Int
  public var expertsPerToken: Int
  /// Width of one expert.
  public var intermediate: Int
  /// Width of the part that every token visits, 0 when there is none.
  public var sharedIntermediate: Int
  public var isGated: Bool

  public init(
    experts: Int, expertsPerToken: Int, intermediate: Int, sharedIntermediate: Int, isGated: Bool
  ) {
    self.experts = experts
    self.expertsPerToken = expertsPerToken
    self.intermediate = intermediate
    self.sharedIntermediate = sharedIntermediate
    self.isGated = isGated
  }
}
