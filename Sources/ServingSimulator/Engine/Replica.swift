import PerformanceModel

/// One replica: an engine's scheduler over simulated steps.
///
/// Between two events (an arrival that could join, an end, a full cache, a deadline) the batch does
/// not change, and a run of decode steps is advanced in one stride: its steps lie on a line, so that
/// their sum is exact. The cost of a simulation grows with requests, not with tokens.
struct Replica {
  let index: Int
  /// Which of the groups of like replicas it belongs to.
  var group = 0
  let limits: ReplicaLimits
  var costs: StepCosts
  let cache: CacheGeometry
  var prefixes: PrefixCache?

  /// What the replica is doing until ``nextEvent``.
  var activity = Activity.idle
  var nextEvent = Ticks.never

  enum Activity { case idle, waking, decoding, stepping }

  var waiting = WaitingLine()
  var slots: [SequenceState] = []
  var freeSlots: [Int] = []
  /// Sequences in the batch, and those of them that decode.
  var running = 0
  var decoding: Int { phases.total }
  /// Slots whose prompts are on their way, in the order of admission.
  var prefilling: [Int] = []
  /// Decode steps since the start.
  var steps = 0
  /// Sum over decoding sequences of the tokens that each attends to in the next step.
  var context = 0
  /// Bytes of cache in use.
  var used = 0
  var phases: BlockPhases
  var ends = KeyedHeap()
  var deadlines = KeyedHeap()
  var admissions: Int32 = 0

  // The run under way.
  var run = DecodeRun()
  // The mixed step under way.
  var stepDecodes = false
  var chunks: [(slot: Int, tokens: Int)] = []
  var endedInBatch = 0
  /// Slots that were handed over and have not decoded yet.
  var received: [Int] = []
  /// Slots that decode, where they speculate.
  var drafting: [Int] = []
  /// Bytes in the host's memory, and ticks of copies that the next step waits for.
  var hostUsed = 0
  var copies: Ticks = 0

  init(index: Int, limits: ReplicaLimits, costs: StepCosts, cache: CacheGeometry) {
    self.index = index
    self.limits = limits
    self.costs = costs
    self.cache = cache
    phases = BlockPhases(blockTokens: cache.blockTokens)
    prefixes = limits.cachesPrefixes ? PrefixCache(blockTokens: limits.hashTokens) : nil
  }

  /// Requests that are here: in the batch or waiting.
  var inFlight: Int { running - endedInBatch + waiting.count }

  // MARK: Events

  /// Takes a request that reached the engine at `now`.
  mutating func arrive(_ request: Request, at now: Ticks, _ recorder: inout Recorder) {
    let sequence = SequenceState(request)
    if cache.longest(request, lookahead: limits.lookahead) > cache.pool
      || Int(request.input) > limits.longestPrompt
    {
      recorder.end(sequence, .tooLong, at: now, replica: index)
      return
    }
    if waiting.count >= limits.queueLimit { dropExpired(at: now, &recorder) }
    if waiting.count >= limits.queueLimit {
      recorder.end(sequence, .rejected, at: now, replica: index)
      return
    }
    enqueue(sequence, at: now, &recorder)
  }

  /// Takes a sequence whose prompt was processed elsewhere, with its cache.
  mutating func receive(_ sequence: SequenceState, at now: Ticks, _ recorder: inout Recorder) {
    var sequence = sequence
    sequence.isHandedOver = true
    sequence.admission = -1
    sequence.stage = .free
    enqueue(sequence, at: now, &recorder)
  }

  mutating func enqueue(
    _ sequence: SequenceState, at now: Ticks, _ recorder: inout Recorder
  ) {
    // A stretch of steps is recorded with those who wait at its end, a single step at its start.
    switch activity {
    case .decoding: recorder.tally.waitingTime -= Double(now - run.start)
    case .stepping: recorder.tally.waitingTime += Double(nextEvent - now)
    case .idle, .waking: break
    }
    let isFirst = waiting.isEmpty
    waiting.append(sequence)
    recorder.queued(waiting.count)
    switch activity {
    case .idle:
      activity = .waking
      nextEvent = formation(at: now)
    case .waking: nextEvent = formation(at: now)
    case .decoding
    where isFirst && running < limits.sequences && limits.policy.batching == .continuous:
      interrupt(at: now)
    case .decoding, .stepping: break
    }
  }

  /// Plays what happens at ``nextEvent`` and begins what follows.
  mutating func advance(_ recorder: inout Recorder) {
    let now = nextEvent
    switch activity {
    case .idle: return
    case .waking: break
    case .decoding: settleRun(at: now, &recorder)
    case .stepping: settleStep(at: now, &recorder)
    }
    abortExpired(at: now, &recorder)
    releaseEndedBatch()
    begin(at: now, &recorder)
  }

