import CMicroHTTPD
import Synchronization

extension HTTPServer {
  /// The library calls this with the headers, with each piece of the body, and once more when the
  /// body is whole or an answer that was computed is ready.
  func handle(
    _ connection: OpaquePointer, _ url: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?,
    _ bytes: UnsafePointer<CChar>?, _ count: UnsafeMutablePointer<Int>,
    _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  ) -> MHD_Result {
    guard let held = context.pointee else {
      let exchange = begin(connection, url, method)
      context.pointee = Unmanaged.passRetained(exchange).toOpaque()
      return admit(exchange)
    }
    let exchange = Unmanaged<Exchange>.fromOpaque(held).takeUnretainedValue()
    if count.pointee > 0 {
      let piece = UnsafeRawBufferPointer(start: bytes, count: count.pointee)
      count.pointee = 0
      return receive(piece, exchange)
    }
    if let answer = exchange.answer {
      active.remove(exchange)
      return send(answer, exchange)
    }
    if let refusal = exchange.refusal { return send(refusal, exchange) }
    exchange.watch?.expect(within: nil)
    return answer(exchange)
  }

  /// The request is over, well or not.
  func end(_ exchange: Exchange) {
    active.remove(exchange)
    exchange.cancellation.cancel()
    exchange.events?.leave()
    exchange.receiver?.abandon()
    exchange.watch?.expect(within: limits.idleTime)
    metrics.count(
      route: exchange.route, status: exchange.status,
      nanoseconds: Clock.nanoseconds() - exchange.start)
    inFlight.subtract(1, ordering: .sequentiallyConsistent)
  }

  private func begin(
    _ connection: OpaquePointer, _ url: UnsafePointer<CChar>?, _ method: UnsafePointer<CChar>?
  ) -> Exchange {
    inFlight.add(1, ordering: .sequentiallyConsistent)
    let watch = mhd_socket_context(connection).map {
      Unmanaged<WatchedConnection>.fromOpaque($0).takeUnretainedValue()
    }
    let request = HTTPRequest(
      method: method.map { String(cString: $0) } ?? "", path: url.map { String(cString: $0) } ?? "",
      query: Self.fields(connection, .GET_ARGUMENT_KIND),
      headers: Self.fields(connection, .HEADER_KIND))
    return Exchange(connection, watch, request)
  }

  private static func fields(_ connection: OpaquePointer, _ kind: MHD_ValueKind) -> HTTPFields {
    var fields = HTTPFields()
    withUnsafeMutablePointer(to: &fields) { fields in
      _ = MHD_get_connection_values(
        connection, kind,
        { fields, _, name, value in
          guard let name else { return .YES }
          fields?.assumingMemoryBound(to: HTTPFields.self).pointee.append(
            String(cString: name), value.map { String(cString: $0) } ?? "")
          return .YES
        }, fields)
    }
    return fields
  }

  /// Looks at the headers: who asks, for what, with how long a body.
  private func admit(_ exchange: Exchange) -> MHD_Result {
    do throws(Problem) {
      exchange.framing = try Framing.body(exchange.request.headers)
      try admission.checkOrigin(exchange.request)
      try findRoute(exchange)
    } catch {
      var response = error.response
      if case .wrongMethod(let allowed) = router.match(
        exchange.request.method, exchange.request.path), error.status == 405
      {
        response.headers.append(("Allow", allowed.joined(separator: ", ")))
      }
      return refuse(exchange, response)
    }
    let isUpload = exchange.receiver != nil
    if exchange.framing != .none {
      exchange.watch?.expect(within: isUpload ? limits.uploadTime : limits.bodyTime)
    }
    return .YES
  }

  private func findRoute(_ exchange: Exchange) throws(Problem) {
    let request = exchange.request
    switch router.match(request.method, request.path) {
    case .nothing:
      throw Problem(.notFound, "the server has nothing at this address", field: "path")
    case .wrongMethod(let allowed):
      throw Problem(
        .method, "the address does not take this method", field: "method", value: request.method,
        accepted: allowed.joined(separator: ", "))
    case .route(let place, let parameters):
      exchange.route = place
      exchange.request.parameters = parameters
      try check(exchange, router.routes[place])
    }
  }

  private func check(_ exchange: Exchange, _ route: Route) throws(Problem) {
    if !route.isOpen { try admission.checkToken(exchange.request) }
    guard exchange.framing != .none || route.bodyLimit > 0 else { return }
    if exchange.framing != .none {
      if case .length(let length) = exchange.framing, length > route.bodyLimit {
        throw Self.tooLarge(route)
      }
      if route.bodyLimit > 0, !route.bodyTypes.isEmpty {
        let type = exchange.request.mediaType
        guard let type, route.bodyTypes.contains(type) else {
          throw Problem(
            .mediaType, "the body is of a kind that this address does not take",
            field: "Content-Type", value: type,
            accepted: route.bodyTypes.joined(separator: ", "))
        }
      }
    }
    if case .upload(_, let begin) = route.handler {
      do { exchange.receiver = try begin(exchange.request) } catch {
        throw error as? Problem ?? Self.fault
      }
    }
  }

