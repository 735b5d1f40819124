import Quantities

/// Adds up what replicas do.
struct Recorder {
  /// Block hashes of the trace that is played.
  let hashes: [UInt64]
  let targets: Targets
  let overhead: Ticks
  /// Requests that are played before figures count.
  let warmUp: Int
  /// Called with each request that ended.
  let onRequest: ((RequestRecord) -> Void)?
  /// Called with each request that is sent.
  var onArrival: ((ArrivedRequest) -> Void)?
  /// Collects the ends for clients that wait for them.
  let collectsEnds: Bool
  var ended: [(client: Int32, at: Ticks)] = []

  /// Sequences whose prompts are done on replicas that do nothing else.
  var handOvers: [(sequence: SequenceState, replica: Int, at: Ticks)] = []

  /// Requests that go from a replica's queue to the next tier.
  var diverted: [(request: Request, at: Ticks)] = []

  var tally: Tally
  var timeline = Timeline()
  var truncation = TruncationRule()

  init(
    hashes: [UInt64], targets: Targets, overhead: Ticks, warmUp: Int,
    onRequest: ((RequestRecord) -> Void)?, collectsEnds: Bool, groups: Int = 1, tiers: Int = 0
  ) {
    self.hashes = hashes
    self.targets = targets
    self.overhead = overhead
    self.warmUp = warmUp
    self.onRequest = onRequest
    self.collectsEnds = collectsEnds
    tally = Tally(groups: groups, tiers: tiers)
  }

  /// Per-request limits on time in ticks.
  struct Targets {
    var firstToken = Ticks.never
    var perToken = Ticks.never
    var endToEnd = Ticks.never
  }

  mutating func arrived(_ request: Request) {
    timeline.arrived(at: request.arrival)
    onArrival?(
      ArrivedRequest(
        arrival: Seconds(request.arrival.seconds), inputTokens: Int(request.input),
        outputTokens: Int(request.output)))
  }

  mutating func queued(_ count: Int) {
    if count > tally.longestQueue { tally.longestQueue = count }
  }

  mutating func preempted() { tally.preemptions += 1 }

  /// A request that no replica serves has its answer.
  mutating func answered(_ request: Request, at now: Ticks, first: Ticks, end time: Ticks) {
    var sequence = SequenceState(request)
    sequence.scheduled = max(now, request.arrival + overhead)
    sequence.firstToken = first
    sequence.generated = Int(request.output)
    tally.awayTime += Double(time - now)
    end(sequence, .completed, at: time, replica: -1)
  }

  mutating func end(
    _ sequence: SequenceState, _ outcome: Outcome, at now: Ticks, replica: Int
  ) {
    let request = sequence.request
    tally.ends[outcome.index] += 1
    tally.lastEnd = max(tally.lastEnd, now)
    tally.presence += Double(max(0, now - request.arrival - overhead))
    if collectsEnds {
      // Who is turned away tries again a second later.
      let isServed = outcome != .rejected && outcome != .tooLong
      ended.append((request.client, isServed ? now : now + Int(Ticks.perSecond)))
    }
    if let onRequest { onRequest(record(sequence, outcome, now, replica)) }
    guard outcome == .completed else { return }
    let first = sequence.firstToken - request.arrival
    let whole = now - request.arrival
    let perToken =
      request.output > 1 ? (now - sequence.firstToken) / (Int(request.output) - 1) : nil
    timeline.completed(at: now, firstToken: first, perToken: perToken, endToEnd: whole)
    truncation.add(Double(now - request.arrival))
    tally.generatedTokens += Int(request.output)
    tally.promptTokens += Int(request.input)
    tally.cachedTokens += Int(sequence.cachedTokens)
    let isCached = request.tier == FrontDesk.cached
    if isCached { tally.cachedAnswers += 1 }
    let tier = isCached ? -1 : Int(request.tier)
    if tally.tiers.indices.contains(tier) {
      tally.tiers[tier].completed += 1
      if request.diversions > 0 { tally.tiers[tier].diverted += 1 }
      tally.tiers[tier].promptTokens += Int(request.input)
      tally.tiers[tier].generatedTokens += Int(request.output)
    }
    guard request.id >= warmUp else { return }
    tally.firstToken.add(first)
    tally.endToEnd.add(whole)
    if tally.tiers.indices.contains(tier) {
      tally.tiers[tier].firstToken.add(first)
      tally.tiers[tier].endToEnd.add(whole)
    }
    tally.queueWait.add(sequence.scheduled - request.arrival - overhead)
    var isGood = first <= targets.firstToken && whole <= targets.endToEnd
    if let perToken {
      tally.perToken.add(perToken)
      isGood = isGood && perToken <= targets.perToken
    }
    if isGood { tally.good += 1 }
  }

