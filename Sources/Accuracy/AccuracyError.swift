/// Why a file of measurements cannot be read at all: data first, words in ``description``.
public enum AccuracyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be opened, or is no comma-separated text.
  case unreadable(path: String, reason: String)
  /// The columns are those of no kind of measurements.
  case unknownHeader(path: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)"
    case .unknownHeader(let path):
      "'\(path)' is no table of measurements: it needs the columns id, runtime, model, hardware, "
        + "weight_precision and mode, or id, model, quantization, runtime and total_memory_gb"
    }
  }
}
