/// Where a long computation reports: to a stream of events, or nowhere until its answer.
public final class JobChannel: Sendable {
  public let cancellation: Cancellation
  /// `nil` where the client wants one answer.
  private let events: EventStream?
  private let answer: @Sendable (HTTPResponse) -> Void

  init(
    cancellation: Cancellation, events: EventStream?,
    answer: @escaping @Sendable (HTTPResponse) -> Void
  ) {
    self.cancellation = cancellation
    self.events = events
    self.answer = answer
  }

  /// Whether anybody hears of progress.
  public var hasEvents: Bool { events != nil }

  /// Says how far the computation is, in JSON on one line.
  public func report(_ event: String, _ json: [UInt8], isSparable: Bool = false) {
    events?.send(event, json, isSparable: isSparable)
  }

  /// Answers, at most once: as the event `result`, or `problem` where it is one.
  public func finish(_ response: HTTPResponse) {
    guard let events else {
      answer(response)
      return
    }
    if case .bytes(let bytes) = response.body {
      events.send(response.status < 400 ? "result" : "problem", bytes)
    }
    events.close()
  }
}
