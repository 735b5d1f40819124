/// The fields of an estimate's question.
public enum EstimateField {
  /// Every field, in the order in which help shows them.
  public static let all: [RequestField] = [
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
}

extension RequestField.Section {
  static let model = RequestField.Section("Model")
  static let hardware = RequestField.Section("Hardware and engine")
  static let workload = RequestField.Section("Workload")
  static let cost = RequestField.Section("Cost")
}
