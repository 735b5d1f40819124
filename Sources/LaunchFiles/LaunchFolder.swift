import FoundationEssentials
import InferencePlanner

/// The folder that launch files are written to.
public enum LaunchFolder {
  /// Writes files below a folder, which is made where it is missing: each file whole or not at all,
  /// and none where one of them is in the way. What a failure interrupts is taken away again.
  /// - Returns: the paths, folder included.
  /// - Throws: ``ExportError/exists(path:)`` and ``ExportError/unwritable(path:reason:)``.
  @discardableResult
  public static func write(
    _ files: [LaunchFile], to folder: String, replaces: Bool = false
  ) throws(ExportError) -> [String] {
    let paths = files.map { folder.hasSuffix("/") ? folder + $0.path : folder + "/" + $0.path }
    if !replaces, let taken = paths.first(where: isTaken) { throw .exists(path: taken) }
    var written: [String] = []
    do throws(ExportError) {
      for (file, path) in zip(files, paths) {
        try makeFolder(of: path)
        try write(file, path, replaces: replaces)
        written.append(path)
      }
    } catch {
      if !replaces { for path in written { try? FileManager.default.removeItem(atPath: path) } }
      throw error
    }
    return paths
  }

  /// Whether anything has the name, be it a link to nothing.
  private static func isTaken(_ path: String) -> Bool {
    (try? FileManager.default.attributesOfItem(atPath: path)) != nil
  }

  private static func write(
    _ file: LaunchFile, _ path: String, replaces: Bool
  ) throws(ExportError) {
    do {
      try AtomicFile.write(
        Array(file.text.utf8), path: path, permissions: file.isExecutable ? 0o777 : 0o666,
        replaces: replaces)
    } catch {
      if case .unwritable(let path, let reason) = error {
        throw .unwritable(path: path, reason: reason)
      }
      throw .unwritable(path: path, reason: error.description)
    }
  }

  private static func makeFolder(of path: String) throws(ExportError) {
    let end = path.unicodeScalars.lastIndex(of: "/") ?? path.startIndex
    let folder = String(path.unicodeScalars[..<end])
    if folder.isEmpty { return }
    var isFolder = false
    if FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) {
      if isFolder { return }
      throw .unwritable(path: folder, reason: "it is a file")
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: "the folder cannot be made")
    }
  }
}
