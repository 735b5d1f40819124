/// A file to be written.
public struct LaunchFile: Hashable, Sendable {
  /// Where it lies below the folder of the export; never above it.
  public var path: String
  public var text: String
  public var isExecutable: Bool

  public init(path: String, text: String, isExecutable: Bool = false) {
    self.path = path
    self.text = text
    self.isExecutable = isExecutable
  }
}
