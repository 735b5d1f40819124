/// The files of a model that `gguf-split` cut into parts named `-00001-of-00003.gguf`.
struct GGUFShards {
  /// The files in the order of their numbers; one for a model that was not cut.
  let files: [GGUFFile]

  /// Reads all parts of the model to which `path` belongs.
  /// - Throws: ``ModelFileError``; ``ModelFileError/missingPart(path:part:reason:)`` when a part
  ///   is not beside the others.
  init(path: String) throws(ModelFileError) {
    guard let name = SplitName(path, suffix: ".gguf") else {
      let file = try GGUFFile(path: path)
      if let count = file.whole("split.count"), count > 1 {
        let number = file.whole("split.no").map { String($0 &+ 1) } ?? "?"
        throw .field(
          path: path, field: "split.count", found: "\(count): this is part \(number)",
          accepted: "the name that gguf-split gave the part, such as model-00001-of-00003.gguf")
      }
      files = [file]
      return
    }
    var files: [GGUFFile] = []
    for number in 1...name.count {
      let part = name.path(number)
      guard part == path || FilePaths.kind(part) != .nothing else {
        throw .missingPart(
          path: path, part: part, reason: "the model is cut into \(name.count) parts")
      }
      files.append(try GGUFFile(path: part))
    }
    try Self.check(files, name)
    self.files = files
  }

  private static func check(_ files: [GGUFFile], _ name: SplitName) throws(ModelFileError) {
    var seen: [String: String] = [:]
    for (index, file) in files.enumerated() {
      // Files renamed to the pattern by hand carry no such keys, and are one model all the same.
      if let count = file.whole("split.count"), count != UInt64(name.count) {
        throw .field(
          path: file.path, field: "split.count", found: String(count),
          accepted: "\(name.count), as the name of the file says")
      }
      if let number = file.whole("split.no"), number != UInt64(index) {
        throw .field(
          path: file.path, field: "split.no", found: String(number),
          accepted: "\(index), as the name of the file says")
      }
      for tensor in file.tensors {
        if let other = seen.updateValue(file.path, forKey: tensor.name) {
          throw .malformed(
            path: file.path, offset: 0, what: "the tensor '\(printable(tensor.name))'",
            found: "in '\(other)' too", accepted: "each tensor in one part")
        }
      }
    }
    if let first = files.first, let total = first.whole("split.tensors.count"),
      total != UInt64(seen.count)
    {
      throw .field(
        path: first.path, field: "split.tensors.count", found: String(total),
        accepted: "\(seen.count), the number of tensors of all parts")
    }
  }
}

extension GGUFFile {
  /// The value of a key.
  public func value(_ key: String) -> GGUFValue? { metadata.first { $0.key == key }?.value }

  /// A whole number of the metadata, or `nil` when it is missing or something else.
  func whole(_ key: String) -> UInt64? { value(key)?.whole }
}
