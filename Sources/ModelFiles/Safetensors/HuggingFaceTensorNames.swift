import Catalog

/// What the tensors of Hugging Face checkpoints do, by the names of `transformers` modules.
enum HuggingFaceTensorNames {
  /// The part of a model that a tensor holds.
  enum Part: Hashable {
    case role(TensorRole)
    /// Queries, keys and values in one matrix.
    case queryKeyValue
    /// Gate and up in one matrix: dense, of experts, of shared experts.
    case gateUp, expertGateUp
    case unknown
  }

  /// A name taken apart.
  struct Name {
    /// The module: `q_proj` of `model.layers.0.self_attn.q_proj.weight`.
    let module: String
    /// What follows the module: `weight`, `qweight`, `weight_scale_inv`, …
    let tensor: String
    /// All components in lower case, those of the module and the tensor included.
    let components: [String]
    /// The number of the layer, or `nil` outside the layers.
    let layer: Int?

    init(_ name: String) {
      var parts = name.lowercased().split(separator: ".").map(String.init)
      components = parts
      // bitsandbytes adds its constants behind the name of the weight.
      if let weight = parts.lastIndex(of: "weight"), weight < parts.count - 1 {
        parts = Array(parts[...weight])
        tensor = "weight." + components[(weight + 1)...].joined(separator: ".")
        parts.removeLast()
      } else {
        tensor = parts.popLast() ?? ""
      }
      var module = parts.last ?? tensor
      // Fused experts are parameters of their own: experts.gate_up_proj, …_blocks, …_scales.
      if module == "experts" || module == "switch_mlp" {
        module = tensor
        for suffix in ["_blocks", "_scales", "_bias", "_scale", "_scale_inv"]
        where module.hasSuffix(suffix) {
          module = String(module.dropLast(suffix.count))
        }
      }
      self.module = module
      layer = Self.layer(components)
    }

    private static func layer(_ components: [String]) -> Int? {
      for marker in ["layers", "h", "blocks"] {
        if let index = components.firstIndex(of: marker), index + 1 < components.count,
          let number = Int(components[index + 1]), number >= 0
        {
          return number
        }
      }
      return nil
    }

    /// Whether the tensor holds scales, zero points or indices of a quantised matrix: bytes, and
    /// no weights.
    var isAuxiliary: Bool {
      let names: Set<String> = [
        "qzeros", "scales", "g_idx", "weight_scale", "weight_scale_inv", "weight_scale_2",
        "weight_shape", "weight_zero_point", "weight_g_idx", "input_scale", "output_scale",
        "k_scale", "v_scale", "q_scale", "input_global_scale", "weight_global_scale", "scb",
        "weight_format", "biases",
      ]
      return names.contains(tensor) || tensor.hasPrefix("weight.") || tensor.hasSuffix("_scales")
        || tensor.hasSuffix("_scale") || tensor.hasSuffix("_scale_inv")
        || tensor.hasSuffix("_scale_2")
    }
  }

  private static let visionModules: Set<String> = [
    "vision_tower", "vision_model", "visual", "vision_encoder", "vision_embed_tokens",
    "multi_modal_projector", "mm_projector", "multimodal_projector", "embed_vision", "embed_audio",
    "audio_tower", "image_newline", "patch_merger", "vision_adapter", "vision_language_adapter",
    "img_projection", "vision_projection", "mlp1", "connector", "resampler",
  ]

