import Quantities

/// Why a text could not be read: data first, words in ``description``.
public enum StructuredTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text breaks the grammar of its format at a line (counted from 1; 0 when unknown).
  case syntax(format: String, line: Int, problem: String)
  /// A limit that guards against hostile input was passed.
  case limit(format: String, what: String, limit: Int)
  /// A field that must be there is not.
  case missing(path: String)
  /// A field holds something else than what is accepted.
  case unacceptable(path: String, found: String, accepted: String)
  /// A field that nobody reads: most often a slip of the pen.
  case unknown(path: String, suggestions: [String])

  /// The error in one line that is safe to print, whatever the text held.
  public var description: String { PrintableText.escaped(words) }

  private var words: String {
    switch self {
    case .syntax(let format, let line, let problem):
      line > 0 ? "\(format), line \(line): \(problem)" : "\(format): \(problem)"
    case .limit(let format, let what, let limit): "\(format): more than \(limit) \(what)"
    case .missing(let path): "field '\(path)' is missing"
    case .unacceptable(let path, let found, let accepted):
      "field '\(path)' is \(found); accepted: \(accepted)"
    case .unknown(let path, let suggestions):
      "unknown field '\(path)'"
        + (suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: ", "))?")
    }
  }
}
