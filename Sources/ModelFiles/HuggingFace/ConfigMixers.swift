import Catalog
import StructuredText

/// The mixers of the layers: attention of every kind, linear attention, state-space blocks.
extension ConfigReader {
  mutating func mixers(count: Int, hidden: Int) throws(ModelFileError) -> [Mixer] {
    if family == "mamba2" {
      return [Mixer](repeating: .mamba2(try mamba2(hidden: hidden)), count: count)
    }
    if let linear = try text.group("linear_attn_config") {
      return try kimiMixers(linear, count: count, hidden: hidden)
    }
    if text.has("kv_lora_rank") {
      return [Mixer](repeating: .latentAttention(try latentAttention()), count: count)
    }
    guard let kinds = try layerKinds(count: count) else {
      return try windowedMixers(count: count, hidden: hidden)
    }
    let window = try self.window()
    let isWindowed = { (kind: String) in kind.hasPrefix("sliding") || kind.hasPrefix("chunked") }
    let isFull = { (kind: String) in kind == "full_attention" || kind == "attention" }
    let full = kinds.contains(where: isFull) ? try attention(hidden, isGlobal: true) : nil
    var local = kinds.contains(where: isWindowed) ? try attention(hidden, isLocal: true) : nil
    local?.window = window
    if local != nil, window == nil {
      throw .missingField(
        path: text.file, field: text.fullPath("sliding_window"),
        accepted: "the window of the layers of type sliding_attention, in tokens")
    }
    let net = kinds.contains("linear_attention") ? try gatedDeltaNet() : nil
    let mamba = kinds.contains("mamba") ? try mamba2(hidden: hidden) : nil
    var mixers: [Mixer] = []
    for (index, kind) in kinds.enumerated() {
      if isFull(kind), let full {
        mixers.append(.attention(full))
      } else if isWindowed(kind), let local {
        mixers.append(.attention(local))
      } else if kind == "linear_attention", let net {
        mixers.append(.gatedDeltaNet(net))
      } else if kind == "mamba", let mamba {
        mixers.append(.mamba2(mamba))
      } else {
        throw text.field(
          "layer_types[\(index)]", .string(kind),
          "full_attention, sliding_attention, chunked_attention, linear_attention, mamba")
      }
    }
    return mixers
  }

  /// The kind of each layer, where the configuration lists them or gives their rhythm.
  private func layerKinds(count: Int) throws(ModelFileError) -> [String]? {
    for name in ["layer_types", "layers_block_type"] {
      guard let kinds = try text.texts(name) else { continue }
      guard kinds.count == count else {
        throw text.field(
          name, .array(kinds.map(Value.string)), "a list of \(count): one for every layer")
      }
      return kinds
    }
    if let flags = try text.integers("hybrid_layer_pattern", in: 0...1) {
      guard flags.count == count else {
        throw text.field(
          "hybrid_layer_pattern", .array(flags.map { .number(Double($0)) }),
          "a list of \(count): one for every layer")
      }
      return flags.map { $0 == 1 ? "sliding_attention" : "full_attention" }
    }
    if let indices = try text.integers("attn_layer_indices", in: ConfigLimits.small) {
      let attentive = Set(indices)
      return (0..<count).map { attentive.contains($0) ? "attention" : "mamba" }
    }
    if text.has("linear_num_value_heads") {
      // Qwen3-Next and Qwen3.5 attend fully in every fourth layer where nothing else is said.
      let interval = try text.integer("full_attention_interval", in: ConfigLimits.layers) ?? 4
      return (1...count).map { $0 % interval == 0 ? "full_attention" : "linear_attention" }
    }
    return nil
  }

  /// Plain attention, with the windows that the family gives to some layers.
  private mutating func windowedMixers(
    count: Int, hidden: Int
  ) throws(ModelFileError) -> [Mixer] {
    let full = try attention(hidden, isGlobal: true)
    guard let window = try self.window() else {
      return [Mixer](repeating: .attention(full), count: count)
    }
    var local = try attention(hidden, isLocal: true)
    local.window = window
    let isLocal = try windowTest()
    return (0..<count).map { .attention(isLocal($0) ? local : full) }
  }

