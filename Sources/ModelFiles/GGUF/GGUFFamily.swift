/// What llama.cpp knows about an architecture and GGUF files leave unsaid.
enum GGUFFamily {
  /// Every how manieth layer sees everything, where the others have a window.
  static func fullAttentionInterval(_ architecture: String) -> Int? {
    switch architecture {
    case "gemma2", "gpt-oss": 2
    case "cohere2", "exaone4", "llama4", "olmo2": 4
    case "gemma3n": 5
    case "gemma3", "gemma4": 6
    default: nil
    }
  }

  /// Whether some layers are gated delta nets, stored under the keys of state-space models.
  static func hasDeltaNet(_ architecture: String) -> Bool {
    ["qwen3next", "qwen35", "qwen35moe"].contains(architecture)
  }

  /// Whether feed-forwards have a gate; asked only where no tensor tells.
  static func isGated(_ architecture: String) -> Bool { !ungated.contains(architecture) }

  static func isKnown(_ architecture: String) -> Bool {
    known.contains(architecture) || ungated.contains(architecture)
      || hasDeltaNet(architecture) || fullAttentionInterval(architecture) != nil
  }

  /// Why an architecture cannot be described, or `nil`.
  static func unsupported(_ architecture: String) -> String? {
    switch architecture {
    case "clip", "mmproj":
      "it is the vision part of a model (mmproj); give the file of the language model"
    case "bert", "eurobert", "gemma-embedding", "jina-bert-v2", "jina-bert-v3", "llama-embed",
      "modern-bert", "neo-bert", "nomic-bert", "nomic-bert-moe", "wavtokenizer-dec":
      "it does not generate text token by token"
    case "t5", "t5encoder": "it has an encoder and a decoder"
    case "jamba", "mamba": "it is made of Mamba-1 blocks; Mamba-2 is accepted"
    case "falcon-h1", "plamo2":
      "its layers hold attention and a state-space block side by side or of another kind"
    case "arwkv7", "rwkv6", "rwkv6qwen2", "rwkv7": "it is a recurrent network of another kind"
    case "lfm2", "lfm2moe": "it mixes tokens with short convolutions"
    default: nil
    }
  }

  private static let ungated: Set<String> = [
    "apertus", "arcee", "bloom", "codeshell", "falcon", "gpt2", "gptj", "gptneox", "mpt",
    "nemotron", "nemotron_h", "nemotron_h_moe", "phi2", "starcoder", "starcoder2",
  ]

  private static let known: Set<String> = [
    "baichuan", "chatglm", "command-r", "deepseek", "deepseek2", "ernie4_5", "ernie4_5-moe",
    "exaone", "gemma", "glm-dsa", "glm4", "glm4moe", "granite", "granitehybrid", "granitemoe",
    "hunyuan-dense", "hunyuan-moe", "internlm2", "kimi-linear", "llama", "mamba2", "mimo2",
    "minicpm", "minimax-m2", "mistral3", "olmo", "olmoe", "phi3", "phimoe", "qwen", "qwen2",
    "qwen2moe", "qwen2vl", "qwen3", "qwen3moe", "qwen3vl", "qwen3vlmoe", "seed_oss", "smollm3",
    "stablelm", "step35", "xverse",
  ]
}
