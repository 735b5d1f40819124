/// What the code of a model family in `transformers` says and its `config.json` leaves unsaid.
struct ModelTypeTraits: Sendable {
  /// Which layers look back no further than the window when the configuration gives a window and
  /// no list of layers.
  enum WindowRule: Sendable {
    case everyLayer
    /// Every n-th layer sees everything, the others only the window.
    case exceptEvery(Int)
    /// Only with `use_sliding_window`, and only from `max_window_layers` on (Qwen2, Qwen3).
    case whenEnabled
    case never
  }

  /// Whether the output head is the embedding when `tie_word_embeddings` is not given.
  var tiesEmbeddings = false
  /// Whether the feed-forward has a gate, and with it three matrices instead of two.
  var isGated = true
  /// Width of the feed-forward over that of the model, when the configuration gives none.
  var intermediateFactor: Int?
  var windows = WindowRule.everyLayer
  /// The longest context, when the configuration gives none.
  var context: Int?
  /// What the description of layers does not follow: forecasts carry a warning.
  var approximation: String?

  /// The traits of a family, or `nil` when it is not known.
  static func of(_ modelType: String) -> ModelTypeTraits? { known[modelType] }

  /// Why a family cannot be described, or `nil`.
  static func unsupported(_ modelType: String) -> String? { refused[modelType] }

  private static let plain = ModelTypeTraits()
  private static let tied = ModelTypeTraits(tiesEmbeddings: true)
  private static let qwen = ModelTypeTraits(windows: .whenEnabled)
  private static let gpt = ModelTypeTraits(
    tiesEmbeddings: true, isGated: false, intermediateFactor: 4, windows: .never)
  private static let indexed = ModelTypeTraits(
    windows: .never, approximation: "the indexer of sparse attention is left out")

  // One entry a line reads as the table that it is.
  private static let known: [String: ModelTypeTraits] = [
    "llama": plain,
    "mistral": plain,
    "ministral": plain,
    "mixtral": plain,
    "mimo": qwen,
    "mimo_v2_flash": plain,
    "qwen2": qwen,
    "qwen2_moe": qwen,
    "qwen2_vl": qwen,
    "qwen2_5_vl": qwen,
    "qwen2_audio": qwen,
    "qwen3": qwen,
    "qwen3_moe": qwen,
    "qwen3_next": qwen,
    "qwen3_vl": qwen,
    "qwen3_vl_moe": qwen,
    "qwen3_omni_moe": qwen,
    "qwen3_5": qwen,
    "qwen3_5_moe": qwen,
    "gemma": tied,
    "gemma2": ModelTypeTraits(tiesEmbeddings: true, windows: .exceptEvery(2)),
    "gemma3": ModelTypeTraits(tiesEmbeddings: true, windows: .exceptEvery(6)),
    "gemma3n": ModelTypeTraits(
      tiesEmbeddings: true, windows: .exceptEvery(5),
      approximation: "AltUp and LAuReL blocks are left out"),
    "gemma4": ModelTypeTraits(
      tiesEmbeddings: true, windows: .exceptEvery(6),
      approximation: "keys that double as values are counted twice"),
    "phi": ModelTypeTraits(isGated: false),
    "phi3": plain,
    "phi4": plain,
    "phimoe": plain,
    "deepseek_v2": plain,
    "deepseek_v3": plain,
    "deepseek_v32": indexed,
    "deepseek_v4": ModelTypeTraits(
      windows: .never, approximation: "compressed sparse attention is taken for plain attention"),
    "deepseek_ref": ModelTypeTraits(
      windows: .never, approximation: "compressed sparse attention is taken for plain attention"),
    "kimi_k2": plain,
    "kimi_linear": ModelTypeTraits(
      approximation: "delta attention is taken for a gated delta net"),
    "chatglm": ModelTypeTraits(windows: .never),
    "glm": plain,
    "glm4": plain,
    "glm4_moe": plain,
    "glm_moe_dsa": indexed,
    "gpt_oss": ModelTypeTraits(windows: .exceptEvery(2)),
    "falcon": ModelTypeTraits(
      tiesEmbeddings: true, isGated: false, intermediateFactor: 4, windows: .never,
      context: 2048),
    "gpt2": gpt,
    "gpt_bigcode": gpt,
    "gpt_neo": gpt,
    "gptj": ModelTypeTraits(isGated: false, intermediateFactor: 4, windows: .never),
    "codegen": ModelTypeTraits(isGated: false, intermediateFactor: 4, windows: .never),
    "gpt_neox": ModelTypeTraits(isGated: false, windows: .never),
    "opt": ModelTypeTraits(tiesEmbeddings: true, isGated: false, windows: .never),
    "bloom": ModelTypeTraits(
      tiesEmbeddings: true, isGated: false, intermediateFactor: 4, windows: .never,
      context: 2048),
    "mpt": ModelTypeTraits(
      tiesEmbeddings: true, isGated: false, intermediateFactor: 4, windows: .never),
    "starcoder2": ModelTypeTraits(tiesEmbeddings: true, isGated: false),
    "stablelm": plain,
    "cohere": tied,
    "cohere2": ModelTypeTraits(tiesEmbeddings: true, windows: .exceptEvery(4)),
    "olmo": plain,
    "olmo2": plain,
    "olmo3": ModelTypeTraits(windows: .exceptEvery(4)),
    "olmoe": plain,
    "smollm3": ModelTypeTraits(tiesEmbeddings: true, windows: .whenEnabled),
    "granite": plain,
    "granitemoe": plain,
    "granitemoehybrid": plain,
    "bamba": plain,
    "exaone4": ModelTypeTraits(windows: .exceptEvery(4)),
    "internlm2": plain,
    "seed_oss": plain,
    "hunyuan_v1_dense": plain,
    "ernie4_5": tied,
    "apertus": ModelTypeTraits(isGated: false),
    "arcee": ModelTypeTraits(isGated: false),
    "nemotron": ModelTypeTraits(isGated: false),
    "nemotron_h": ModelTypeTraits(isGated: false),
    "minimax_m2": plain,
    "minimax_m3": ModelTypeTraits(approximation: "sparse attention is taken for plain attention"),
    "step3p7": plain,
    "llama4": ModelTypeTraits(windows: .exceptEvery(4)),
    "mllama": ModelTypeTraits(
      approximation: "layers that attend to images are taken for plain attention"),
    "mamba2": ModelTypeTraits(context: 1_048_576),
  ]

