/// How a request came to nothing.
public enum RequestFailure: Hashable, Sendable {
  /// No connection: refused, no such host, no secure channel.
  case connect
  /// Nothing came within the time allowed for the first token.
  case timeout
  /// Tokens came, then nothing for longer than allowed.
  case stall
  /// Tokens kept coming past the time or the size that an answer may have.
  case neverFinished
  /// An HTTP status other than 200, redirects included.
  case status(Int)
  /// An answer that is no stream of events.
  case notStreamed
  /// An event that is no chunk of a completion.
  case malformed
  /// The server told of an error within the stream.
  case reported
  /// The connection ended before the answer did.
  case dropped
  /// The answer ended properly, without a token.
  case empty
  /// The run ended first. Nobody's fault, and not counted as an error.
  case interrupted

  /// One word, under which reports and stored rows have it.
  public var name: String {
    switch self {
    case .connect: "connect"
    case .timeout: "timeout"
    case .stall: "stall"
    case .neverFinished: "never_finished"
    case .status(let code): "status_\(code)"
    case .notStreamed: "not_streamed"
    case .malformed: "malformed_stream"
    case .reported: "reported_error"
    case .dropped: "dropped"
    case .empty: "empty"
    case .interrupted: "interrupted"
    }
  }

  /// What a failure of this name is; `nil` where no failure has it.
  public init?(name: String) {
    let plain: [RequestFailure] = [
      .connect, .timeout, .stall, .neverFinished, .notStreamed, .malformed, .reported, .dropped,
      .empty, .interrupted,
    ]
    if let failure = plain.first(where: { $0.name == name }) {
      self = failure
    } else if name.hasPrefix("status_"), let code = Int(name.dropFirst("status_".count)) {
      self = .status(code)
    } else {
      return nil
    }
  }

  /// What happened, in words.
  public var words: String {
    switch self {
    case .connect: "no connection"
    case .timeout: "no first token in time"
    case .stall: "stalled within the answer"
    case .neverFinished: "did not finish in time"
    case .status(let code): "HTTP status \(code)"
    case .notStreamed: "the answer was not streamed"
    case .malformed: "malformed event stream"
    case .reported: "the server reported an error within the stream"
    case .dropped: "the connection dropped within the answer"
    case .empty: "an answer without tokens"
    case .interrupted: "still under way when the run ended"
    }
  }
}
