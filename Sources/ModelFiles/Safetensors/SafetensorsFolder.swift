import Catalog
import StructuredText

/// A folder in the layout of Hugging Face: `config.json` and the weights in safetensors files.
public struct SafetensorsFolder: Hashable, Sendable {
  /// The folder.
  public var path: String
  /// The files of the weights, in the order of their names; empty when there are none.
  public var files: [SafetensorsFile]
  /// What the folder is at odds with itself about.
  public var warnings: [String] = []

  /// Reads the headers of the weights: those that `model.safetensors.index.json` lists, or else
  /// `model.safetensors`, or else a set of numbered parts, or else all safetensors files.
  /// - Throws: ``ModelFileError``; ``ModelFileError/missingPart(path:part:reason:)`` when a part
  ///   is not there.
  public init(path: String) throws(ModelFileError) {
    try self.init(path: path, only: nil)
  }

  /// - Parameter only: the one file to read, whatever else the folder holds.
  private init(path: String, only: String?) throws(ModelFileError) {
    self.path = path
    files = []
    let index = path + "/" + Self.indexName
    var listed: [String: String]?
    var announced: Double?
    let names: [String]
    if let only {
      names = [only]
    } else if FilePaths.kind(index) == .file {
      let map = try Self.readIndex(index)
      listed = map.files
      announced = map.total
      names = Set(map.files.values).sorted()
    } else {
      names = try Self.parts(path)
    }
    for name in names {
      let file = path + "/" + name
      guard FilePaths.kind(file) != .nothing else {
        throw .missingPart(
          path: path, part: name, reason: "the weights are spread over \(names.count) files")
      }
      files.append(try SafetensorsFile(path: file))
    }
    try check(listed: listed, announced: announced)
  }

  /// All tensors, file by file.
  public var tensors: [SafetensorsFile.Tensor] { files.flatMap(\.tensors) }

  /// Reads a folder, or a safetensors file with the `config.json` beside it, as a model; of a
  /// numbered part, all parts.
  /// - Throws: ``ModelFileError``; ``ModelFileError/missingPart(path:part:reason:)`` when there is
  ///   no `config.json`.
  public static func load(path: String) throws(ModelFileError) -> LoadedModel {
    let isFile = FilePaths.kind(path) == .file
    let folder = isFile ? FilePaths.folder(of: path) : path
    let config = folder + "/config.json"
    guard FilePaths.kind(config) != .nothing else {
      throw .missingPart(
        path: folder, part: "config.json",
        reason: "safetensors files do not tell heads and context; put it beside the weights")
    }
    let beside = folder + "/hf_quant_config.json"
    let quantization = FilePaths.kind(beside) == .file ? try JSONFile.read(beside) : nil
    var (model, quantized) = try HuggingFaceConfig.parse(
      try JSONFile.read(config), quantization: quantization, path: config,
      id: FilePaths.name(folder))

    // A numbered part stands for the set; any other file for itself.
    let isWhole = isFile && SplitName(path, suffix: suffix) == nil
    let weights = try SafetensorsFolder(path: folder, only: isWhole ? FilePaths.name(path) : nil)
    model.warnings += weights.warnings
    guard !weights.files.isEmpty else {
      _ = try quantized?.format.get()
      model.warnings.append("the folder holds no safetensors files: only config.json is read")
      return model
    }
    if let problem = quantized.flatMap({ $0.format.failure }) {
      model.warnings.append("no weight format is known for the weights: \(problem.description)")
    }
    let tensors = weights.tensors
    let counter = SafetensorsWeights(
      tensors, architecture: model.architecture, packedBits: quantized?.packedBits,
      format: model.weightFormat)
    let exact = counter.count(tensors, warnings: &model.warnings)
    model.exactWeights = exact
    model.architecture.publishedParameters = exact.parameterCount
    if exact.parameters[.vision] > 0 {
      model.architecture.visionParameters = exact.parameters[.vision]
      model.warnings.removeAll { $0.hasPrefix("the size of the vision tower is estimated") }
    }
    if quantized == nil { Self.checkFormat(&model, exact) }
    try Self.checkEmbedding(&model, tensors)
    return model
  }

  /// The stored type outweighs what the configuration says of it.
  private static func checkFormat(_ model: inout LoadedModel, _ exact: ExactWeights) {
    let formats = [
      "BF16": "bf16", "F16": "fp16", "F32": "fp32", "F8_E4M3": "fp8", "F8_E5M2": "fp8",
    ]
    guard let type = exact.dominantType, let format = formats[type],
      format != model.weightFormat
    else { return }
    if let said = model.weightFormat {
      model.warnings.append("config.json says \(said), the weights are stored as \(format)")
    } else {
      model.warnings.removeAll { $0.hasPrefix("torch_dtype is not given") }
    }
    model.weightFormat = format
    model.architecture.nativeWeightFormat = format
  }