  private static let refused: [String: String] = {
    var reasons: [String: String] = [:]
    let encoders = "it does not generate text token by token"
    for name in [
      "albert", "bert", "clip", "deberta", "deberta-v2", "distilbert", "electra", "modernbert",
      "nomic_bert", "roberta", "siglip", "vit", "xlm-roberta",
    ] {
      reasons[name] = encoders
    }
    for name in ["bart", "m2m_100", "marian", "mbart", "mt5", "t5", "t5gemma", "umt5", "whisper"] {
      reasons[name] = "it has an encoder and a decoder"
    }
    for name in ["falcon_mamba", "jamba", "mamba", "zamba"] {
      reasons[name] = "it is made of Mamba-1 blocks; Mamba-2 is accepted"
    }
    for name in ["falcon_h1", "zamba2"] {
      reasons[name] = "its layers hold attention and a state-space block side by side"
    }
    for name in ["rwkv", "rwkv5", "rwkv6", "rwkv7", "recurrent_gemma", "xlstm"] {
      reasons[name] = "it is a recurrent network of another kind"
    }
    for name in ["lfm2", "lfm2_moe"] { reasons[name] = "it mixes tokens with short convolutions" }
    for name in ["minimax", "minimax_text_01"] { reasons[name] = "it uses lightning attention" }
    reasons["openelm"] = "every layer of it has another shape"
    return reasons
  }()

  /// The family that a published name belongs to.
  static func canonical(_ modelType: String) -> String {
    var name = modelType
    for suffix in ["_text_model", "_text"] where name.hasSuffix(suffix) {
      name = String(name.dropLast(suffix.count))
    }
    return switch name {
    case "RefinedWeb", "RefinedWebModel": "falcon"
    case "kimi_k25": "kimi_k2"
    case "kimi_k3": "kimi_linear"
    case "gemma3_text_model": "gemma3"
    case "hunyuan": "hunyuan_v1_dense"
    default: name
    }
  }

  /// The values that `transformers` gives to fields left out of the text part of a model of
  /// several parts: it is saved as its difference from them.
  static func nestedDefaults(_ modelType: String) -> [String: Int] {
    switch modelType {
    case "llama":
      [
        "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
        "num_attention_heads": 32, "vocab_size": 32000, "max_position_embeddings": 2048,
      ]
    case "mistral":
      [
        "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
        "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 32000,
        "max_position_embeddings": 131_072,
      ]
    case "qwen2":
      [
        "hidden_size": 4096, "intermediate_size": 22016, "num_hidden_layers": 32,
        "num_attention_heads": 32, "vocab_size": 151_936, "max_position_embeddings": 32768,
      ]
    case "gemma":
      [
        "hidden_size": 3072, "intermediate_size": 24576, "num_hidden_layers": 28,
        "num_attention_heads": 16, "num_key_value_heads": 16, "head_dim": 256,
        "vocab_size": 256_000, "max_position_embeddings": 8192,
      ]
    case "gemma2":
      [
        "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
        "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
        "vocab_size": 256_000, "max_position_embeddings": 8192, "sliding_window": 4096,
      ]
    case "gemma3":
      [
        "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 26,
        "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
        "vocab_size": 262_208, "max_position_embeddings": 131_072, "sliding_window": 4096,
      ]
    case "mllama":
      [
        "hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 40,
        "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128_256,
        "max_position_embeddings": 131_072,
      ]
    default: [:]
    }
  }
}