  private static let fault = Problem(.internal, "the server met an error that it does not know")

  private static func tooLarge(_ route: Route) -> Problem {
    Problem(
      .tooLarge, "the body is too large", field: "Content-Length",
      accepted: route.bodyLimit == 0 ? "no body" : "at most \(route.bodyLimit) bytes")
  }

  /// Answers before the body was read. A client that sends it all the same has to be heard out, or
  /// it would see a broken connection in the place of the answer.
  private func refuse(_ exchange: Exchange, _ response: HTTPResponse) -> MHD_Result {
    exchange.refusal = response.with("Connection", "close")
    let waits = exchange.request.headers["expect"] != nil
    switch exchange.framing {
    case .none: return .YES
    case .length(let length) where !waits && length <= limits.refusedBody:
      exchange.watch?.expect(within: limits.bodyTime)
      return .YES
    case .chunked where !waits:
      exchange.watch?.expect(within: limits.bodyTime)
      return .YES
    default: return send(response.with("Connection", "close"), exchange)
    }
  }

  private func receive(_ piece: UnsafeRawBufferPointer, _ exchange: Exchange) -> MHD_Result {
    exchange.received += piece.count
    guard exchange.refusal == nil, let place = exchange.route else {
      // The library takes no answer in the middle of a body.
      return exchange.received <= limits.refusedBody ? .YES : .NO
    }
    let route = router.routes[place]
    guard exchange.received <= route.bodyLimit else {
      exchange.request.body = []
      exchange.receiver?.abandon()
      exchange.receiver = nil
      exchange.refusal = Self.tooLarge(route).response.with("Connection", "close")
      return .YES
    }
    guard let receiver = exchange.receiver else {
      if exchange.request.body.isEmpty, case .length(let length) = exchange.framing {
        exchange.request.body.reserveCapacity(min(length, route.bodyLimit))
      }
      exchange.request.body.append(contentsOf: piece)
      return .YES
    }
    do {
      try receiver.receive(piece)
    } catch {
      receiver.abandon()
      exchange.receiver = nil
      exchange.refusal = (error as? Problem ?? Self.fault).response.with("Connection", "close")
    }
    return .YES
  }

  /// Asks the route for its answer.
  private func answer(_ exchange: Exchange) -> MHD_Result {
    guard let place = exchange.route else { return .NO }
    let request = exchange.request
    switch router.routes[place].handler {
    case .quick(let handler): return send(Self.response { try handler(request) }, exchange)
    case .upload(let pool, _):
      guard let receiver = exchange.receiver else { return .NO }
      return sleep(exchange, pool, seconds: limits.answerTime) {
        exchange.answer(Self.response { try receiver.finish() })
      }
    case .slow(let pool, let handler):
      let cancellation = exchange.cancellation
      return sleep(exchange, pool, seconds: limits.answerTime) {
        exchange.answer(
          cancellation.isCancelled
            ? Problem(.timeout, "the client has gone").response
            : Self.response { try handler(request, cancellation) })
      }
    case .job(let pool, let seconds, let start):
      do {
        return begin(exchange, pool, seconds: seconds, try start(request))
      } catch {
        return send((error as? Problem ?? Self.fault).response, exchange)
      }
    }
  }

  private func begin(
    _ exchange: Exchange, _ pool: WorkPool, seconds: Double,
    _ job: @escaping @Sendable (JobChannel) -> Void
  ) -> MHD_Result {
    guard exchange.request.accepts("text/event-stream") else {
      let channel = JobChannel(
        cancellation: exchange.cancellation, events: nil, answer: { exchange.answer($0) })
      return sleep(exchange, pool, seconds: seconds) { job(channel) }
    }
    let events = EventStream(cancellation: exchange.cancellation)
    exchange.events = events
    let channel = JobChannel(cancellation: exchange.cancellation, events: events) { _ in }
    guard pool.submit({ job(channel) }) else { return send(Self.busy, exchange) }
    active.add(exchange)
    return send(HTTPResponse(body: .events(events)), exchange)
  }

  private static let busy = Problem(
    .busy, "as much is being computed as the server takes on; try again soon"
  ).response

  private func sleep(
    _ exchange: Exchange, _ pool: WorkPool, seconds: Double, _ work: @escaping @Sendable () -> Void
  ) -> MHD_Result {
    active.add(exchange)
    guard exchange.sleep(seconds: seconds, while: { pool.submit(work) }) else {
      active.remove(exchange)
      return send(Self.busy, exchange)
    }
    return .YES
  }

  private static func response(_ body: () throws -> HTTPResponse) -> HTTPResponse {
    do { return try body() } catch { return (error as? Problem ?? fault).response }
  }
}
