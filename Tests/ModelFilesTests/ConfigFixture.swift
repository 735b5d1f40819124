import Catalog
import ModelFiles
import StructuredText

/// Loads a configuration from JSON text.
func load(_ json: String, quantization: String? = nil) throws -> LoadedModel {
  try HuggingFaceConfig.load(
    try Value.json(Array(json.utf8), name: "test"),
    quantization: try quantization.map { try Value.json(Array($0.utf8), name: "test") },
    path: "config.json")
}

/// The error that loading a configuration ends with, `nil` when it does not.
func loadError(_ json: String) -> ModelFileError? {
  do {
    _ = try load(json)
    return nil
  } catch {
    return error as? ModelFileError
  }
}

/// The attention of each layer of a model, group by group.
func attentions(_ model: LoadedModel) -> [(count: Int, attention: Attention)] {
  model.architecture.layers.compactMap { group in
    if case .attention(let attention) = group.mixer { (group.count, attention) } else { nil }
  }
}

/// A plain model of the Llama family, with fields added or replaced.
func llama(_ more: String = "", type: String = "llama") -> String {
  """
  {"model_type": "\(type)", "torch_dtype": "bfloat16", "hidden_size": 256,
   "intermediate_size": 512, "num_hidden_layers": 8, "num_attention_heads": 8,
   "num_key_value_heads": 2, "vocab_size": 1000, "max_position_embeddings": 4096\(more)}
  """
}