  /// Whether a layer, counted from 0, looks back no further than the window.
  private func windowTest() throws(ModelFileError) -> (Int) -> Bool {
    if case .string(let pattern)? = text.first(["sliding_window_pattern"])?.value {
      // EXAONE writes the rhythm as letters: LLLG.
      let letters = Array(pattern.utf8)
      guard !letters.isEmpty,
        letters.allSatisfy({ $0 == UInt8(ascii: "L") || $0 == UInt8(ascii: "G") })
      else { throw text.field("sliding_window_pattern", .string(pattern), "L and G, as in LLLG") }
      return { letters[$0 % letters.count] == UInt8(ascii: "L") }
    }
    switch traits.windows {
    case .everyLayer: return { _ in true }
    case .never: return { _ in false }
    case .exceptEvery(let usual):
      let interval =
        try text.integer(
          "sliding_window_pattern", "_sliding_window_pattern", "no_rope_layer_interval",
          in: ConfigLimits.layers) ?? usual
      return { ($0 + 1) % interval != 0 }
    case .whenEnabled:
      let first = try text.integer("max_window_layers", in: ConfigLimits.small) ?? 28
      return { $0 >= first }
    }
  }

  /// The window in tokens, or `nil` when no layer has one that matters.
  private func window() throws(ModelFileError) -> Int? {
    let enabled = try text.flag("use_sliding_window")
    if case .whenEnabled = traits.windows, enabled != true, !text.has("layer_types") { return nil }
    if enabled == false, !text.has("layer_types") { return nil }
    if case .never = traits.windows, !text.has("layer_types") { return nil }
    var window = try optional(
      ["sliding_window", "sliding_window_size", "attention_chunk_size"], in: ConfigLimits.context)
    if window == nil, family == "llama4" { window = 8192 }
    // A window as long as the context is none.
    if let window, !text.has("layer_types"),
      let context = try text.integer("max_position_embeddings", in: ConfigLimits.context),
      window >= context
    {
      return nil
    }
    return window
  }

  // MARK: Kinds of mixer

  /// Softmax attention without a window.
  /// - Parameters:
  ///   - isGlobal: of the layers that see everything, where they differ (Gemma 4).
  ///   - isLocal: of the layers with a window, where they differ (MiMo-V2).
  mutating func attention(
    _ hidden: Int, isGlobal: Bool = false, isLocal: Bool = false
  ) throws(ModelFileError) -> Attention {
    var heads = try required(["num_attention_heads", "n_head", "n_heads"], in: ConfigLimits.heads)
    let headDimension = try self.headDimension(
      hidden: hidden, heads: heads, isGlobal: isGlobal, isLocal: isLocal)
    var kvHeads = try self.kvHeads(heads: heads)
    if isLocal {
      heads = try text.integer("swa_num_attention_heads", in: ConfigLimits.heads) ?? heads
      kvHeads = try text.integer("swa_num_key_value_heads", in: ConfigLimits.heads) ?? kvHeads
    }
    if isGlobal {
      kvHeads = try text.integer("num_global_key_value_heads", in: ConfigLimits.heads) ?? kvHeads
    }
    guard kvHeads <= heads, heads % kvHeads == 0 else {
      throw text.field(
        "num_key_value_heads", .number(Double(kvHeads)),
        "a divisor of the number of attention heads, \(heads)")
    }
    let isGated = ["qwen3_next", "qwen3_5", "qwen3_5_moe"].contains(family)
    return Attention(
      heads: heads, kvHeads: kvHeads, headDimension: headDimension,
      hasOutputGate: try text.flag("attn_output_gate", "attention_output_gate") ?? isGated)
  }

  private mutating func headDimension(
    hidden: Int, heads: Int, isGlobal: Bool, isLocal: Bool
  ) throws(ModelFileError) -> Int {
    let range = ConfigLimits.headDimension
    var keys = try optional(["head_dim", "attention_head_dim", "kv_channels"], in: range)
    if isGlobal { keys = try text.integer("global_head_dim", in: range) ?? keys }
    if isLocal { keys = try text.integer("swa_head_dim", in: range) ?? keys }
    guard let keys else {
      guard hidden % heads == 0 else {
        throw text.field(
          text.first(["num_attention_heads", "n_head", "n_heads"])?.name ?? "num_attention_heads",
          .number(Double(heads)),
          "a divisor of the width of the model, \(hidden), or head_dim beside it")
      }
      return hidden / heads
    }
    let name = isLocal && text.has("swa_v_head_dim") ? "swa_v_head_dim" : "v_head_dim"
    if let values = try text.integer(name, in: range), values != keys {
      // The cache holds one key and one value for each head: their mean gives its size exactly.
      let mean = (keys + values + 1) / 2
      let warning = "heads have \(keys) numbers in a key and \(values) in a value: \(mean) is taken"
      if !warnings.contains(warning) { warnings.append(warning) }
      return mean
    }
    return keys
  }

