import Quantities

/// Why nothing can be measured: data first, words in ``description``.
public enum LoadError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An address that cannot be one of an endpoint.
  case address(String, reason: String)
  /// A key that cannot be sent, or is not there. The key itself is never part of an error.
  case key(reason: String)
  /// The first request came to nothing.
  case endpoint(RequestFailure, detail: String?, url: String)
  /// The machine refuses what a client needs.
  case client(String)

  /// The error in one line that is safe to print, whatever the server sent.
  public var description: String { PrintableText.escaped(words) }

  private var words: String {
    switch self {
    case .address(let text, let reason): "'\(text)' is no address of an endpoint: \(reason)"
    case .key(let reason): "API key: \(reason)"
    case .endpoint(let failure, let detail, let url):
      "\(url): \(failure.words)" + (detail.map { ": \($0)" } ?? "")
        + (Self.advice(failure).map { "; \($0)" } ?? "")
    case .client(let reason): reason
    }
  }

  /// What to try.
  private static func advice(_ failure: RequestFailure) -> String? {
    switch failure {
    case .connect: "is the server running, and is this its host and port?"
    case .timeout: "raise --timeout if the server is slow to start an answer"
    case .status(401), .status(403):
      "give a key by --api-key-file, or by the variable that --api-key-env names"
    case .status(404):
      "the address usually ends in /v1, and --model must be a name that the server lists"
    case .status(400), .status(422): "check --model, --endpoint, and that input and output fit"
    case .status(429): "the server limits the rate of requests: try later or with less load"
    case .status(let code) where (300..<400).contains(code):
      "redirects are not followed: give the address it points to"
    case .status(let code) where code >= 500: "the server itself failed: see its log"
    case .notStreamed, .malformed, .empty:
      "an OpenAI-compatible endpoint that streams server-sent events is needed; "
        + "try --endpoint completions or chat"
    default: nil
    }
  }
}
