import Quantities

/// Which replicas there are at a time: ordered, starting, serving, leaving, gone.
struct ReplicaPool {
  enum State { case down, starting, up, draining }

  /// What happens to the pool next.
  struct Change {
    var time: Ticks
    var kind: Kind
    var replica: Int

    enum Kind: Int32 { case start, failure, look }
  }

  private(set) var states: [State]
  /// Replicas that take requests.
  private(set) var serving: [Int] = []
  private let scaling: Autoscaling?
  private let interruptions: Interruptions?
  private var random: RandomSource
  private var changes = KeyedHeap()
  /// When the replica was ordered; what came before is in ``paid``.
  private var since: [Ticks]
  private var paid = 0.0
  /// Tells a replica's starts apart, so that what was planned for an earlier one is void.
  private var starts: [Int]
  private var lowSince = Ticks.never
  private var expected = LoadForecast()
  private(set) var failures = 0
  private(set) var most = 0

  init(_ settings: SimulationSettings) {
    scaling = settings.scaling
    interruptions = settings.interruptions
    random = RandomSource(seed: settings.seed, stream: 4)
    let count = max(settings.replicas, settings.scaling?.maximum ?? 1)
    states = Array(repeating: .down, count: count)
    since = Array(repeating: 0, count: count)
    starts = Array(repeating: 0, count: count)
    let first = settings.scaling.map {
      min(max(settings.replicas, $0.minimum, $0.scheduled(at: 0)), $0.maximum)
    }
    for replica in 0..<(first ?? settings.replicas) { begin(replica, at: 0) }
    if let scaling { plan(.look, 0, at: Ticks(seconds: scaling.interval.value)) }
  }

  /// Whether the pool never changes.
  var isFixed: Bool { scaling == nil && interruptions == nil }

  /// The next change; those that became void are dropped.
  mutating func next() -> Change? {
    while let first = changes.first {
      guard let kind = Change.Kind(rawValue: first.admission & 3) else { return nil }
      let replica = Int(first.slot)
      if kind == .look || starts[replica] == Int(first.admission >> 2) {
        return Change(time: first.key, kind: kind, replica: replica)
      }
      changes.removeFirst()
    }
    return nil
  }

  mutating func removeNext() { changes.removeFirst() }

  /// A replica has started.
  mutating func begin(_ replica: Int, at now: Ticks) {
    if states[replica] == .down { since[replica] = now }
    states[replica] = .up
    refresh()
    if let interruptions {
      let life = interruptions.meanTimeBetween.value * random.exponential()
      plan(.failure, replica, at: now + Ticks(seconds: life))
    }
  }

  /// A replica ends at once; it comes back after a time.
  mutating func fail(_ replica: Int, at now: Ticks) {
    stop(replica, at: now)
    failures += 1
    guard let interruptions else { return }
    plan(.start, replica, at: now + Ticks(seconds: interruptions.recovery.value))
  }

  /// A replica that takes no more requests has none left.
  mutating func drained(_ replica: Int, at now: Ticks) {
    if states[replica] == .draining { stop(replica, at: now) }
  }

  /// Looks at the load and orders or lets go replicas.
  /// - Parameter load: requests in flight on each replica; `held` have none to go to.
  mutating func look(at now: Ticks, held: Int, load: (Int) -> Int) {
    guard let scaling else { return }
    plan(.look, 0, at: now + Ticks(seconds: scaling.interval.value))
    if scaling.isPredictive {
      expected.add(Double(states.indices.reduce(held) { $0 + load($1) }))
    }
    adjust(at: now, held: held, load: load)
  }

  mutating func adjust(at now: Ticks, held: Int, load: (Int) -> Int) {
    guard let scaling else { return }
    var all = Double(states.indices.reduce(held) { $0 + load($1) })
    if scaling.isPredictive {
      all = max(all, expected.value(ahead: scaling.coldStart.value / scaling.interval.value + 1))
    }
    let time = now.seconds
    let least = max(
      scaling.minimum, scaling.scheduled(at: time),
      scaling.scheduled(at: time + scaling.coldStart.value))
    let wanted = min(
      max(Int(min((all / scaling.target).rounded(.up), 1e6)), least), scaling.maximum)
    let there = states.count { $0 == .up || $0 == .starting }
    if wanted >= there { lowSince = .never }
    if wanted > there {
      var missing = wanted - there
      for replica in states.indices where missing > 0 {
        switch states[replica] {
        case .draining:
          states[replica] = .up
          missing -= 1
        case .down where !isRecovering(replica):
          states[replica] = .starting
          since[replica] = now
          plan(.start, replica, at: now + Ticks(seconds: scaling.coldStart.value))
          missing -= 1
        default: break
        }
      }
      refresh()
    } else if wanted < there {
      if lowSince == .never { lowSince = now }
      guard now - lowSince >= Ticks(seconds: scaling.patience.value) else { return }
      let leaving = serving.sorted { (load($0), -$0) < (load($1), -$1) }.prefix(there - wanted)
      for replica in leaving {
        states[replica] = .draining
        if load(replica) == 0 { stop(replica, at: now) }
      }
      refresh()
    }
  }

  /// Ticks for which replicas are paid up to the end of the run.
  func paidTime(until end: Ticks) -> Double {
    states.indices.reduce(paid) { sum, replica in
      states[replica] == .down ? sum : sum + Double(max(0, end - since[replica]))
    }
  }

  private func isRecovering(_ replica: Int) -> Bool {
    // Planned starts of a replica that is down belong to its recovery.
    recovering.contains(replica)
  }

  private var recovering: Set<Int> = []

  private mutating func stop(_ replica: Int, at now: Ticks) {
    paid += Double(now - since[replica])
    states[replica] = .down
    starts[replica] += 1
    refresh()
  }

  private mutating func plan(_ kind: Change.Kind, _ replica: Int, at time: Ticks) {
    if kind == .start, states[replica] == .down {
      recovering.insert(replica)
    } else if kind == .failure {
      recovering.remove(replica)
    }
    changes.push(
      .init(
        key: time, slot: Int32(replica),
        admission: Int32(truncatingIfNeeded: (starts[replica] << 2) | Int(kind.rawValue))))
  }

  private mutating func refresh() {
    serving = states.indices.filter { states[$0] == .up }
    most = max(most, serving.count)
  }
}
