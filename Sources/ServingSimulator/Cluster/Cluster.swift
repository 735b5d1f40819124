import PerformanceModel

/// Replicas behind a router, played in order of time.
struct Cluster {
  var replicas: [Replica]
  private var router: Router
  private var source: RequestSource
  private let overhead: Ticks
  private(set) var arrived = 0

  init(replicas: [Replica], router: Router, source: RequestSource, overhead: Ticks) {
    self.replicas = replicas
    self.router = router
    self.source = source
    self.overhead = overhead
  }

  /// Requests between two looks at whether to stop.
  private static let stride = 4096

  /// Plays everything to its end.
  /// - Parameter progress: is told the requests that arrived; says whether to go on.
  /// - Returns: whether it was played to the end.
  mutating func run(_ recorder: inout Recorder, progress: (Int) -> Bool) -> Bool {
    var next = source.next()
    var events = 0
    while true {
      let (index, time) = earliest()
      if let request = next, request.arrival + overhead <= time {
        arrived += 1
        recorder.tally.arrived += 1
        recorder.timeline.arrived(at: request.arrival)
        let target = router.choose(request, replicas, recorder.hashes)
        replicas[target].arrive(request, at: request.arrival + overhead, &recorder)
        next = source.next()
      } else if time != .never {
        replicas[index].advance(&recorder)
      } else {
        return true
      }
      if recorder.collectsEnds, !recorder.ended.isEmpty {
        for end in recorder.ended { source.ended(client: end.client, at: end.at) }
        recorder.ended.removeAll(keepingCapacity: true)
        if next == nil { next = source.next() }
      }
      events += 1
      if events % Self.stride == 0, !progress(arrived) { return false }
    }
  }

  /// The replica on which something happens next.
  @inline(__always)
  private func earliest() -> (Int, Ticks) {
    var index = 0, time = replicas[0].nextEvent
    for other in 1..<max(1, replicas.count) where replicas[other].nextEvent < time {
      index = other
      time = replicas[other].nextEvent
    }
    return (index, time)
  }
}

/// Chooses replicas.
struct Router {
  private let routing: Routing
  private let weights: [Double]
  private var turn = 0
  private var credits: [Double]

  init(_ routing: Routing, weights: [Double], count: Int) {
    self.routing = routing
    let given = weights + Array(repeating: 1, count: max(0, count - weights.count))
    self.weights = Array(given.prefix(count))
    credits = Array(repeating: 0, count: count)
  }

  mutating func choose(_ request: Request, _ replicas: [Replica], _ hashes: [UInt64]) -> Int {
    guard replicas.count > 1 else { return 0 }
    switch routing {
    case .roundRobin: return inTurn(replicas.count)
    case .leastConnections: return least(replicas) { Double($0.inFlight) }
    case .leastCache:
      return least(replicas) { replica in
        // Who waits will take cache too.
        Double(replica.used)
          + Double(replica.waiting.count) * Double(replica.cache.blocks(Int(request.input)))
      }
    case .weighted:
      // Smooth weighted round robin, as in nginx.
      var best = 0
      for index in credits.indices {
        credits[index] += weights[index]
        if credits[index] > credits[best] { best = index }
      }
      credits[best] -= weights.reduce(0, +)
      return best
    case .prefixAffinity:
      if let first = request.hashes.first {
        // Prompts share their first block with all others of the same service: take the second.
        let index = request.hashes.count > 1 ? first + 1 : first
        return Int(Self.mixed(hashes[Int(index)]) % UInt64(replicas.count))
      }
      if request.client >= 0 {
        return Int(Self.mixed(UInt64(request.client)) % UInt64(replicas.count))
      }
      return inTurn(replicas.count)
    }
  }

  private mutating func inTurn(_ count: Int) -> Int {
    let index = turn
    turn = turn + 1 < count ? turn + 1 : 0
    return index
  }

  /// The replica with the least load; of like ones, the next in turn.
  private mutating func least(_ replicas: [Replica], _ load: (Replica) -> Double) -> Int {
    let start = inTurn(replicas.count)
    var best = start, lowest = load(replicas[start])
    for offset in 1..<replicas.count {
      let index = (start + offset) % replicas.count
      let found = load(replicas[index])
      if found < lowest {
        best = index
        lowest = found
      }
    }
    return best
  }

  private static func mixed(_ word: UInt64) -> UInt64 {
    var word = word &+ 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