  /// The embedding must have the width that the configuration says; its rows count as they are.
  private static func checkEmbedding(
    _ model: inout LoadedModel, _ tensors: [SafetensorsFile.Tensor]
  ) throws(ModelFileError) {
    let embeddings: Set<String> = ["embed_tokens", "word_embeddings", "wte", "embed_in"]
    let found = tensors.first { tensor in
      let name = HuggingFaceTensorNames.Name(tensor.name)
      return embeddings.contains(name.module) && name.tensor == "weight" && tensor.shape.count == 2
        && HuggingFaceTensorNames.part(name, rank: 2) == .role(.tokenEmbedding)
        && [.bf16, .f16, .f32].contains(tensor.type)
    }
    guard let found else { return }
    let (rows, width) = (found.shape[0], found.shape[1])
    guard width == model.architecture.hiddenSize else {
      throw .field(
        path: model.architecture.provenance.source, field: "hidden_size",
        found: String(model.architecture.hiddenSize),
        accepted: "\(width), the width of '\(printable(found.name))'")
    }
    if rows != model.architecture.vocabularySize, ConfigLimits.vocabulary.contains(rows) {
      model.warnings.append(
        "vocab_size is \(model.architecture.vocabularySize), "
          + "'\(printable(found.name))' has \(rows) rows: the tensor is trusted")
      model.architecture.vocabularySize = rows
    }
  }

  // MARK: Which files

  private static let indexName = "model.safetensors.index.json"
  private static let suffix = ".safetensors"

  private static func readIndex(
    _ path: String
  ) throws(ModelFileError) -> (files: [String: String], total: Double?) {
    let index = try ConfigFields(try JSONFile.read(path), file: path)
    guard let (name, value) = index.first(["weight_map"]) else {
      throw .missingField(
        path: path, field: "weight_map", accepted: "a group of tensors and their files")
    }
    guard case .object(let map) = value, !map.isEmpty else {
      throw index.field(name, value, "a group of tensors and their files")
    }
    var files: [String: String] = [:]
    for (tensor, file) in map.sorted(by: { $0.key < $1.key }) {
      // A name with a slash would lead out of the folder.
      guard case .string(let file) = file, file.hasSuffix(suffix), !file.contains("/"),
        !file.utf8.contains(0)
      else {
        throw index.field(
          "weight_map." + printable(tensor), file, "the name of a safetensors file in the folder")
      }
      files[tensor] = file
    }
    let metadata = try index.group("metadata")
    return (files, try metadata?.number("total_size", in: 0...1e18))
  }

  private static func parts(_ folder: String) throws(ModelFileError) -> [String] {
    let all = try FilePaths.names(in: folder).filter {
      $0.hasSuffix(suffix) && !$0.hasPrefix(".")
    }
    if all.contains("model.safetensors") { return ["model.safetensors"] }
    let numbered = all.compactMap { name in SplitName(name, suffix: suffix).map { (name, $0) } }
    // Mistral puts the same weights once more under names of its own.
    let preferred =
      numbered.first { !$0.0.hasPrefix("consolidated") } ?? numbered.first
    if let split = preferred?.1 { return (1...split.count).map { split.path($0) } }
    let others = all.filter { !$0.hasPrefix("consolidated") }
    return others.isEmpty ? all : others
  }

  private mutating func check(
    listed: [String: String]?, announced: Double?
  ) throws(ModelFileError) {
    var places: [String: String] = [:]
    var total = 0.0
    for file in files {
      for tensor in file.tensors {
        if let other = places.updateValue(file.path, forKey: tensor.name) {
          throw .malformed(
            path: file.path, offset: 8, what: "the tensor '\(printable(tensor.name))'",
            found: "in '\(other)' too", accepted: "each tensor in one file")
        }
        total += Double(tensor.range.count)
      }
      if file.unusedBytes > 0 {
        warnings.append("\(file.unusedBytes) bytes of '\(file.path)' belong to no tensor")
      }
    }
    for (tensor, file) in (listed ?? [:]).sorted(by: { $0.key < $1.key })
    where places[tensor] != path + "/" + file {
      throw .missingPart(
        path: path + "/" + file, part: printable(tensor),
        reason: "\(Self.indexName) lists this tensor in the file")
    }
    if let announced, announced != total {
      warnings.append(
        "\(Self.indexName) says \(Int64(announced)) bytes, the tensors take \(Int64(total))")
    }
  }
}

extension Result {
  /// The error, if it is one.
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
