import StructuredText

/// The format of the weights as `quantization_config` or `hf_quant_config.json` describes it.
struct QuantizationConfig: Hashable, Sendable {
  /// An id of the weight formats, or the error to throw where nothing else tells the size.
  var format: Result<String, ModelFileError>
  /// Bits of a weight, where it is packed into larger integers; `nil` otherwise.
  var packedBits: Int?
  /// The type of cache that the publisher calibrated, an id such as `fp8`.
  var kvCacheFormat: String?

  /// Reads the group.
  /// - Throws: ``ModelFileError`` for fields of the wrong kind. A format that we have no id for is
  ///   no error yet: with the weights at hand their size is known anyway.
  init(_ fields: ConfigFields) throws(ModelFileError) {
    let method = (try fields.text("quant_method"))?.lowercased()
    let algorithm = (try fields.text("quant_algo"))?.uppercased()
    kvCacheFormat = try Self.kvCache(fields)
    switch method {
    case "fp8": format = .success(fields.has("weight_block_size") ? "fp8-block" : "fp8")
    case "fbgemm_fp8": format = .success("fp8")
    case "gptq", "gptqmodel", "auto-round", "auto_round", "autoround", "intel/auto-round":
      (format, packedBits) = try Self.packed(fields, [4: "gptq-int4", 8: "gptq-int8"])
    case "awq": (format, packedBits) = try Self.packed(fields, [4: "awq-int4"])
    case "bitsandbytes": format = try Self.bitsAndBytes(fields)
    case "mxfp4": format = .success("mxfp4")
    case "compressed-tensors": (format, packedBits) = try Self.compressedTensors(fields)
    case "modelopt", "modelopt_fp4", nil:
      if let algorithm {
        format = try Self.modelOptimizer(algorithm, fields)
      } else if fields.has("config_groups") {
        (format, packedBits) = try Self.compressedTensors(fields)
      } else if method == nil, let bits = try fields.integer("bits", in: 1...8) {
        // MLX writes bits and group_size, and nothing about who quantised.
        packedBits = bits
        format = .failure(
          fields.field("bits", .number(Double(bits)), "a quant_method beside it: \(Self.methods)"))
      } else {
        throw .missingField(
          path: fields.file, field: fields.fullPath("quant_method"), accepted: Self.methods)
      }
    case let other?:
      format = .failure(fields.field("quant_method", .string(other), Self.methods))
    }
  }

  private static let methods =
    "fp8, gptq, awq, bitsandbytes, mxfp4, compressed-tensors, modelopt"

  private static func packed(
    _ fields: ConfigFields, _ formats: [Int: String]
  ) throws(ModelFileError) -> (Result<String, ModelFileError>, Int?) {
    guard let bits = try fields.integer("bits", "w_bit", "wbits", in: 1...16) else {
      throw .missingField(
        path: fields.file, field: fields.fullPath("bits"), accepted: "bits of a weight: 4 or 8")
    }
    guard let format = formats[bits] else {
      let accepted = formats.keys.sorted().map(String.init).joined(separator: " or ")
      return (.failure(fields.field("bits", .number(Double(bits)), accepted)), bits)
    }
    return (.success(format), bits)
  }

  private static func bitsAndBytes(
    _ fields: ConfigFields
  ) throws(ModelFileError) -> Result<String, ModelFileError> {
    if try fields.flag("load_in_4bit", "_load_in_4bit") == true { return .success("nf4") }
    if try fields.flag("load_in_8bit", "_load_in_8bit") == true { return .success("bnb-int8") }
    throw .missingField(
      path: fields.file, field: fields.fullPath("load_in_4bit"),
      accepted: "load_in_4bit or load_in_8bit, true")
  }

