import PerformanceModel

/// Replicas behind a router, played in order of time.
struct Cluster {
  var replicas: [Replica]
  private var router: Router
  private var source: RequestSource
  private let overhead: Ticks
  private(set) var pool: ReplicaPool
  /// Replicas that only process prompts come after those of the pool.
  private let hands: HandOver?
  private var prefillRouter: Router
  private var front: FrontDesk?
  private var transfers = KeyedHeap()
  private var moving: [SequenceState] = []
  private var freePlaces: [Int] = []
  private var linkFree: [Ticks]
  /// Requests for which there is no replica.
  private var held: [Request] = []
  private(set) var arrived = 0
  private(set) var resent = 0

  /// Replicas of prompts, and ticks in which the cache of so many tokens is sent.
  struct HandOver {
    var replicas: [Int]
    var ticks: (Int) -> Ticks
  }

  init(
    replicas: [Replica], router: Router, source: RequestSource, overhead: Ticks,
    pool: ReplicaPool, hands: HandOver? = nil, prefillRouter: Router? = nil,
    front: FrontDesk? = nil
  ) {
    self.front = front
    self.replicas = replicas
    self.hands = hands
    self.prefillRouter = prefillRouter ?? router
    linkFree = Array(repeating: 0, count: replicas.count)
    self.router = router
    self.source = source
    self.overhead = overhead
    self.pool = pool
  }

  /// Requests between two looks at whether to stop.
  private static let stride = 4096

  var inFlight: Int {
    replicas.reduce(held.count + moving.count - freePlaces.count) { $0 + $1.inFlight }
  }

  /// Plays everything to its end.
  /// - Parameter progress: is told the requests that arrived; says whether to go on.
  /// - Returns: whether it was played to the end.
  mutating func run(_ recorder: inout Recorder, progress: (Int) -> Bool) -> Bool {
    var events = 0
    let isFixed = pool.isFixed
    while true {
      let (index, time) = earliest()
      let sent = source.nextTime()
      let due = sent == .never ? .never : sent + overhead
      if !isFixed, due != .never || min(time, transferTime) != .never || !held.isEmpty,
        let change = pool.next(),
        change.time < min(time, transferTime, due)
      {
        pool.removeNext()
        play(change, &recorder)
      } else if due != .never, due <= min(time, transferTime), let request = source.next() {
        arrived += 1
        recorder.tally.arrived += 1
        recorder.arrived(request)
        send(request, at: due, &recorder)
      } else if let transfer = transfers.first, transfer.key <= time {
        transfers.removeFirst()
        deliver(Int(transfer.slot), at: transfer.key, &recorder)
      } else if time != .never {
        replicas[index].advance(&recorder)
        if hands != nil { handOver(&recorder) }
        if !isFixed, index < pool.states.count, pool.states[index] == .draining,
          replicas[index].inFlight == 0
        {
          pool.drained(index, at: time)
        }
      } else {
        return true
      }
      if !recorder.diverted.isEmpty { divert(&recorder) }
      if recorder.collectsEnds, !recorder.ended.isEmpty {
        for end in recorder.ended { source.ended(client: end.client, at: end.at) }
        recorder.ended.removeAll(keepingCapacity: true)
      }
      events += 1
      if events % Self.stride == 0, !progress(arrived) { return false }
    }
  }

  private var transferTime: Ticks { transfers.first?.key ?? .never }

  /// Sends the caches of finished prompts, one after the other over a replica's link.
  private mutating func handOver(_ recorder: inout Recorder) {
    guard let hands, !recorder.handOvers.isEmpty else { return }
    for (sequence, replica, time) in recorder.handOvers {
      let arrival = max(time, linkFree[replica]) + hands.ticks(sequence.prompt)
      linkFree[replica] = arrival
      let place: Int
      if let free = freePlaces.popLast() {
        place = free
        moving[place] = sequence
      } else {
        place = moving.count
        moving.append(sequence)
      }
      transfers.push(.init(key: arrival, slot: Int32(place), admission: 0))
    }
    recorder.handOvers.removeAll(keepingCapacity: true)
  }

  private mutating func deliver(_ place: Int, at now: Ticks, _ recorder: inout Recorder) {
    let sequence = moving[place]
    freePlaces.append(place)
    guard !pool.serving.isEmpty else {
      // Nobody to take it: the request begins anew.
      send(sequence.request, at: now, &recorder)
      return
    }
    let target = router.choose(sequence.request, replicas, pool.serving, recorder.hashes)
    replicas[target].receive(sequence, at: now, &recorder)
  }

