extension ModelArchitecture {
  /// The model as the columns of `models.csv`, without its source and date.
  ///
  /// A row has room for one shape of each kind of layer. Whether it says all there is to say shows
  /// when it is read back: see ``hasSameLayers(as:)``.
  public var catalogFields: [String: String] {
    var fields = [
      "hf_id": id, "family": family, "layers": String(layerCount), "hidden": String(hiddenSize),
      "vocab": String(vocabularySize), "tie_embeddings": String(tiesEmbeddings),
      "max_context": String(maximumContext), "layer_pattern": layerPattern,
      "native_weight_format": nativeWeightFormat,
    ]
    fields["publisher"] = publisher
    fields["released"] = released
    fields["licence"] = licence
    fields["params_total_b"] = publishedParameters.map { String($0 / 1e9) }
    fields["params_active_b"] = publishedActiveParameters.map { String($0 / 1e9) }
    if visionParameters > 0 { fields["vision_params_b"] = String(visionParameters / 1e9) }
    if isApproximate { fields["approximate"] = "true" }
    for group in layers {
      fields.merge(group.mixer.catalogFields) { first, _ in first }
      fields.merge(group.feedForward.catalogFields) { first, _ in first }
    }
    if isMixtureOfExperts {
      let dense = layers.reduce(0) { count, group in
        if case .dense = group.feedForward { count + group.count } else { count }
      }
      if dense > 0 { fields["first_dense_layers"] = String(dense) }
    }
    return fields
  }

  /// Whether both models have the same mixers and the same feed-forward blocks, each as often: all
  /// that figures depend on, since they add over both.
  public func hasSameLayers(as other: ModelArchitecture) -> Bool {
    mixerCounts == other.mixerCounts && feedForwardCounts == other.feedForwardCounts
  }

  /// The mixers in runs of one kind, as the column `layer_pattern` lists them.
  private var layerPattern: String {
    var runs: [(word: String, count: Int)] = []
    for group in layers {
      let word = group.mixer.patternWord
      if let last = runs.indices.last(where: { runs[$0].word == word }) {
        runs[last].count += group.count
      } else {
        runs.append((word, group.count))
      }
    }
    return runs.map { "\($0.count)x \($0.word)" }.joined(separator: "; ")
  }

  private var mixerCounts: [Mixer: Int] {
    layers.reduce(into: [:]) { $0[$1.mixer, default: 0] += $1.count }
  }

  private var feedForwardCounts: [FeedForward: Int] {
    layers.reduce(into: [:]) { $0[$1.feedForward, default: 0] += $1.count }
  }
}

extension Mixer {
  /// The word for the mixer in the column `layer_pattern`.
  fileprivate var patternWord: String {
    switch self {
    case .attention(let attention): attention.window == nil ? "full" : "window"
    case .latentAttention: "latent"
    case .gatedDeltaNet: "linear"
    case .mamba2: "mamba"
    case .none: "ffn"
    }
  }

  fileprivate var catalogFields: [String: String] {
    var fields: [String: String] = [:]
    switch self {
    case .attention(let attention):
      fields["heads"] = String(attention.heads)
      fields["kv_heads"] = String(attention.kvHeads)
      fields["head_dim"] = String(attention.headDimension)
      fields["sliding_window"] = attention.window.map { String($0) }
      if attention.hasOutputGate { fields["attention_gate"] = "true" }
    case .latentAttention(let latent):
      fields["heads"] = String(latent.heads)
      fields["mla_q_lora_rank"] = latent.queryRank.map { String($0) }
      fields["mla_kv_lora_rank"] = String(latent.kvRank)
      fields["mla_qk_nope_head_dim"] = String(latent.nopeHeadDimension)
      fields["mla_qk_rope_head_dim"] = String(latent.ropeHeadDimension)
      fields["mla_v_head_dim"] = String(latent.valueHeadDimension)
    case .gatedDeltaNet(let net):
      fields["linear_key_heads"] = String(net.keyHeads)
      fields["linear_value_heads"] = String(net.valueHeads)
      fields["linear_key_head_dim"] = String(net.keyHeadDimension)
      fields["linear_value_head_dim"] = String(net.valueHeadDimension)
      fields["conv_width"] = String(net.convolutionWidth)
    case .mamba2(let mamba):
      fields["mamba_heads"] = String(mamba.heads)
      fields["mamba_head_dim"] = String(mamba.headDimension)
      fields["mamba_state"] = String(mamba.stateSize)
      fields["mamba_groups"] = String(mamba.groups)
      fields["conv_width"] = String(mamba.convolutionWidth)
    case .none: break
    }
    return fields
  }
}

extension FeedForward {
  fileprivate var catalogFields: [String: String] {
    switch self {
    case .dense(let intermediate, let isGated):
      return ["intermediate": String(intermediate), "mlp_gated": String(isGated)]
    case .mixtureOfExperts(let moe):
      var fields = [
        "n_experts": String(moe.experts), "experts_per_token": String(moe.expertsPerToken),
        "moe_intermediate": String(moe.intermediate), "mlp_gated": String(moe.isGated),
      ]
      if moe.sharedIntermediate > 0 {
        fields["shared_intermediate"] = String(moe.sharedIntermediate)
      }
      return fields
    case .none: return [:]
    }
  }
}
