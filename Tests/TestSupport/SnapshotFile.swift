import Foundation

/// A file of what was printed before, in the folder `Snapshots` beside a test.
public struct SnapshotFile {
  private let path: String
  private let name: String

  /// - Parameter test: the file of the test.
  public init(_ name: String, of test: String = #filePath) {
    self.name = name
    path = URL(filePath: test).deletingLastPathComponent().path + "/Snapshots/" + name
  }

  /// What is different now, in words; `nil` where nothing is. While snapshots are being recorded
  /// (`RECORD_SNAPSHOTS=1`) the text takes the place of the file.
  public func difference(_ text: String) throws -> String? {
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try FileManager.default.createDirectory(
        atPath: URL(filePath: path).deletingLastPathComponent().path,
        withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: path))
      return nil
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      return "\(name) was never recorded"
    }
    let before = String(decoding: data, as: UTF8.self)
    guard before != text else { return nil }
    let old = before.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }
    return """
      \(name) changed at line \((line?.offset ?? min(old.count, new.count)) + 1):
      before: \(line?.element.0 ?? "(end)")
      now:    \(line?.element.1 ?? "(end)")
      """
  }
}
