import Quantities
import StructuredText

/// Why a model file could not be read: data first, words in ``description``.
///
/// Every case names the file. Names taken out of a file are cut before they get here.
public enum ModelFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path leads to nothing that can be read as a file.
  case unreadable(path: String, reason: String)
  /// Bytes of the file contradict its format. `offset` counts bytes from the start of the file.
  case malformed(path: String, offset: Int, what: String, found: String, accepted: String)
  /// The file ends before something that it announces. `end` is where that something would end.
  case truncated(path: String, offset: Int, what: String, end: UInt64, size: Int)
  /// A limit that guards against hostile files was passed.
  case limit(path: String, what: String, found: String, limit: String)
  /// The format is known, this member of it is not read.
  case unsupported(path: String, what: String, reason: String)
  /// A file that belongs to the set is not there.
  case missingPart(path: String, part: String, reason: String)
  /// A field of the configuration or metadata that must be there is not.
  case missingField(path: String, field: String, accepted: String)
  /// A field of the configuration or metadata holds something else than what is accepted.
  case field(path: String, field: String, found: String, accepted: String)
  /// The text of a JSON file cannot be read.
  case text(path: String, problem: StructuredTextError)

  /// The error in one line that is safe to print, whatever the file held.
  public var description: String { PrintableText.escaped(words) }

  private var words: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)"
    case .malformed(let path, let offset, let what, let found, let accepted):
      "\(path), byte \(offset): \(what) is \(found); accepted: \(accepted)"
    case .truncated(let path, let offset, let what, let end, let size):
      "\(path), byte \(offset): \(what) ends at byte \(end), but the file has \(size) bytes: "
        + "it is truncated; download it again"
    case .limit(let path, let what, let found, let limit):
      "\(path): \(what) is \(found); accepted: at most \(limit)"
    case .unsupported(let path, let what, let reason):
      "\(path): \(what) is not supported: \(reason)"
    case .missingPart(let path, let part, let reason):
      "\(path): '\(part)' is missing: \(reason)"
    case .missingField(let path, let field, let accepted):
      "\(path): field '\(field)' is missing; accepted: \(accepted)"
    case .field(let path, let field, let found, let accepted):
      "\(path): field '\(field)' is \(found); accepted: \(accepted)"
    case .text(let path, let problem): "\(path): \(problem.description)"
    }
  }
}

/// `text` as it may stand in a message: cut where it gets long, safe to print.
func printable(_ text: some StringProtocol, limit: Int = 80) -> String {
  let cut = text.prefix(limit)
  return PrintableText.escaped(String(cut)) + (cut.endIndex < text.endIndex ? "…" : "")
}
