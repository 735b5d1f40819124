import Glibc
import Quantities

/// Makes requests one after the other, in the order in which they are sent.
struct RequestSource {
  private let traffic: Traffic
  private let most: Int
  private let until: Ticks
  private let timeLimit: Ticks
  private var times: RandomSource
  private var lengths: RandomSource
  private var patience: RandomSource
  private var clock = 0.0
  private var returns = KeyedHeap()
  private var pending: Ticks?
  private var clients: Int32 = -1
  private let cursor: TraceCursor?
  private var ahead: Trace.Entry?
  private var conversations: [Int32: (turns: Int, tokens: Int32)] = [:]
  /// Requests made so far.
  private(set) var made = 0

  init(_ traffic: Traffic, settings: SimulationSettings) {
    self.traffic = traffic
    most = settings.requests ?? .max
    until = settings.duration.map { Ticks(seconds: $0.value) } ?? .never
    timeLimit = settings.timeout.map { Ticks(seconds: $0.value) } ?? .never
    if case .trace(let trace, _) = traffic.arrivals, let file = trace.file {
      cursor = TraceCursor(file)
      ahead = cursor?.next()
    } else {
      cursor = nil
    }
    // Streams of their own: other lengths leave the times as they are.
    times = RandomSource(seed: settings.seed, stream: 1)
    lengths = RandomSource(seed: settings.seed, stream: 2)
    patience = RandomSource(seed: settings.seed, stream: 3)
    if case .closedLoop(let concurrency, _) = traffic.arrivals {
      for client in 0..<max(1, concurrency) {
        returns.push(.init(key: 0, slot: Int32(clamping: client), admission: 0))
      }
    }
  }

  /// When the next request is sent; ``Ticks/never`` when there are no more, or none before an answer.
  mutating func nextTime() -> Ticks {
    guard made < most else { return .never }
    var time: Ticks
    switch traffic.arrivals {
    case .trace(let trace, let stretch):
      guard let entry = entry(of: trace) else { return .never }
      time = Ticks(seconds: entry.time.value * stretch)
    case .closedLoop: time = returns.first?.key ?? .never
    default:
      if pending == nil {
        clock += gap()
        pending = Ticks(seconds: clock)
      }
      time = pending ?? .never
      if let next = returns.first, next.key < time { time = next.key }
    }
    return time < until && time < Self.latest ? time : .never
  }

  private func entry(of trace: Trace) -> Trace.Entry? {
    if cursor != nil { return ahead }
    return made < trace.entries.count ? trace.entries[made] : nil
  }

  /// Simulated time has room for 100 days.
  private static let latest = Ticks(seconds: 8.6e6)

  /// Makes the request whose time ``nextTime()`` told; `nil` where it told none.
  mutating func next() -> Request? {
    let time = nextTime()
    guard time != .never else { return nil }
    switch traffic.arrivals {
    case .trace(let trace, _):
      guard let entry = entry(of: trace) else { return nil }
      if let cursor { ahead = cursor.next() }
      return make(
        at: time, input: Int32(clamping: entry.input), output: Int32(clamping: entry.output),
        client: entry.session, hashes: entry.hashes)
    case .closedLoop:
      guard let first = returns.first else { return nil }
      returns.removeFirst()
      return make(at: time, client: first.slot)
    default:
      if let first = returns.first, first.key == time {
        returns.removeFirst()
        return turn(of: first.slot, at: time)
      }
      pending = nil
      guard traffic.sessions != nil else { return make(at: time, client: -1) }
      clients &+= 1
      return turn(of: clients, at: time)
    }
  }

  /// A client has an answer, or knows that there will be none.
  mutating func ended(client: Int32, at time: Ticks) {
    if let sessions = traffic.sessions {
      guard let turns = conversations[client]?.turns, turns < sessions.turns else {
        conversations[client] = nil
        return
      }
      let pause = Ticks(seconds: sessions.meanThink.value * times.exponential())
      returns.push(.init(key: time + pause, slot: client, admission: 0))
      return
    }
    guard case .closedLoop(_, let think) = traffic.arrivals else { return }
    // However fast the client, the engine has begun its next step when the answer is out.
    let next = time + max(1, Ticks(seconds: think.value))
    returns.push(.init(key: next, slot: client, admission: 0))
  }

  /// The next turn of a conversation: all that was said, and more.
  private mutating func turn(of client: Int32, at time: Ticks) -> Request {
    let before = conversations[client] ?? (turns: 0, tokens: 0)
    let input = min(traffic.input.sample(&lengths) + before.tokens, 100_000_000)
    let output = traffic.output.sample(&lengths)
    conversations[client] = (before.turns + 1, min(input + output, 100_000_000))
    return make(at: time, input: input, output: output, client: client, hashes: 0..<0)
  }

  private mutating func make(at time: Ticks, client: Int32) -> Request {
    make(
      at: time, input: traffic.input.sample(&lengths), output: traffic.output.sample(&lengths),
      client: client, hashes: 0..<0)
  }

  private mutating func make(
    at time: Ticks, input: Int32, output: Int32, client: Int32, hashes: Range<Int32>
  ) -> Request {
    var request = Request(id: made, arrival: time, input: input, output: output)
    request.client = client
    request.hashes = hashes
    if timeLimit != .never { request.deadline = time + timeLimit }
    if let mean = traffic.meanPatience {
      let end = time + Ticks(seconds: mean.value * patience.exponential())
      if end < request.deadline {
        request.deadline = end
        request.isCancellation = true
      }
    }
    made += 1
    return request
  }

  /// Seconds to the next request.
  private mutating func gap() -> Double {
    // What arrives at the rate is turns.
    Double(traffic.sessions?.turns ?? 1) * gapOfRate()
  }

  private mutating func gapOfRate() -> Double {
    switch traffic.arrivals {
    case .poisson(let rate): return times.exponential() / rate
    case .gamma(let rate, let cv):
      return cv > 0 ? times.gamma(shape: 1 / (cv * cv)) / rate : 1 / rate
    case .constant(let rate): return 1 / rate
    case .ramp(let from, let to, let over):
      return thinned(most: max(from, to)) { time in
        from + (to - from) * min(1, time / max(over.value, 1e-9))
      }
    case .daily(let rate, let peak, let period):
      let swing = min(max(peak - 1, 0), 1)
      return thinned(most: rate * (1 + swing)) { time in
        // A day begins at its lowest point.
        rate * (1 - swing * cos(2 * Double.pi * time / period.value))
      }
    case .closedLoop, .trace: return 0
    }
  }

  /// The gap of a Poisson process whose rate changes: candidates at the highest rate, of which a
  /// share is kept (Lewis and Shedler, 1979).
  private mutating func thinned(most: Double, _ rate: (Double) -> Double) -> Double {
    var time = clock
    for _ in 0..<1_000_000 {
      time += times.exponential() / most
      if times.uniform() * most <= rate(time) { break }
    }
    return time - clock
  }
}