  private func record(
    _ sequence: SequenceState, _ outcome: Outcome, _ now: Ticks, _ replica: Int
  ) -> RequestRecord {
    func time(_ ticks: Ticks) -> Seconds? { ticks >= 0 ? Seconds(ticks.seconds) : nil }
    let request = sequence.request
    return RequestRecord(
      id: request.id, outcome: outcome, replica: replica, tier: Int(request.tier),
      inputTokens: Int(request.input),
      outputTokens: Int(request.output), generatedTokens: sequence.generated,
      cachedTokens: Int(sequence.cachedTokens), preemptions: Int(sequence.preemptions),
      arrival: Seconds(request.arrival.seconds), scheduled: time(sequence.scheduled),
      firstToken: time(sequence.firstToken), end: Seconds(now.seconds))
  }

  /// A stretch over which a replica's batch did not change.
  @inline(__always)
  mutating func segment(
    from start: Ticks, to end: Ticks, running: Int, waiting: Int, group: Int, before: Int,
    after: Int, pool: Int, decodeBusy: Ticks, prefillBusy: Ticks, steps: Int, prompts: Int
  ) {
    let span = Double(end - start)
    // The cache fills evenly over a run of steps.
    let cache = pool > 0 ? Double(before + after) / 2 / Double(pool) : 0
    tally.groups[group].busy += span
    tally.runningTime += Double(running) * span
    tally.waitingTime += Double(waiting) * span
    tally.cacheTime += cache * span
    tally.groups[group].decodeBusy += Double(decodeBusy)
    tally.groups[group].prefillBusy += Double(prefillBusy)
    tally.steps += steps
    tally.computedPromptTokens += prompts
    if running > tally.largestBatch { tally.largestBatch = running }
    let peak = pool > 0 ? Double(max(before, after)) / Double(pool) : 0
    if peak > tally.peakCache { tally.peakCache = peak }
    timeline.add(
      from: start, to: end, running: Double(running), waiting: Double(waiting), cache: cache)
  }
}

/// The sums of a run.
struct Tally {
  var arrived = 0
  var ends = Array(repeating: 0, count: Outcome.allCases.count)
  var good = 0
  var firstToken = LatencySketch()
  var perToken = LatencySketch()
  var endToEnd = LatencySketch()
  var queueWait = LatencySketch()
  var promptTokens = 0
  var cachedTokens = 0
  var computedPromptTokens = 0
  var generatedTokens = 0
  var cachedAnswers = 0
  var preemptions = 0
  var steps = 0
  var largestBatch = 0
  var longestQueue = 0
  var peakCache = 0.0
  var lastEnd: Ticks = 0
  /// Integrals in ticks.
  var runningTime = 0.0
  var waitingTime = 0.0
  var cacheTime = 0.0
  /// Time that requests were here, request by request.
  var presence = 0.0
  /// Of requests that no replica serves: APIs, the response cache.
  var awayTime = 0.0
  var groups: [Group]
  var tiers: [TierTally]

  /// Time in which like replicas work.
  struct Group {
    var busy = 0.0
    var decodeBusy = 0.0
    var prefillBusy = 0.0
  }

  init(groups: Int, tiers: Int) {
    self.groups = Array(repeating: Group(), count: max(1, groups))
    self.tiers = Array(repeating: TierTally(), count: tiers)
  }

  var busy: Double { groups.reduce(0) { $0 + $1.busy } }
}

/// What a tier served.
struct TierTally {
  var completed = 0
  /// Requests that came on from the tier before.
  var diverted = 0
  var promptTokens = 0
  var generatedTokens = 0
  var firstToken = LatencySketch()
  var endToEnd = LatencySketch()
}

extension Outcome {
  var index: Int {
    switch self {
    case .completed: 0
    case .rejected: 1
    case .tooLong: 2
    case .timedOut: 3
    case .cancelled: 4
    }
  }
}
