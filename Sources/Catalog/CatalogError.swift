import Quantities

/// Why a catalog could not answer: data first, words in ``description``.
public enum CatalogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No row has this name.
  case unknown(kind: String, name: String, suggestions: [String])
  /// Several rows answer to this name.
  case ambiguous(kind: String, name: String, candidates: [String])
  /// A row of a catalog file cannot be read.
  case row(file: String, line: Int, column: String, found: String, accepted: String)
  /// A file or folder of the user's cannot be read.
  case unreadable(path: String, reason: String)

  /// The error in one line that is safe to print, whatever a name or a file held.
  public var description: String { PrintableText.escaped(words) }

  private var words: String {
    switch self {
    case .unknown(let kind, let name, let suggestions):
      "unknown \(kind) '\(name)'"
        + (suggestions.isEmpty
          ? "; 'inferplan catalog list' shows what is known"
          : "; did you mean \(suggestions.joined(separator: ", "))?")
    case .ambiguous(let kind, let name, let candidates):
      "\(kind) '\(name)' is ambiguous; say which: \(candidates.joined(separator: ", "))"
    case .row(let file, let line, let column, let found, let accepted):
      "\(file), line \(line), column '\(column)': found \(found); accepted: \(accepted)"
    case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)"
    }
  }
}
