import FoundationEssentials
import Glibc

/// What stands under a path, and the parts of a path.
enum FilePaths {
  enum Kind {
    case nothing, file, folder, other
  }

  /// What `path` leads to, links followed.
  static func kind(_ path: String) -> Kind {
    var status = stat()
    guard !path.isEmpty, !path.utf8.contains(0), stat(path, &status) == 0 else { return .nothing }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  /// The names in a folder, sorted.
  /// - Throws: ``ModelFileError/unreadable(path:reason:)``.
  static func names(in folder: String) throws(ModelFileError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw .unreadable(path: folder, reason: "it is not a folder that can be listed")
    }
  }

  /// The folder in which `path` lies, `.` when it does not say.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path; of `.` and `..`, the name of the folder that they mean.
  static func name(_ path: String) -> String {
    var trimmed = Substring(path)
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
    let last = trimmed.split(separator: "/").last.map(String.init) ?? "model"
    guard last == "." || last == ".." else { return last }
    let full = URL(filePath: path).standardizedFileURL.path
    return full.split(separator: "/").last.map(String.init) ?? "model"
  }

  /// A file name without its extension.
  static func stem(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }
}
