import Catalog
import ModelFiles
import Testing

@Suite struct QuantizationConfigTests {
  static let formats: [(config: String, format: String, kv: String?)] = [
    (#"{"quant_method": "fp8", "weight_block_size": [128, 128]}"#, "fp8-block", nil),
    (#"{"quant_method": "fp8", "activation_scheme": "static"}"#, "fp8", nil),
    (#"{"quant_method": "fbgemm_fp8"}"#, "fp8", nil),
    (#"{"quant_method": "gptq", "bits": 4, "group_size": 128}"#, "gptq-int4", nil),
    (#"{"quant_method": "gptq", "bits": 8, "group_size": -1}"#, "gptq-int8", nil),
    (#"{"quant_method": "awq", "bits": 4, "group_size": 128, "version": "gemm"}"#, "awq-int4", nil),
    (#"{"quant_method": "bitsandbytes", "load_in_4bit": true}"#, "nf4", nil),
    (#"{"quant_method": "bitsandbytes", "load_in_8bit": true}"#, "bnb-int8", nil),
    (#"{"quant_method": "mxfp4"}"#, "mxfp4", nil),
    (
      """
      {"quant_method": "compressed-tensors", "format": "pack-quantized", "config_groups":
       {"group_0": {"input_activations": null, "weights":
        {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 32}}}}
      """, "gptq-int4", nil
    ),
    (
      """
      {"quant_method": "compressed-tensors", "format": "int-quantized", "config_groups":
       {"group_0": {"input_activations": {"num_bits": 8, "type": "int"}, "weights":
        {"num_bits": 8, "type": "int", "strategy": "channel"}}}}
      """, "w8a8-int8", nil
    ),
    (
      """
      {"quant_method": "compressed-tensors", "kv_cache_scheme": {"num_bits": 8, "type": "float"},
       "config_groups": {"group_0": {"input_activations": {"num_bits": 8}, "weights":
        {"num_bits": 8, "type": "float", "strategy": "channel"}}}}
      """, "fp8", "fp8"
    ),
    (
      """
      {"quant_method": "compressed-tensors", "config_groups": {"group_0": {"weights":
        {"num_bits": 8, "type": "float", "strategy": "block"}}}}
      """, "fp8-block", nil
    ),
    (
      """
      {"quant_method": "compressed-tensors", "format": "nvfp4-pack-quantized", "config_groups":
       {"group_0": {"weights": {"num_bits": 4, "type": "float", "group_size": 16}}}}
      """, "nvfp4", nil
    ),
    (
      """
      {"quant_method": "compressed-tensors", "config_groups": {"group_0":
       {"format": "mxfp4-pack-quantized",
        "weights": {"num_bits": 4, "type": "float", "group_size": 32}}}}
      """, "mxfp4", nil
    ),
    (
      """
      {"quant_method": "modelopt", "quant_algo": "NVFP4",
       "kv_cache_scheme": {"dynamic": false, "num_bits": 8, "type": "float"}}
      """, "nvfp4", "fp8"
    ),
    (#"{"quant_algo": "FP8", "kv_cache_scheme": "FP8"}"#, "fp8", "fp8"),
    (
      """
      {"quant_method": "modelopt", "quant_algo": "MIXED_PRECISION", "quantized_layers":
       {"a": {"quant_algo": "FP8"}, "b": {"quant_algo": "W4A16_NVFP4"},
        "c": {"quant_algo": "W4A16_NVFP4"}}}
      """, "nvfp4", nil
    ),
  ]

  @Test("formats of quantization_config", arguments: formats.indices)
  func format(index: Int) throws {
    let (config, format, kv) = Self.formats[index]
    let model = try load(llama(", \"quantization_config\": \(config)"))
    #expect(model.weightFormat == format)
    #expect(model.kvCacheFormat == kv)
    #expect(model.architecture.nativeWeightFormat == format)
  }

  @Test func besideTheConfiguration() throws {
    let model = try load(
      llama(),
      quantization: #"{"quantization": {"quant_algo": "NVFP4", "kv_cache_quant_algo": "FP8"}}"#)
    #expect(model.weightFormat == "nvfp4")
    #expect(model.kvCacheFormat == "fp8")
  }

  @Test("kinds without a weight format are refused by name")
  func refused() {
    let cases: [(String, String)] = [
      (#"{"quant_method": "aqlm"}"#, "quantization_config.quant_method"),
      (#"{"quant_method": "gptq", "bits": 3}"#, "quantization_config.bits"),
      (#"{"quant_method": "modelopt", "quant_algo": "INT2"}"#, "quantization_config.quant_algo"),
      (#"{"quant_method": "gptq", "bits": "four"}"#, "quantization_config.bits"),
      (#"{"bits": 4, "group_size": 64}"#, "quantization_config.bits"),
    ]
    for (config, name) in cases {
      guard
        case .field(_, let field, _, let accepted)? = loadError(
          llama(", \"quantization_config\": \(config)"))
      else {
        Issue.record("\(config) was accepted")
        continue
      }
      #expect(field == name)
      #expect(!accepted.isEmpty)
    }
    for config in ["{}", #"{"quant_method": "bitsandbytes"}"#, #"{"quant_method": "gptq"}"#] {
      guard case .missingField? = loadError(llama(", \"quantization_config\": \(config)")) else {
        Issue.record("\(config) was accepted")
        continue
      }
    }
  }
}
