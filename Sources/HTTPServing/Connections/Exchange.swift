import CMicroHTTPD
import Glibc
import Synchronization

/// One request and its answer.
///
/// `@unchecked` because the properties outside the lock are touched by the library's thread of the
/// connection alone, or by nobody else while the connection sleeps.
final class Exchange: @unchecked Sendable {
  let connection: OpaquePointer
  let watch: WatchedConnection?
  let start = Clock.nanoseconds()
  var request: HTTPRequest
  /// The place of the route; `nil` where there is none.
  var route: Int?
  var framing = Framing.Body.none
  /// An answer that stands before the body was read.
  var refusal: HTTPResponse?
  var receiver: (any BodyReceiver)?
  var received = 0
  var status = 0
  let cancellation = Cancellation()
  var events: EventStream?

  private let state = Mutex(State.reading)

  private enum State {
    case reading
    /// The connection sleeps while the answer is computed.
    case working(deadline: Int64)
    case answered(HTTPResponse)
  }

  init(_ connection: OpaquePointer, _ watch: WatchedConnection?, _ request: HTTPRequest) {
    self.connection = connection
    self.watch = watch
    self.request = request
  }

  /// Puts the connection to sleep and starts the work that will wake it.
  /// - Parameter start: returns `false` where it could not.
  func sleep(seconds: Double, while start: () -> Bool) -> Bool {
    state.withLock { state in
      guard start() else { return false }
      state = .working(deadline: Clock.milliseconds() + Int64(seconds * 1000))
      MHD_suspend_connection(connection)
      return true
    }
  }

  /// Answers; whatever comes later is ignored.
  func answer(_ response: HTTPResponse) {
    state.withLock { state in
      guard case .working = state else { return }
      state = .answered(response)
      MHD_resume_connection(connection)
    }
  }

  /// The answer of work that is done.
  var answer: HTTPResponse? {
    state.withLock { if case .answered(let response) = $0 { response } else { nil } }
  }

  /// Answers what takes too long, and ends work for clients that have gone.
  func check(at now: Int64) {
    if hasLeft {
      events?.leave()
      cancellation.cancel()
      answer(Problem(.timeout, "the client has gone").response)
      return
    }
    let isLate = state.withLock { state in
      if case .working(let deadline) = state { deadline < now } else { false }
    }
    if isLate {
      cancellation.cancel()
      answer(Problem(.timeout, "the answer was not ready in time").response)
    }
  }

  /// Ends work because the server stops.
  func stop() {
    cancellation.cancel()
    events?.leave()
    answer(Problem(.stopping, "the server is stopping").response)
  }

  /// POLLRDHUP, which Glibc's module leaves out.
  private static let closedByPeer: Int16 = 0x2000

  private var hasLeft: Bool {
    guard let watch else { return false }
    var poll = pollfd(fd: watch.descriptor, events: Self.closedByPeer, revents: 0)
    guard Glibc.poll(&poll, 1, 0) == 1 else { return false }
    return poll.revents != 0
  }
}

/// The exchanges in which the server computes or streams.
final class ActiveExchanges: Sendable {
  private let all = Mutex<[ObjectIdentifier: Exchange]>([:])

  func add(_ exchange: Exchange) { all.withLock { $0[ObjectIdentifier(exchange)] = exchange } }

  func remove(_ exchange: Exchange) {
    _ = all.withLock { $0.removeValue(forKey: ObjectIdentifier(exchange)) }
  }

  /// Looks after each. The lock keeps them from ending meanwhile.
  func forEach(_ body: (Exchange) -> Void) {
    all.withLock { all in
      for exchange in all.values { body(exchange) }
    }
  }
}
