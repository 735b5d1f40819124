/// A model that lies on disk, in any of the forms that are read.
public enum ModelFile: Hashable, Sendable {
  /// A GGUF file, or one part of several.
  case gguf(path: String)
  /// A folder with `config.json`, with safetensors files or without.
  case folder(path: String)
  /// A safetensors file; its `config.json` lies beside it.
  case safetensors(path: String)
  /// A `config.json` alone.
  case config(path: String)

  /// Finds out what a path leads to, by its kind and the first bytes.
  /// - Throws: ``ModelFileError/unreadable(path:reason:)`` when there is nothing, when a folder
  ///   holds no model or several, and for a file of another kind.
  public static func detect(_ path: String) throws(ModelFileError) -> ModelFile {
    switch FilePaths.kind(path) {
    case .folder: return try detectFolder(path)
    case .file: return try detectFile(path)
    case .nothing, .other:
      // Opening tells why: it does not exist, may not be read, is a pipe.
      _ = try MappedFile(path)
      throw .unreadable(path: path, reason: "it is no regular file")
    }
  }

  /// Reads the model that a path leads to.
  /// - Throws: ``ModelFileError``.
  public static func load(_ path: String) throws(ModelFileError) -> LoadedModel {
    try detect(path).load()
  }

  /// Reads the model.
  /// - Throws: ``ModelFileError``.
  public func load() throws(ModelFileError) -> LoadedModel {
    switch self {
    case .gguf(let path): try GGUFModel.load(path: path)
    case .folder(let path), .safetensors(let path): try SafetensorsFolder.load(path: path)
    case .config(let path): try HuggingFaceConfig.load(path: path)
    }
  }

  private static let accepted =
    "a .gguf file, a .safetensors file, a config.json, or a folder that holds them"

  private static func detectFile(_ path: String) throws(ModelFileError) -> ModelFile {
    let file = try MappedFile(path)
    if file.load(0, as: UInt32.self) == 0x4655_4747 || path.hasSuffix(".gguf") {
      return .gguf(path: path)
    }
    if path.hasSuffix(".safetensors") { return .safetensors(path: path) }
    if path.hasSuffix(".index.json") {
      return .folder(path: FilePaths.folder(of: path))
    }
    if path.hasSuffix(".json") { return .config(path: path) }
    for suffix in [".bin", ".pt", ".pth", ".ckpt", ".onnx", ".h5"] where path.hasSuffix(suffix) {
      throw .unreadable(
        path: path, reason: "files of kind \(suffix) are not read; accepted: \(accepted)")
    }
    throw .unreadable(path: path, reason: "it is no model that is known; accepted: \(accepted)")
  }

  private static func detectFolder(_ path: String) throws(ModelFileError) -> ModelFile {
    let names = try FilePaths.names(in: path)
    if names.contains("config.json") || names.contains(where: { $0.hasSuffix(".safetensors") }) {
      return .folder(path: path)
    }
    let models = names.filter { name in
      guard name.hasSuffix(".gguf"), !name.contains("mmproj") else { return false }
      return SplitName(name, suffix: ".gguf").map { $0.number == 1 } ?? true
    }
    guard let model = models.first else {
      throw .unreadable(path: path, reason: "the folder holds no model; accepted: \(accepted)")
    }
    guard models.count == 1 else {
      throw .unreadable(
        path: path,
        reason: "the folder holds \(models.count) models; name one of them: "
          + models.prefix(8).joined(separator: ", "))
    }
    return .gguf(path: path + "/" + model)
  }
}
