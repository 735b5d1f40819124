import Quantities

/// Why measurements cannot be kept or found: data first, words in ``description``.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be used.
  case file(path: String, reason: String)
  /// It was written by a later version of this program.
  case version(path: String, found: Int, known: Int)
  /// There is no run of this name.
  case unknownRun(String)

  /// The error in one line that is safe to print.
  public var description: String { PrintableText.escaped(words) }

  private var words: String {
    switch self {
    case .file(let path, let reason): "measurements in '\(path)': \(reason)"
    case .version(let path, let found, let known):
      "measurements in '\(path)' have form \(found); this program knows up to \(known)"
    case .unknownRun(let name):
      "there is no run '\(name)'; 'inferplan measurements list' shows all, 'last' is the latest"
    }
  }
}
