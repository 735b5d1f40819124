import Catalog

/// A model in GGUF files: what `inferplan` wants to know of it.
public enum GGUFModel {
  /// Reads the headers of a file, or of all parts of the model to which it belongs.
  /// - Throws: ``ModelFileError``.
  public static func load(path: String) throws(ModelFileError) -> LoadedModel {
    try model(GGUFShards(path: path).files)
  }

  /// Describes the model of a header already read.
  /// - Throws: ``ModelFileError``.
  public static func load(file: GGUFFile) throws(ModelFileError) -> LoadedModel {
    try model([file])
  }

  /// Describes the model that `files` make up, in the order of their parts.
  static func model(_ files: [GGUFFile]) throws(ModelFileError) -> LoadedModel {
    guard let first = files.first else {
      throw .unreadable(path: "", reason: "there is no file")
    }
    let metadata = try GGUFMetadata(first)
    let tensors = files.flatMap(\.tensors)
    var reader = try GGUFArchitectureReader(metadata, tensors)
    let layers = try reader.layers()
    let hidden = try reader.hidden()
    let vocabulary = try reader.vocabulary()
    let context = try metadata.require("context_length", in: ConfigLimits.context)

    let weights = exactWeights(tensors, reader: &reader, layers: layers)
    var format = metadata["general.file_type"]?.whole.flatMap(GGUFFileType.name)
    if format == nil, let type = weights?.dominantType {
      format = type
      reader.warn("general.file_type is not given: \(type), the type of most bytes, is taken")
    }
    if weights == nil { reader.warn("the file holds no tensors: only its metadata is read") }
    let id = format.map { weightFormat($0) }
    let architecture = ModelArchitecture(
      id: name(metadata), family: metadata.architecture,
      publisher: metadata.text("general.organization"),
      licence: metadata.text("general.license"), hiddenSize: hidden,
      vocabularySize: vocabulary,
      tiesEmbeddings: !tensors.contains { $0.name == "output.weight" } && !tensors.isEmpty,
      maximumContext: context, layers: LayerGroup.groups(layers),
      publishedParameters: weights?.parameterCount, nativeWeightFormat: id ?? "bf16",
      isApproximate: reader.isApproximate,
      provenance: Provenance(source: first.path, asOf: nil, verification: .user))
    return LoadedModel(
      architecture: architecture, weightFormat: id, exactWeights: weights,
      warnings: reader.warnings)
  }

  /// The name by which the catalog knows a recipe. That of an unquantised file means safetensors
  /// there, which other engines read.
  private static func weightFormat(_ recipe: String) -> String {
    switch recipe {
    case "F32", "F16", "BF16": "gguf-" + recipe.lowercased()
    default: recipe
    }
  }

  private static func name(_ metadata: GGUFMetadata) -> String {
    if let name = metadata.text("general.name"), !name.isEmpty { return name }
    let split = SplitName(metadata.path, suffix: ".gguf")
    let stem = split.map { String($0.prefix.dropLast()) } ?? FilePaths.stem(metadata.path)
    return FilePaths.name(stem)
  }

  private static func exactWeights(
    _ tensors: [GGUFFile.Tensor], reader: inout GGUFArchitectureReader,
    layers: [(mixer: Mixer, feedForward: FeedForward)]
  ) -> ExactWeights? {
    guard !tensors.isEmpty else { return nil }
    var weights = ExactWeights()
    var unknown: [String] = []
    var spare = 0
    for tensor in tensors {
      let layer = GGUFTensorNames.layer(tensor.name)
      let mixer = layer.flatMap { layers.indices.contains($0) ? layers[$0].mixer : nil }
      var isLinear = false
      if case .gatedDeltaNet? = mixer { isLinear = true }
      let rank = tensor.dimensions.count { $0 > 1 }
      var part = GGUFTensorNames.part(tensor.name, rank: rank, isLinear: isLinear)
      // Layers that predict further tokens stand behind the others and are not run.
      if let layer, layer >= layers.count {
        part = .role(.unaccounted)
        spare += 1
      }
      if part == .unknown { unknown.append(tensor.name) }
      weights.add(
        shares(part, mixer: mixer), type: tensor.type.name, bytes: Double(tensor.bytes),
        parameters: Double(tensor.elements))
    }
    if spare > 0 {
      reader.warn(
        "\(spare) tensors belong to layers that predict further tokens: "
          + "their bytes count, the layers do not")
    }
    if let example = unknown.first {
      reader.warn(
        "\(unknown.count) tensors of unknown use count as unaccounted, such as "
          + "'\(printable(example))'")
    }
    return weights
  }

  private static func shares(
    _ part: GGUFTensorNames.Part, mixer: Mixer?
  ) -> [(role: TensorRole, share: Double)] {
    switch part {
    case .role(let role): return [(role, 1)]
    case .unknown: return [(.unaccounted, 1)]
    case .expertGateUp: return [(.expertGate, 0.5), (.expertUp, 0.5)]
    case .queryKeyValue: return TensorShares.queryKeyValue(mixer)
    }
  }
}
