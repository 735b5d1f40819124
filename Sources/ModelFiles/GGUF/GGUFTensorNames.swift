import Catalog

/// What the tensors of GGUF files do, by the names that llama.cpp gives them
/// (gguf-py/gguf/constants.py, MIT).
enum GGUFTensorNames {
  /// The part of a model that a tensor holds.
  enum Part: Hashable {
    case role(TensorRole)
    /// Queries, keys and values in one matrix.
    case queryKeyValue
    /// Gate and up of the experts in one matrix.
    case expertGateUp
    /// A name that means nothing to us.
    case unknown
  }

  /// The number of the layer in a name such as `blk.12.attn_q.weight`, or `nil`.
  static func layer(_ name: String) -> Int? {
    let parts = name.split(separator: ".", maxSplits: 2)
    guard parts.count == 3, parts[0] == "blk", let layer = Int(parts[1]), layer >= 0 else {
      return nil
    }
    return layer
  }

  /// The name within its layer, without number and suffix: `attn_q` of `blk.12.attn_q.weight`.
  static func stem(_ name: String) -> Substring {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 2, parts[0] == "blk" {
      return parts[2...].dropLast(parts.count > 3 ? 1 : 0).joined(separator: ".")[...]
    }
    return parts.count > 1 ? parts.dropLast().joined(separator: ".")[...] : name[...]
  }

  /// The part that a tensor holds.
  /// - Parameters:
  ///   - rank: the number of its dimensions greater than 1.
  ///   - isLinear: whether the layer has linear attention, whose matrices share names with others.
  static func part(_ name: String, rank: Int, isLinear: Bool) -> Part {
    let prefixes = ["v.", "mm.", "a.", "resampler.", "mm_"]
    if prefixes.contains(where: { name.hasPrefix($0) }) { return .role(.vision) }
    let stem = String(stem(name))
    if rank < 2 || name.hasSuffix(".bias") || stem.contains("norm") { return .role(.vector) }
    if stem.contains("conv1d") || stem.hasPrefix("rope_") || stem == "shortconv.conv"
      || stem == "ssm_a" || stem == "ssm_d"
    {
      return .role(.vector)
    }
    if isLinear, stem == "attn_qkv" || stem == "attn_gate" { return .role(.linearMixer) }
    if stem.hasPrefix("ssm_") || stem.hasPrefix("time_mix_") || stem.hasPrefix("shortconv.") {
      return .role(.linearMixer)
    }
    if let role = roles[stem] { return .role(role) }
    if stem == "attn_qkv" { return .queryKeyValue }
    if stem == "ffn_gate_up_exps" { return .expertGateUp }
    // Old files of Mixtral have a tensor for each expert: ffn_gate.7.
    for (prefix, role) in oldExperts where stem.hasPrefix(prefix) {
      if Int(stem.dropFirst(prefix.count)) != nil { return .role(role) }
    }
    return .unknown
  }

  private static let oldExperts: [(String, TensorRole)] = [
    ("ffn_gate.", .expertGate), ("ffn_up.", .expertUp), ("ffn_down.", .expertDown),
  ]

  private static let roles: [String: TensorRole] = [
    "token_embd": .tokenEmbedding,
    "per_layer_token_embd": .tokenEmbedding,
    "position_embd": .tokenEmbedding,
    "token_types": .tokenEmbedding,
    "output": .outputHead,
    "attn_q": .attentionQuery,
    "attn_q_a": .attentionQuery,
    "attn_q_b": .attentionQuery,
    "attn_gate": .attentionQuery,
    "indexer.attn_q_b": .attentionQuery,
    "indexer.proj": .attentionQuery,
    "attn_k": .attentionKey,
    "attn_kv_a_mqa": .attentionKey,
    "indexer.attn_k": .attentionKey,
    "attn_v": .attentionValue,
    // Both halves of what maps the compressed vector to heads, as in the count from the shape.
    "attn_kv_b": .attentionValue,
    "attn_k_b": .attentionValue,
    "attn_v_b": .attentionValue,
    "attn_output": .attentionOutput,
    "ffn_gate": .feedForwardGate,
    "ffn_up": .feedForwardUp,
    "ffn_down": .feedForwardDown,
    "channel_mix_key": .feedForwardUp,
    "channel_mix_receptance": .feedForwardGate,
    "channel_mix_value": .feedForwardDown,
    "ffn_gate_exps": .expertGate,
    "ffn_up_exps": .expertUp,
    "ffn_down_exps": .expertDown,
    "ffn_gate_chexps": .expertGate,
    "ffn_up_chexps": .expertUp,
    "ffn_down_chexps": .expertDown,
    "ffn_gate_shexp": .sharedExpert,
    "ffn_up_shexp": .sharedExpert,
    "ffn_down_shexp": .sharedExpert,
    "ffn_gate_inp_shexp": .sharedExpert,
    "ffn_latent_down": .sharedExpert,
    "ffn_latent_up": .sharedExpert,
    "ffn_gate_inp": .router,
  ]
}