  /// The part that a tensor holds.
  /// - Parameter rank: the number of its dimensions.
  static func part(_ name: Name, rank: Int) -> Part {
    if name.components.contains(where: visionModules.contains) { return .role(.vision) }
    let module = name.module
    // Multi-token prediction stands beside the model and is not run.
    if name.components.contains("mtp") || ["eh_proj", "shared_head"].contains(module) {
      return .role(.unaccounted)
    }
    if module.contains("norm") || module.hasPrefix("ln_") || module == "ln_f"
      || name.tensor == "bias" || name.tensor.hasSuffix("_bias")
    {
      return .role(.vector)
    }
    if module.contains("conv1d") || ["a_log", "dt_bias", "d", "sinks"].contains(name.tensor) {
      return .role(.vector)
    }
    // Scales of matrices may be vectors; other vectors are what every format leaves alone.
    if rank < 2, !name.isAuxiliary, !name.tensor.hasPrefix("weight.") { return .role(.vector) }
    if name.components.contains("indexer") { return .role(.attentionQuery) }
    if name.components.contains("linear_attn") || name.components.contains("mamba") {
      return .role(.linearMixer)
    }
    let isShared = name.components.contains {
      $0.hasPrefix("shared_expert") || $0 == "shared_mlp" || $0 == "share_expert"
    }
    if isShared { return .role(.sharedExpert) }
    let isExpert = name.components.contains { $0 == "experts" || $0 == "switch_mlp" }
    if isExpert { return expert(module) }
    if name.components.contains("router") { return .role(.router) }
    if let role = roles[module] { return .role(role) }
    switch module {
    case "qkv_proj", "query_key_value", "c_attn", "wqkv", "w_pack", "qkv": return .queryKeyValue
    case "gate_up_proj", "dense_h_to_4h_gated": return .gateUp
    case "in_proj", "x_proj", "dt_proj", "out_proj":
      // Mixers of state-space models; OPT and GPT-Neo call the output of attention out_proj.
      return .role(
        module == "out_proj" && !name.components.contains("mixer")
          ? .attentionOutput : .linearMixer)
    case "c_proj", "dense":
      return .role(name.components.contains("mlp") ? .feedForwardDown : .attentionOutput)
    default: return .unknown
    }
  }

  private static func expert(_ module: String) -> Part {
    switch module {
    case "gate_proj", "w1", "gate": .role(.expertGate)
    case "up_proj", "w3", "up": .role(.expertUp)
    case "down_proj", "w2", "down": .role(.expertDown)
    case "gate_up_proj", "w13": .expertGateUp
    default: .unknown
    }
  }

  private static let roles: [String: TensorRole] = [
    "embed_tokens": .tokenEmbedding,
    "embeddings": .tokenEmbedding,
    "word_embeddings": .tokenEmbedding,
    "embed_in": .tokenEmbedding,
    "wte": .tokenEmbedding,
    "wpe": .tokenEmbedding,
    "tok_embeddings": .tokenEmbedding,
    "embed_positions": .tokenEmbedding,
    "embed_tokens_per_layer": .tokenEmbedding,
    "lm_head": .outputHead,
    "embed_out": .outputHead,
    "output_layer": .outputHead,
    "q_proj": .attentionQuery,
    "q_a_proj": .attentionQuery,
    "q_b_proj": .attentionQuery,
    "wq": .attentionQuery,
    "k_proj": .attentionKey,
    "kv_a_proj_with_mqa": .attentionKey,
    "wk": .attentionKey,
    "v_proj": .attentionValue,
    "kv_b_proj": .attentionValue,
    "wv": .attentionValue,
    "o_proj": .attentionOutput,
    "wo": .attentionOutput,
    "gate_proj": .feedForwardGate,
    "w1": .feedForwardGate,
    "up_proj": .feedForwardUp,
    "w3": .feedForwardUp,
    "down_proj": .feedForwardDown,
    "w2": .feedForwardDown,
    "fc1": .feedForwardUp,
    "fc2": .feedForwardDown,
    "fc_in": .feedForwardUp,
    "fc_out": .feedForwardDown,
    "c_fc": .feedForwardUp,
    "dense_h_to_4h": .feedForwardUp,
    "dense_4h_to_h": .feedForwardDown,
    "gate": .router,
    "router": .router,
    "shared_expert_gate": .sharedExpert,
    "fc1_latent_proj": .sharedExpert,
    "fc2_latent_proj": .sharedExpert,
  ]
}
