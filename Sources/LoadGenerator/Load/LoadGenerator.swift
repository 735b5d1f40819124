import CCurl
import Quantities
import ServingSimulator

/// Sends requests to an OpenAI-compatible endpoint and notes when what came back, on one thread.
///
/// Requests are due when their arrival process says, whatever the server does (an open loop), or when
/// the client's last one ended (a closed loop).
public final class LoadGenerator {
  public let address: EndpointAddress
  public var shape: RequestShape
  public var limits: RequestLimits
  public var prompts: PromptWriter
  private let key: APIKey?

  public init(
    _ address: EndpointAddress, shape: RequestShape, key: APIKey? = nil,
    limits: RequestLimits = RequestLimits(), seed: UInt64 = 1
  ) {
    self.address = address
    self.shape = shape
    self.key = key
    self.limits = limits
    prompts = PromptWriter(seed: seed)
  }

  /// One run on its way.
  private struct Flight {
    var request: SentRequest
    var transfer: StreamTransfer
    var client: Int
  }

  /// Plays `load` until its last request is over.
  /// - Parameters:
  ///   - onTurn: called with the requests that ended since the last call, soon after they did.
  ///   - progress: called now and then; `false` ends the run, and what is under way with it.
  public func run(
    _ load: Load, onTurn: ([SentRequest]) -> Void = { _ in },
    progress: (LoadProgress) -> Bool = { _ in true }
  ) throws(LoadError) -> LoadResult {
    let loop = try SocketLoop(connections: Self.connections(load))
    var plan = ArrivalPlan(
      load.traffic, requests: load.requests, duration: load.duration, seed: load.seed)
    var flights: [UnsafeMutableRawPointer: Flight] = [:]
    var result = LoadResult(
      requests: [], seconds: 0, clientProcessorSeconds: 0, isWithinOneMachine: false,
      isInterrupted: false, longestDelay: 0)
    var failed = 0
    var sent = 0
    let processor = MonotonicClock.processorSeconds()
    let start = MonotonicClock.now()
    var nextScan = start

    func finish(_ easy: UnsafeMutableRawPointer, _ code: CURLcode, _ ended: inout [SentRequest]) {
      guard let flight = flights.removeValue(forKey: easy) else { return }
      flight.transfer.isOver()
      curl_multi_remove_handle(loop.multi, easy)
      if flight.transfer.isWithinOneMachine { result.isWithinOneMachine = true }
      let request = Self.request(flight, code, start: start, key: key)
      if let failure = request.failure, failure != .interrupted { failed += 1 }
      if flight.client >= 0 { plan.ended(client: flight.client, at: Seconds(request.end)) }
      ended.append(request)
    }

    while true {
      var ended: [SentRequest] = []
      var now = MonotonicClock.now()
      // What is due is sent.
      var due: UInt64?
      while let time = plan.nextTime() {
        let moment = start + UInt64(max(0, time.value) * 1e9)
        if moment > now || flights.count >= load.inFlightLimit {
          due = moment > now ? moment : nil
          break
        }
        guard let entry = plan.next() else { break }
        let flight = try self.start(entry, index: sent, loop, start: start)
        flights[flight.transfer.easy] = flight
        try loop.add(flight.transfer.easy)
        result.longestDelay = max(
          result.longestDelay, flight.request.sent - flight.request.scheduled)
        sent += 1
        now = MonotonicClock.now()
      }
      if flights.isEmpty, due == nil { break }
      loop.turn(until: min(nextScan, due ?? .max))
      loop.ended { finish($0, $1, &ended) }

      now = MonotonicClock.now()
      if now >= nextScan {
        nextScan = now + 20_000_000
        for (easy, flight) in flights where isOverdue(flight, now) {
          finish(easy, CURLE_OK, &ended)
        }
        let state = LoadProgress(
          seconds: now.seconds(since: start), sent: sent,
          completed: result.requests.count + ended.count - failed, failed: failed,
          inFlight: flights.count)
        if !progress(state) {
          result.isInterrupted = true
          for (easy, flight) in flights {
            if flight.transfer.verdict == nil { flight.transfer.verdict = .interrupted }
            finish(easy, CURLE_OK, &ended)
          }
        }
      }
      if !ended.isEmpty {
        ended.sort { $0.index < $1.index }
        onTurn(ended)
        result.requests += ended
      }
      if result.isInterrupted { break }
    }
    result.seconds = MonotonicClock.now().seconds(since: start)
    result.clientProcessorSeconds = MonotonicClock.processorSeconds() - processor
    result.requests.sort { $0.index < $1.index }
    return result
  }

  private static func connections(_ load: Load) -> Int {
    if case .closedLoop(let concurrency, _) = load.traffic.arrivals { return concurrency }
    return min(load.inFlightLimit, 4_096)
  }

  private func start(
    _ entry: ArrivalPlan.Entry, index: Int, _ loop: SocketLoop, start: UInt64
  ) throws(LoadError) -> Flight {
    let prompt = prompts.text(tokens: entry.input)
    let transfer = try StreamTransfer(
      loop, url: address.url(shape.endpoint),
      body: shape.body(prompt: prompt, outputTokens: entry.output), key: key, limits: limits,
      usesProxy: !address.isLoopback, chunks: 4 * entry.output + 64)
    // A client of a closed loop sends when it can: nobody waited for it before.
    let sent = MonotonicClock.now().seconds(since: start)
    return Flight(
      request: SentRequest(
        index: index, scheduled: entry.client >= 0 ? sent : entry.time.value, sent: sent,
        end: sent, inputTarget: entry.input, outputTarget: entry.output),
      transfer: transfer, client: entry.client)
  }

  /// Whether a request is to be given up, or is over though its connection is not; sets the verdict.
  private func isOverdue(_ flight: Flight, _ now: UInt64) -> Bool {
    let transfer = flight.transfer
    let idle = now.seconds(since: transfer.lastActivity)
    // A server may keep its end open after the last event.
    if transfer.isDone { return idle > 1 }
    guard idle > (transfer.firstToken == nil ? limits.firstToken : limits.stall).value else {
      return false
    }
    transfer.verdict = transfer.verdict ?? (transfer.firstToken == nil ? .timeout : .stall)
    return true
  }

  private static func request(
    _ flight: Flight, _ code: CURLcode, start: UInt64, key: APIKey?
  ) -> SentRequest {
    var request = flight.request
    let transfer = flight.transfer
    request.firstToken = transfer.firstToken.map { $0.seconds(since: start) }
    request.lastToken = transfer.lastToken.map { $0.seconds(since: start) }
    request.end = MonotonicClock.now().seconds(since: start)
    request.gaps = transfer.gaps
    request.promptTokens = transfer.promptTokens
    request.usageTokens = transfer.usageTokens
    request.failure = transfer.failure(code)
    if request.failure != nil { request.detail = transfer.detail(key) }
    return request
  }
}