  /// Ends at once, in the middle of a step: its cache is gone, what it had is given back.
  mutating func abandon(at now: Ticks, _ recorder: inout Recorder) -> [Request] {
    if activity == .decoding {
      // The steps that were done are accounted for; whose requests ended before did end.
      recorder.segment(
        from: run.start, to: max(run.start, min(now, nextEvent)), running: running - endedInBatch,
        waiting: waiting.count, group: group, before: used, after: used, pool: cache.pool,
        decodeBusy: max(0, min(now, nextEvent) - run.start), prefillBusy: 0, steps: 0, prompts: 0)
    }
    var lost = slots.filter { $0.stage == .prefilling || $0.stage == .decoding }
      .sorted { $0.admission < $1.admission }.map(\.request)
    while let first = waiting.first {
      lost.append(first.request)
      waiting.removeFirst()
    }
    let group = group
    self = Replica(index: index, limits: limits, costs: costs, cache: cache)
    self.group = group
    return lost
  }

  /// Ends a run of decode steps at the first step boundary not before `now`.
  mutating func interrupt(at now: Ticks) {
    run.cut(after: now - run.start)
    nextEvent = run.end
  }

  // MARK: Settling

  mutating func settleRun(at now: Ticks, _ recorder: inout Recorder) {
    let before = used
    showFirstTokens(at: run.start + run.first)
    grow(run.steps)
    recorder.segment(
      from: run.start, to: now, running: running - endedInBatch, waiting: waiting.count,
      group: group, before: before, after: used, pool: cache.pool,
      decodeBusy: now - run.start - run.steps * run.unloaded, prefillBusy: 0, steps: run.steps,
      prompts: 0)
    endFinished(at: now, &recorder)
  }

  /// Lets all decoding sequences go `count` steps further.
  mutating func grow(_ count: Int) {
    if limits.speculates, let drafts = limits.drafts {
      takeDraftBlocks()
      yieldDrafts(drafts)
      return
    }
    used += growth(count)
    steps += count
    context += decoding * count
  }

  mutating func settleStep(at now: Ticks, _ recorder: inout Recorder) {
    if stepDecodes {
      showFirstTokens(at: now)
      // Blocks were taken when the step was formed.
      if limits.speculates, let drafts = limits.drafts {
        yieldDrafts(drafts)
      } else {
        steps += 1
        context += decoding
      }
      endFinished(at: now, &recorder)
    }
    for chunk in chunks {
      slots[chunk.slot].computed += chunk.tokens
      let sequence = slots[chunk.slot]
      guard sequence.computed >= sequence.prompt else { continue }
      join(chunk.slot, at: now, &recorder)
    }
    prefilling.removeAll { slots[$0].stage != .prefilling }
  }

  /// Users see the first token of a sequence that was handed over after a step of decoding.
  mutating func showFirstTokens(at now: Ticks) {
    guard !received.isEmpty else { return }
    for slot in received where slots[slot].firstToken < 0 { slots[slot].firstToken = now }
    received.removeAll(keepingCapacity: true)
  }

  /// A prompt is done: its first token is there, and it decodes from now on.
  mutating func join(_ slot: Int, at now: Ticks, _ recorder: inout Recorder) {
    let isLast = slots[slot].request.output <= 1
    if slots[slot].firstToken < 0, !limits.handsOver || isLast { slots[slot].firstToken = now }
    slots[slot].generated += 1
    prefixes?.insert(slots[slot].request, tokens: slots[slot].prompt, recorder.hashes)
    if limits.handsOver, !isLast {
      recorder.handOvers.append((slots[slot], index, now))
      release(slot)
      return
    }
    decode(slot)
    if slots[slot].generated >= Int(slots[slot].request.output) {
      end(slot, .completed, at: now, &recorder)
    }
  }

  /// From its next step on, a sequence decodes.
  mutating func decode(_ slot: Int) {
    let remaining = Int(slots[slot].request.output) - slots[slot].generated
    slots[slot].stage = .decoding
    slots[slot].startStep = steps
    slots[slot].held = slots[slot].prompt
    context += slots[slot].held + 1
    var duration = remaining
    if limits.speculates, let drafts = limits.drafts {
      slots[slot].allocated = slots[slot].held
      drafting.append(slot)
      phases.insert(held: 0, start: 0)
      duration = drafts.steps(slots[slot].request, generated: slots[slot].generated)
    } else {
      phases.insert(held: slots[slot].held, start: steps)
    }
    guard remaining > 0 else { return }
    ends.push(
      .init(key: steps + duration, slot: Int32(slot), admission: slots[slot].admission))
  }

  mutating func endFinished(at now: Ticks, _ recorder: inout Recorder) {
    while let first = ends.first, first.key <= steps {
      ends.removeFirst()
      let slot = Int(first.slot)
      guard isCurrent(first), slots[slot].stage == .decoding else { continue }
      slots[slot].generated = Int(slots[slot].request.output)
      end(slot, .completed, at: now, &recorder)
    }
  }

  func isCurrent(_ entry: KeyedHeap.Entry) -> Bool {
    slots[Int(entry.slot)].admission == entry.admission
  }

  /// Bytes of the blocks that decoding sequences take over the next `count` steps; over the next
  /// one where they speculate. Mutating so that a replica is never copied for the question.
  @inline(__always)
  mutating func growth(_ count: Int) -> Int {
    if limits.speculates { return draftGrowth() }
    return limits.policy.growsOnDemand
      ? phases.blocks(over: count, after: steps) * cache.blockBytes : 0
  }
}