  private func kvHeads(heads: Int) throws(ModelFileError) -> Int {
    switch family {
    case "falcon":
      // Falcon-7B gives num_kv_heads 71 and shares one head all the same.
      if try text.flag("new_decoder_architecture") != true {
        if try text.flag("multi_query") == true, !text.has("n_head_kv") { return 1 }
        if !text.has("n_head_kv") { return heads }
      }
    case "gpt_bigcode":
      if try text.flag("multi_query") != false { return 1 }
    case "chatglm":
      if try text.flag("multi_query_attention") != true { return heads }
    case "mpt":
      return try text.group("attn_config")?.integer("kv_n_heads", in: ConfigLimits.heads) ?? heads
    default: break
    }
    return try optional(
      [
        "num_key_value_heads", "num_kv_heads", "n_head_kv", "multi_query_group_num",
        "num_attention_groups",
      ], in: ConfigLimits.heads) ?? heads
  }

  private mutating func latentAttention() throws(ModelFileError) -> LatentAttention {
    LatentAttention(
      heads: try required(["num_attention_heads"], in: ConfigLimits.heads),
      queryRank: try text.integer("q_lora_rank", in: ConfigLimits.width),
      kvRank: try required(["kv_lora_rank"], in: ConfigLimits.width),
      nopeHeadDimension: try required(["qk_nope_head_dim"], in: ConfigLimits.headDimension),
      ropeHeadDimension: try required(["qk_rope_head_dim"], in: ConfigLimits.headDimension),
      valueHeadDimension: try required(["v_head_dim"], in: ConfigLimits.headDimension))
  }

  private mutating func gatedDeltaNet() throws(ModelFileError) -> GatedDeltaNet {
    GatedDeltaNet(
      keyHeads: try required(["linear_num_key_heads"], in: ConfigLimits.heads),
      valueHeads: try required(["linear_num_value_heads"], in: ConfigLimits.heads),
      keyHeadDimension: try required(["linear_key_head_dim"], in: ConfigLimits.headDimension),
      valueHeadDimension: try required(["linear_value_head_dim"], in: ConfigLimits.headDimension),
      convolutionWidth: try text.integer("linear_conv_kernel_dim", in: 1...1024) ?? 4)
  }

  /// Kimi Linear: lists of layers with delta attention, counted from 1; the others attend fully.
  private mutating func kimiMixers(
    _ linear: ConfigFields, count: Int, hidden: Int
  ) throws(ModelFileError) -> [Mixer] {
    let delta = Set(try linear.integers("kda_layers", in: 1...count) ?? [])
    let heads = try linear.require(
      "num_heads", try linear.integer("num_heads", in: ConfigLimits.heads), "a number of heads")
    let dimension = try linear.require(
      "head_dim", try linear.integer("head_dim", in: ConfigLimits.headDimension),
      "the numbers of a head")
    let net = Mixer.gatedDeltaNet(
      GatedDeltaNet(
        keyHeads: heads, valueHeads: heads, keyHeadDimension: dimension,
        valueHeadDimension: dimension,
        convolutionWidth: try linear.integer("short_conv_kernel_size", in: 1...1024) ?? 4))
    let full: Mixer =
      text.has("kv_lora_rank")
      ? .latentAttention(try latentAttention()) : .attention(try attention(hidden))
    return (1...count).map { delta.contains($0) ? net : full }
  }

  mutating func mamba2(hidden: Int) throws(ModelFileError) -> Mamba2 {
    let isPure = family == "mamba2"
    let heads = try required(
      isPure ? ["num_heads"] : ["mamba_num_heads", "mamba_n_heads"], in: ConfigLimits.heads)
    let dimensionNames = isPure ? ["head_dim"] : ["mamba_head_dim", "mamba_d_head"]
    let dimension: Int
    if case .string("auto")? = text.first(dimensionNames)?.value {
      let expand =
        try text.integer(isPure ? "expand" : "mamba_expand", in: 1...64) ?? 2
      dimension = max(1, hidden * expand / heads)
    } else {
      dimension = try required(dimensionNames, in: ConfigLimits.headDimension)
    }
    return Mamba2(
      heads: heads, headDimension: dimension,
      stateSize: try required(
        ["ssm_state_size", "mamba_d_state", "state_size"], in: ConfigLimits.headDimension),
      groups: try optional(["mamba_n_groups", "n_groups"], in: ConfigLimits.heads) ?? 1,
      convolutionWidth: try text.integer("mamba_d_conv", "conv_kernel", in: 1...1024) ?? 4)
  }
}
