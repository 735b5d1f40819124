import FoundationEssentials
import Glibc
import Quantities
import StructuredText

/// Reads questions from files: JSON or YAML, told apart by the name's ending.
public enum RequestFile {
  /// The tree of a file; `-` is standard input, read as JSON.
  /// - Throws: ``PlannerError/unreadable(path:reason:)`` and ``PlannerError/text(_:file:)``.
  public static func value(path: String) throws(PlannerError) -> Value {
    let bytes = try bytes(path: path)
    let isYAML = path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    return try PlannerError.fromText(file: path) { () throws(StructuredTextError) in
      isYAML
        ? try Value.yaml(bytes, name: "YAML") : try Value.json(bytes, name: "JSON")
    }
  }

  /// An estimate's question.
  public static func estimateRequest(
    _ value: Value, file: String? = nil
  ) throws(PlannerError) -> EstimateRequest {
    try PlannerError.fromText(file: file) { () throws(StructuredTextError) in
      var reader = try FieldReader(value)
      let request = try EstimateRequest(&reader)
      try reader.finish { name, known in
        NearestNames.suggestions(for: name, among: known.sorted())
      }
      return request
    }
  }

  /// The size of a regular file in bytes.
  static func size(path: String) -> Int? {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(facts.st_size)
  }

  /// The bytes of a regular file of reasonable size.
  static func bytes(
    path: String, limit sizeLimit: Int = sizeLimit
  ) throws(PlannerError) -> [UInt8] {
    if path == "-" {
      return [UInt8](FileHandleReader.standardInput(limit: sizeLimit))
    }
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .unreadable(path: path, reason: "there is no such file")
    }
    guard !isFolder else { throw .unreadable(path: path, reason: "it is a folder") }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path, reason: "it cannot be opened")
    }
    guard data.count <= sizeLimit else {
      throw .unreadable(path: path, reason: "it is larger than \(sizeLimit / 1_000_000) MB")
    }
    return [UInt8](data)
  }

  /// Questions are small; anything else is a mistake.
  private static let sizeLimit = 16_000_000
}
