import FoundationEssentials
import StructuredText

/// Files that a person names, read whole.
enum InputFile {
  /// The bytes of the file at `path`.
  static func bytes(path: String) throws(AccuracyError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path, reason: "the file cannot be opened")
    }
    return [UInt8](data)
  }

  /// Comma-separated text that a message calls `name`.
  static func table(_ bytes: [UInt8], name: String) throws(AccuracyError) -> CSVTable {
    do throws(StructuredTextError) {
      return try CSVTable(bytes: bytes, name: name)
    } catch {
      throw .unreadable(path: name, reason: error.description)
    }
  }
}