  private mutating func send(_ request: Request, at now: Ticks, _ recorder: inout Recorder) {
    guard front == nil else {
      sendByTier(request, at: now, isNew: true, &recorder)
      return
    }
    guard !pool.serving.isEmpty else {
      held.append(request)
      // Who has let the last replica go must order one.
      let replicas = replicas
      pool.adjust(at: now, held: held.count) { replicas[$0].inFlight }
      sendHeld(at: now, &recorder)
      return
    }
    let target =
      hands.map { prefillRouter.choose(request, replicas, $0.replicas, recorder.hashes) }
      ?? router.choose(request, replicas, pool.serving, recorder.hashes)
    replicas[target].arrive(request, at: now, &recorder)
  }

  /// Sends a request to its tier.
  private mutating func sendByTier(
    _ request: Request, at now: Ticks, isNew: Bool, _ recorder: inout Recorder
  ) {
    var request = request
    let decision =
      isNew
      ? front?.admit(&request, at: now, replicas, pool.serving, recorder.hashes)
      : front?.moveOn(&request, at: now, replicas, pool.serving, recorder.hashes)
    switch decision {
    case .replica(let target): replicas[target].arrive(request, at: now, &recorder)
    case .answered(let first, let end):
      recorder.answered(request, at: now, first: first, end: end)
    case Optional.none, .some(.none): held.append(request)
    }
  }

  /// Sends on who has waited too long in a tier.
  private mutating func divert(_ recorder: inout Recorder) {
    while !recorder.diverted.isEmpty {
      let moved = recorder.diverted
      recorder.diverted.removeAll()
      for (request, time) in moved {
        sendByTier(request, at: time, isNew: false, &recorder)
      }
    }
  }

  private mutating func sendHeld(at now: Ticks, _ recorder: inout Recorder) {
    guard !held.isEmpty, !pool.serving.isEmpty else { return }
    let waiting = held
    held = []
    for request in waiting { send(request, at: now, &recorder) }
  }

  private mutating func play(_ change: ReplicaPool.Change, _ recorder: inout Recorder) {
    switch change.kind {
    case .start: pool.begin(change.replica, at: change.time)
    case .failure:
      pool.fail(change.replica, at: change.time)
      let lost = replicas[change.replica].abandon(at: change.time, &recorder)
      resent += lost.count
      for request in lost { send(request, at: change.time, &recorder) }
    case .look:
      let replicas = replicas
      pool.look(at: change.time, held: held.count) { replicas[$0].inFlight }
    }
    sendHeld(at: change.time, &recorder)
  }

  /// The replica on which something happens next.
  @inline(__always)
  private func earliest() -> (Int, Ticks) {
    var index = 0, time = replicas.isEmpty ? Ticks.never : replicas[0].nextEvent
    for other in replicas.indices.dropFirst() where replicas[other].nextEvent < time {
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

  /// Chooses among the replicas of these indices, of which there is one at least.
  mutating func choose(
    _ request: Request, _ replicas: [Replica], _ serving: [Int], _ hashes: [UInt64]
  ) -> Int {
    guard serving.count > 1 else { return serving.first ?? 0 }
    switch routing {
    case .roundRobin: return serving[inTurn(serving.count)]
    case .leastConnections: return least(replicas, serving) { Double($0.inFlight) }
    case .leastCache:
      return least(replicas, serving) { replica in
        // Who waits will take cache too.
        Double(replica.used)
          + Double(replica.waiting.count) * Double(replica.cache.blocks(Int(request.input)))
      }
    case .weighted:
      // Smooth weighted round robin, as in nginx.
      var best = serving[0], all = 0.0
      for index in serving {
        credits[index] += weights[index]
        all += weights[index]
        if credits[index] > credits[best] { best = index }
      }
      credits[best] -= all
      return best
    case .prefixAffinity:
      if let first = request.hashes.first {
        // Prompts share their first block with all others of the same service: take the second.
        let index = request.hashes.count > 1 ? first + 1 : first
        return serving[Int(Self.mixed(hashes[Int(index)]) % UInt64(serving.count))]
      }
      if request.client >= 0 {
        return serving[Int(Self.mixed(UInt64(request.client)) % UInt64(serving.count))]
      }
      return serving[inTurn(serving.count)]
    }
  }

  private mutating func inTurn(_ count: Int) -> Int {
    let index = turn < count ? turn : 0
    turn = index + 1 < count ? index + 1 : 0
    return index
  }

  /// The replica with the least load; of like ones, the next in turn.
  private mutating func least(
    _ replicas: [Replica], _ serving: [Int], _ load: (Replica) -> Double
  ) -> Int {
    let start = inTurn(serving.count)
    var best = serving[start], lowest = load(replicas[serving[start]])
    for offset in 1..<serving.count {
      let index = serving[(start + offset) % serving.count]
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