  /// Compressed-tensors describe groups of layers; the first whose weights are quantised counts.
  private static func compressedTensors(
    _ fields: ConfigFields
  ) throws(ModelFileError) -> (Result<String, ModelFileError>, Int?) {
    let layout = (try fields.text("format") ?? "").lowercased()
    guard let groups = try fields.group("config_groups") else {
      throw .missingField(
        path: fields.file, field: fields.fullPath("config_groups"),
        accepted: "groups with weights.num_bits and weights.type")
    }
    for name in groups.names {
      guard let group = try groups.group(name), let weights = try group.group("weights") else {
        continue
      }
      let bits = try weights.require(
        "num_bits", try weights.integer("num_bits", in: 1...16), "bits of a weight: 4 or 8")
      let type = try weights.text("type") ?? "int"
      let size = try weights.integer("group_size", in: -1...1_000_000)
      let strategy = try weights.text("strategy")
      let groupLayout = (try group.text("format"))?.lowercased() ?? layout
      switch (type, bits) {
      case ("int", 4): return (.success("gptq-int4"), 4)
      case ("int", 8):
        if group.has("input_activations") { return (.success("w8a8-int8"), nil) }
        return (.success("gptq-int8"), groupLayout.contains("pack") ? 8 : nil)
      case ("float", 8): return (.success(strategy == "block" ? "fp8-block" : "fp8"), nil)
      case ("float", 4):
        let isMicroscaling = groupLayout.contains("mxfp4") || size == 32
        return (.success(isMicroscaling ? "mxfp4" : "nvfp4"), nil)
      default:
        return (
          .failure(
            weights.field("num_bits", .number(Double(bits)), "4 or 8 bits of type int or float")),
          bits
        )
      }
    }
    throw .missingField(
      path: fields.file, field: groups.fullPath("weights"),
      accepted: "a group with weights.num_bits and weights.type")
  }

  private static func modelOptimizer(
    _ algorithm: String, _ fields: ConfigFields
  ) throws(ModelFileError) -> Result<String, ModelFileError> {
    if let format = modelOptimizerFormat(algorithm) { return .success(format) }
    guard algorithm == "MIXED_PRECISION", let layers = try fields.group("quantized_layers") else {
      return .failure(
        fields.field(
          "quant_algo", .string(algorithm),
          "FP8, FP8_PB_WO, NVFP4, W4A16_NVFP4, W4A8_AWQ, INT4_AWQ, MIXED_PRECISION"))
    }
    // The format of most layers; equal counts go by name, so that the answer does not wander.
    var counts: [String: Int] = [:]
    for name in layers.names {
      guard let layer = try layers.group(name), let algorithm = try layer.text("quant_algo"),
        let format = modelOptimizerFormat(algorithm.uppercased())
      else { continue }
      counts[format, default: 0] += 1
    }
    let most = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    guard let format = most.first?.key else {
      return .failure(
        fields.field("quantized_layers", .null, "layers with quant_algo FP8 or NVFP4"))
    }
    return .success(format)
  }

  private static func modelOptimizerFormat(_ algorithm: String) -> String? {
    switch algorithm {
    case "FP8", "FP8_PER_CHANNEL_PER_TOKEN": "fp8"
    case "FP8_PB_WO", "FP8_PB_REAL": "fp8-block"
    case "NVFP4", "NVFP4_AWQ", "W4A16_NVFP4", "W4A8_NVFP4_FP8": "nvfp4"
    case "W4A8_AWQ", "W4A16_AWQ", "INT4_AWQ": "awq-int4"
    case "W4A8_MXFP4_FP8", "MXFP4": "mxfp4"
    case "W8A8_SQ_PER_CHANNEL", "INT8_SQ": "w8a8-int8"
    default: nil
    }
  }

  /// `kv_cache_scheme` is a word in some files and a group in others.
  private static func kvCache(_ fields: ConfigFields) throws(ModelFileError) -> String? {
    if let word = try fields.text("kv_cache_quant_algo") { return kvFormat(word) }
    switch fields.first(["kv_cache_scheme"])?.value {
    case .string(let word)?: return kvFormat(word)
    case .object?:
      guard let scheme = try fields.group("kv_cache_scheme") else { return nil }
      let bits = try scheme.integer("num_bits", in: 1...32)
      let type = try scheme.text("type")
      return bits == 8 ? (type == "int" ? "int8" : "fp8") : nil
    default: return nil
    }
  }

  private static func kvFormat(_ word: String) -> String? {
    switch word.uppercased() {
    case "FP8": "fp8"
    case "INT8": "int8"
    case "NVFP4": "nvfp4"
    default: nil
    }
  }
}
