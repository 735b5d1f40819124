/// The fields of an estimate's question: what the command line's options and the keys of JSON and
/// YAML requests are made from.
public struct EstimateField: Hashable, Sendable {
  /// The key; the option is the same with dashes.
  public var name: String
  public var kind: Kind
  /// What the value is called in a usage line.
  public var valueName: String
  public var help: String
  public var section: Section

  public enum Kind: Hashable, Sendable {
    case text
    case path
    case whole
    case number
    case flag
    case oneOf([String])
  }

  public enum Section: String, CaseIterable, Sendable {
    case model = "Model"
    case hardware = "Hardware and engine"
    case workload = "Workload"
    case cost = "Cost"
  }

  /// Every field, in the order in which help shows them.
  public static let all: [EstimateField] = [
    .init("model", .text, "NAME", "Model, as people call it (llama-3.1-8b)", .model),
    .init("config", .path, "FILE", "A Hugging Face config.json instead of a name", .model),
    .init("gguf", .path, "FILE", "A GGUF file: its header says size and shape", .model),
    .init("safetensors", .path, "PATH", "A safetensors file or a folder of them", .model),
    .init("weights", .text, "FORMAT", "Weight format (bf16, fp8, awq, q4_k_m …)", .model),
    .init("kv_cache", .text, "TYPE", "KV cache type (fp16, fp8, q8_0 …)", .model),
    .init("hardware", .text, "NAME", "Device, optionally counted (\"2x RTX 4090\")", .hardware),
    .init("devices", .whole, "N", "Devices of one replica", .hardware),
    .init("memory_gb", .number, "GB", "Memory of one device, where it differs", .hardware),
    .init("engine", .text, "NAME", "Serving engine (vllm, sglang, llama.cpp …)", .hardware),
    .init("tensor_parallel", .whole, "N", "Devices that share every matrix (TP)", .hardware),
    .init("pipeline_parallel", .whole, "N", "Stages of layers (PP)", .hardware),
    .init("attention_data_parallel", .whole, "N", "Copies of the attention part", .hardware),
    .init("expert_parallel", .flag, "", "Whole experts on single devices (EP)", .hardware),
    .init("replicas", .whole, "N", "Copies of the deployment", .hardware),
    .init("memory_fraction", .number, "SHARE", "Memory the engine may take", .hardware),
    .init("max_num_seqs", .whole, "N", "Most sequences in a batch", .hardware),
    .init("max_num_batched_tokens", .whole, "N", "Most tokens in a step", .hardware),
    .init("input", .whole, "TOKENS", "Prompt tokens of a request (default 1024)", .workload),
    .init("cached_input", .whole, "TOKENS", "Of those, found in the prefix cache", .workload),
    .init("output", .whole, "TOKENS", "Generated tokens of a request (default 256)", .workload),
    .init("concurrency", .whole, "N", "Requests in flight on a replica (default 1)", .workload),
    .init("requests_per_hour", .number, "N", "Offered load, for costs", .workload),
    .init("offer", .text, "ID", "What is rented (aws:p5.48xlarge)", .cost),
    .init(
      "pricing", .oneOf(EstimateRequest.Pricing.allCases.map(\.rawValue)), "KIND",
      "How it is paid for", .cost),
    .init("purchase_price", .number, "USD", "Price of one device, when owned", .cost),
    .init("electricity_price", .number, "USD", "Price of a kWh", .cost),
    .init("pue", .number, "RATIO", "Power usage effectiveness of the site", .cost),
    .init("country", .text, "NAME", "Country, for carbon intensity", .cost),
    .init("hours_per_month", .number, "H", "Hours of operation (default 730)", .cost),
  ]

  private init(
    _ name: String, _ kind: Kind, _ valueName: String, _ help: String, _ section: Section
  ) {
    self.name = name
    self.kind = kind
    self.valueName = valueName
    self.help = help
    self.section = section
  }

  /// The option of the command line, without its dashes.
  public var option: String { String(name.map { $0 == "_" ? "-" : $0 }) }
}
