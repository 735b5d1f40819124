import Catalog
import StructuredText

/// The `config.json` of a model in the layout of Hugging Face `transformers`.
public enum HuggingFaceConfig {
  /// Reads a `config.json`, and the `hf_quant_config.json` beside it when there is one.
  /// - Throws: ``ModelFileError`` when the file cannot be read, describes a model of an unsupported
  ///   kind, or lacks a field; and when its quantisation is of a kind without a weight format.
  public static func load(path: String) throws(ModelFileError) -> LoadedModel {
    let beside = FilePaths.folder(of: path) + "/hf_quant_config.json"
    let quantization = FilePaths.kind(beside) == .file ? try JSONFile.read(beside) : nil
    return try load(
      try JSONFile.read(path), quantization: quantization, path: path,
      id: FilePaths.name(FilePaths.folder(of: path)))
  }

  /// Reads a configuration that is already a tree of values.
  /// - Parameters:
  ///   - value: what `config.json` holds.
  ///   - quantization: what `hf_quant_config.json` holds, if there is one.
  ///   - path: the name of the file in messages.
  ///   - id: what to call a model whose configuration does not tell its name.
  public static func load(
    _ value: Value, quantization: Value? = nil, path: String, id: String = "model"
  ) throws(ModelFileError) -> LoadedModel {
    let read = try parse(value, quantization: quantization, path: path, id: id)
    if let quantization = read.quantization {
      // Nothing else tells the size of the weights here.
      _ = try quantization.format.get()
    }
    return read.model
  }

  /// As ``load(_:quantization:path:id:)``; a quantisation without a weight format is left to the
  /// caller.
  static func parse(
    _ value: Value, quantization: Value?, path: String, id: String
  ) throws(ModelFileError) -> (model: LoadedModel, quantization: QuantizationConfig?) {
    let root = try ConfigFields(value, file: path)
    var reader = try ConfigReader(root)
    var architecture = try reader.architecture(id: try publishedName(root) ?? id)

    var format = try storageFormat(root)
    if format == nil { format = try storageFormat(reader.text) }
    let quantized = try self.quantization(root, reader.text, beside: quantization)
    if let quantized { format = try? quantized.format.get() }
    if let format {
      architecture.nativeWeightFormat = format
    } else if quantized == nil {
      reader.warnings.append("torch_dtype is not given: the weights are taken for bf16")
    }
    let model = LoadedModel(
      architecture: architecture, weightFormat: format, kvCacheFormat: quantized?.kvCacheFormat,
      warnings: reader.warnings)
    return (model, quantized)
  }

  /// The name under which the weights were published, where saving kept it.
  private static func publishedName(_ root: ConfigFields) throws(ModelFileError) -> String? {
    guard let name = try root.text("_name_or_path") else { return nil }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
      ? name : nil
  }

  /// The id of the weight format that `torch_dtype` names.
  private static func storageFormat(_ fields: ConfigFields) throws(ModelFileError) -> String? {
    guard let type = try fields.text("torch_dtype", "dtype") else { return nil }
    return switch type.replacing("torch.", with: "") {
    case "bfloat16": "bf16"
    case "float16", "half": "fp16"
    case "float32", "float": "fp32"
    case "float8_e4m3fn": "fp8"
    default:
      throw fields.field(
        fields.first(["torch_dtype", "dtype"])?.name ?? "torch_dtype", .string(type),
        "bfloat16, float16, float32, float8_e4m3fn")
    }
  }

  private static func quantization(
    _ root: ConfigFields, _ text: ConfigFields, beside: Value?
  ) throws(ModelFileError) -> QuantizationConfig? {
    for fields in [root, text] {
      if let group = try fields.group("quantization_config", "compression_config", "quantization") {
        return try QuantizationConfig(group)
      }
    }
    guard let beside else { return nil }
    let file = FilePaths.folder(of: root.file) + "/hf_quant_config.json"
    let group = try ConfigFields(beside, file: file)
    return try QuantizationConfig(try group.group("quantization") ?? group)
  }
}
