import PerformanceModel

/// One replica: an engine's scheduler over simulated steps.
///
/// Between two events (an arrival that could join, an end, a full cache, a deadline) the batch does
/// not change, and a run of decode steps is advanced in one stride: its steps lie on a line, so that
/// their sum is exact. The cost of a simulation grows with requests, not with tokens.
struct Replica {
  let index: Int
  let limits: ReplicaLimits
  var costs: StepCosts
  let cache: CacheGeometry
  var prefixes: PrefixCache?

  /// What the replica is doing until ``nextEvent``.
  private(set) var activity = Activity.idle
  private(set) var nextEvent = Ticks.never

  enum Activity { case idle, waking, decoding, stepping }

  var waiting = WaitingLine()
  var slots: [SequenceState] = []
  private var freeSlots: [Int] = []
  /// Sequences in the batch, and those of them that decode.
  private(set) var running = 0
  private(set) var decoding = 0
  /// Slots whose prompts are on their way, in the order of admission.
  var prefilling: [Int] = []
  /// Decode steps since the start.
  private(set) var steps = 0
  /// Sum over decoding sequences of the tokens that each attends to in the next step.
  private(set) var context = 0
  /// Bytes of cache in use.
  private(set) var used = 0
  /// Decoding sequences by the decode step, modulo a block, in which they need a new one.
  private var phases: [Int]
  private var ends = KeyedHeap()
  private var deadlines = KeyedHeap()
  private var admissions: Int32 = 0

  // The run under way.
  private var runStart: Ticks = 0
  private var runFirst: Ticks = 0
  private var runDelta: Ticks = 0
  private var runUnloaded: Ticks = 0
  private var runSteps = 0
  // The mixed step under way.
  private var stepDecodes = false
  private var chunks: [(slot: Int, tokens: Int)] = []
  private var endedInBatch = 0
  /// Slots that were handed over and have not decoded yet.
  private var received: [Int] = []

  init(index: Int, limits: ReplicaLimits, costs: StepCosts, cache: CacheGeometry) {
    self.index = index
    self.limits = limits
    self.costs = costs
    self.cache = cache
    phases = Array(repeating: 0, count: cache.blockTokens)
    prefixes = limits.cachesPrefixes ? PrefixCache(blockTokens: limits.hashTokens) : nil
  }

  /// Requests that are here: in the batch or waiting.
  var inFlight: Int { running - endedInBatch + waiting.count }

  // MARK: Events

  /// Takes a request that reached the engine at `now`.
  mutating func arrive(_ request: Request, at now: Ticks, _ recorder: inout Recorder) {
    let sequence = SequenceState(request)
    if cache.longest(request) > cache.pool || Int(request.input) > limits.longestPrompt {
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

  private mutating func enqueue(
    _ sequence: SequenceState, at now: Ticks, _ recorder: inout Recorder
  ) {
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
        from: runStart, to: max(runStart, min(now, nextEvent)), running: running - endedInBatch,
        waiting: waiting.count, decoding: decoding, before: used, after: used, pool: cache.pool,
        decodeBusy: max(0, min(now, nextEvent) - runStart), prefillBusy: 0, steps: 0, prompts: 0)
    }
    var lost = slots.filter { $0.stage == .prefilling || $0.stage == .decoding }
      .sorted { $0.admission < $1.admission }.map(\.request)
    while let first = waiting.first {
      lost.append(first.request)
      waiting.removeFirst()
    }
    self = Replica(index: index, limits: limits, costs: costs, cache: cache)
    return lost
  }

  /// Ends a run of decode steps at the first step boundary not before `now`.
  private mutating func interrupt(at now: Ticks) {
    let steps = stepsToReach(now - runStart)
    guard steps < runSteps else { return }
    runSteps = steps
    nextEvent = runStart + runTime(steps)
  }

  /// Ticks of the first `count` steps of the run: an arithmetic series.
  private func runTime(_ count: Int) -> Ticks {
    count * runFirst + runDelta * (count * (count - 1) / 2)
  }

  /// The least number of steps, at least one, that take at least `span`.
  private func stepsToReach(_ span: Ticks) -> Int {
    guard span > runFirst else { return 1 }
    let half = Double(runDelta) / 2
    let linear = Double(runFirst) - half
    let guess =
      runDelta > 0
      ? ((linear * linear + 4 * half * Double(span)).squareRoot() - linear) / (2 * half)
      : Double(span) / Double(runFirst)
    var count = max(1, min(Int(min(guess, 1e15)), runSteps))
    // The root is rounded; whole numbers decide.
    while count > 1, runTime(count - 1) >= span { count -= 1 }
    while count < runSteps, runTime(count) < span { count += 1 }
    return count
  }

  // MARK: Settling

  private mutating func settleRun(at now: Ticks, _ recorder: inout Recorder) {
    let before = used
    showFirstTokens(at: runStart + runFirst)
    grow(runSteps)
    recorder.segment(
      from: runStart, to: now, running: running - endedInBatch, waiting: waiting.count,
      decoding: decoding, before: before, after: used, pool: cache.pool,
      decodeBusy: now - runStart - runSteps * runUnloaded, prefillBusy: 0, steps: runSteps,
      prompts: 0)
    endFinished(at: now, &recorder)
  }

  /// Lets all decoding sequences go `count` steps further.
  private mutating func grow(_ count: Int) {
    if limits.policy.growsOnDemand { used += newBlocks(count) * cache.blockBytes }
    steps += count
    context += decoding * count
  }

  private mutating func settleStep(at now: Ticks, _ recorder: inout Recorder) {
    if stepDecodes {
      showFirstTokens(at: now)
      // Blocks were taken when the step was formed.
      steps += 1
      context += decoding
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
  private mutating func showFirstTokens(at now: Ticks) {
    guard !received.isEmpty else { return }
    for slot in received where slots[slot].firstToken < 0 { slots[slot].firstToken = now }
    received.removeAll(keepingCapacity: true)
  }

  /// A prompt is done: its first token is there, and it decodes from now on.
  private mutating func join(_ slot: Int, at now: Ticks, _ recorder: inout Recorder) {
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
  private mutating func decode(_ slot: Int) {
    let remaining = Int(slots[slot].request.output) - slots[slot].generated
    slots[slot].stage = .decoding
    slots[slot].startStep = steps
    slots[slot].held = slots[slot].prompt
    decoding += 1
    context += slots[slot].held + 1
    phases[phase(slots[slot])] += 1
    guard remaining > 0 else { return }
    ends.push(
      .init(key: steps + remaining, slot: Int32(slot), admission: slots[slot].admission))
  }

  private mutating func endFinished(at now: Ticks, _ recorder: inout Recorder) {
    while let first = ends.first, first.key <= steps {
      ends.removeFirst()
      let slot = Int(first.slot)
      guard isCurrent(first), slots[slot].stage == .decoding else { continue }
      slots[slot].generated = Int(slots[slot].request.output)
      end(slot, .completed, at: now, &recorder)
    }
  }

  private func isCurrent(_ entry: KeyedHeap.Entry) -> Bool {
    slots[Int(entry.slot)].admission == entry.admission
  }

  /// Where a decoding sequence stands within its block, counted so that it does not change.
  private func phase(_ sequence: SequenceState) -> Int {
    let place = (sequence.held - sequence.startStep) % cache.blockTokens
    return place < 0 ? place + cache.blockTokens : place
  }

  /// Blocks that decoding sequences take over the next `count` steps.
  private func newBlocks(_ count: Int) -> Int {
    let size = cache.blockTokens
    var blocks = count / size * decoding
    var place = (size - steps % size) % size
    for _ in 0..<count % size {
      blocks += phases[place]
      place = place == 0 ? size - 1 : place - 1
    }
    return blocks
  }

  // MARK: Leaving

  /// Takes a sequence out of the batch for good.
  private mutating func end(
    _ slot: Int, _ outcome: Outcome, at now: Ticks, _ recorder: inout Recorder
  ) {
    if slots[slot].stage == .decoding, outcome != .completed {
      slots[slot].generated += steps - slots[slot].startStep
    }
    let request = slots[slot].request
    if prefixes != nil, request.hashes.isEmpty, outcome == .completed {
      prefixes?.insert(
        request, tokens: Int(request.input) + Int(request.output), recorder.hashes)
    }
    recorder.end(slots[slot], outcome, at: now, replica: index)
    if limits.policy.batching == .static {
      // Its place in the batch stays taken, and computed, until the last one ends.
      slots[slot].stage = .ended
      endedInBatch += 1
    } else {
      release(slot)
    }
  }

  private mutating func release(_ slot: Int) {
    let sequence = slots[slot]
    var bytes = sequence.reserved
    if sequence.stage != .prefilling {
      let held = sequence.held + steps - sequence.startStep
      context -= held + 1
      phases[phase(sequence)] -= 1
      decoding -= 1
      if limits.policy.growsOnDemand {
        bytes += cache.blocks(held)
      }
    } else if limits.policy.growsOnDemand {
      bytes += cache.blocks(sequence.prompt)
    }
    used -= bytes
    running -= 1
    if !received.isEmpty { received.removeAll { $0 == slot } }
    slots[slot].stage = .free
    slots[slot].admission = -1
    freeSlots.append(slot)
  }

  private mutating func releaseEndedBatch() {
    guard limits.policy.batching == .static, endedInBatch > 0, endedInBatch == running else {
      return
    }
    for slot in slots.indices where slots[slot].stage == .ended { release(slot) }
    endedInBatch = 0
    ends = KeyedHeap()
  }

  /// Preempts the sequence that was admitted last: its cache goes, it computes all anew.
  private mutating func preemptYoungest(_ recorder: inout Recorder) {
    var youngest = -1
    for slot in slots.indices where slots[slot].stage != .free {
      if youngest < 0 || slots[slot].admission > slots[youngest].admission { youngest = slot }
    }
    guard youngest >= 0 else { return }
    var sequence = slots[youngest]
    if sequence.stage == .decoding { sequence.generated += steps - sequence.startStep }
    release(youngest)
    prefilling.removeAll { $0 == youngest }
    sequence.stage = .free
    sequence.prompt = Int(sequence.request.input) + sequence.generated
    sequence.computed = 0
    sequence.held = 0
    sequence.admission = -1
    sequence.preemptions += 1
    sequence.isHandedOver = false
    recorder.preempted()
    waiting.prepend(sequence)
  }

  // MARK: Deadlines

  private mutating func abortExpired(at now: Ticks, _ recorder: inout Recorder) {
    while let first = deadlines.first, first.key <= now {
      deadlines.removeFirst()
      let slot = Int(first.slot)
      guard isCurrent(first), slots[slot].stage == .decoding || slots[slot].stage == .prefilling
      else { continue }
      let outcome = slots[slot].request.isCancellation ? Outcome.cancelled : .timedOut
      if slots[slot].stage == .prefilling { prefilling.removeAll { $0 == slot } }
      end(slot, outcome, at: now, &recorder)
    }
  }

  /// Drops those at the head of the queue who gave up.
  private mutating func dropExpired(at now: Ticks, _ recorder: inout Recorder) {
    while let first = waiting.first, first.request.deadline <= now {
      waiting.removeFirst()
      recorder.end(
        first, first.request.isCancellation ? .cancelled : .timedOut,
        at: first.request.deadline, replica: index)
    }
  }

  // MARK: Forming a step

  /// When a batch is formed of those who wait: now, or when it is full or has waited long enough.
  private func formation(at now: Ticks) -> Ticks {
    guard limits.batchDelay > 0, limits.policy.batching == .static,
      waiting.count < limits.sequences, let first = waiting.first
    else { return now }
    return max(now, first.request.arrival + limits.overhead + limits.batchDelay)
  }

  private mutating func begin(at now: Ticks, _ recorder: inout Recorder) {
    dropExpired(at: now, &recorder)
    chunks.removeAll(keepingCapacity: true)
    var preempts = false
    switch limits.policy.batching {
    case .static:
      if running > 0 {
        startRun(at: now, most: limits.longestRun)
        return
      }
      let formation = formation(at: now)
      if !waiting.isEmpty, formation > now {
        activity = .waking
        nextEvent = formation
        return
      }
      admit(budget: Int.max, at: now, &recorder)
      if chunks.isEmpty {
        startRun(at: now, most: limits.longestRun)
      } else {
        startStep(decodes: false, at: now, &recorder)
      }
    case .continuous:
      switch limits.policy.order {
      case .prefillFirst:
        var budget = limits.tokens
        takeChunks(&budget)
        if budget > 0 { admit(budget: budget, at: now, &recorder) }
        if !chunks.isEmpty {
          startStep(decodes: false, at: now, &recorder)
          return
        }
      case .decodeFirst:
        preempts = makeRoom(&recorder)
        var budget = limits.tokens - decoding
        takeChunks(&budget)
        if !preempts, budget > 0 {
          // Those who decode take their blocks before anybody joins.
          let growth = limits.policy.growsOnDemand ? newBlocks(1) * cache.blockBytes : 0
          admit(budget: budget, growth: growth, at: now, &recorder)
        }
        if !chunks.isEmpty {
          startStep(decodes: decoding > 0, at: now, &recorder)
          return
        }
      }
      if makeRoom(&recorder) { preempts = true }
      // Nobody is admitted in a step that preempts; after it, the queue is looked at again.
      startRun(at: now, most: preempts ? 1 : limits.longestRun)
    }
  }

  /// Preempts until the next decode step has the blocks it needs.
  private mutating func makeRoom(_ recorder: inout Recorder) -> Bool {
    guard limits.policy.growsOnDemand, cache.blockBytes > 0 else { return false }
    var preempts = false
    while decoding > 0, newBlocks(1) * cache.blockBytes > cache.pool - used {
      preemptYoungest(&recorder)
      preempts = true
    }
    return preempts
  }

  /// The chunks of prompts that are under way.
  private mutating func takeChunks(_ budget: inout Int) {
    for slot in prefilling where budget > 0 {
      let tokens = min(budget, slots[slot].prompt - slots[slot].computed)
      chunks.append((slot, tokens))
      budget -= tokens
    }
  }

  /// Admits from the head of the queue what fits beside the `growth` bytes of this step's decoding.
  private mutating func admit(
    budget: Int, growth: Int = 0, at now: Ticks, _ recorder: inout Recorder
  ) {
    var budget = budget
    while running < limits.sequences, budget > 0 {
      dropExpired(at: now, &recorder)
      guard var sequence = waiting.first else { break }
      let request = sequence.request
      // Where only prompts are processed, nobody gets longer.
      let longest =
        limits.handsOver ? sequence.prompt : Int(request.input) + Int(request.output) - 1
      let fixed = cache.fixed(longest: longest)
      let reserved =
        limits.policy.growsOnDemand ? fixed : fixed + cache.blocks(longest)
      let blocks = limits.policy.growsOnDemand ? cache.blocks(sequence.prompt) : 0
      // An empty replica takes whoever fits at all.
      let kept = running > 0 ? limits.watermarkBytes : 0
      if sequence.isHandedOver {
        // It decodes in this very step, and may need a block for that.
        let first = limits.policy.growsOnDemand ? cache.blocks(sequence.prompt + 1) : 0
        let others = limits.policy.growsOnDemand ? newBlocks(1) * cache.blockBytes : 0
        guard used + others + reserved + first + kept <= cache.pool else { break }
        waiting.removeFirst()
        let slot = enter(&sequence, bytes: reserved + blocks, reserved: reserved)
        decode(slot)
        if slots[slot].firstToken < 0 { received.append(slot) }
        continue
      }
      guard used + growth + reserved + blocks + kept <= cache.pool else { break }
      if let found = prefixes?.match(request, recorder.hashes) {
        sequence.computed = min(found * limits.hashTokens, sequence.prompt - 1)
      }
      let new = sequence.prompt - sequence.computed
      let isLone = chunks.isEmpty
      guard limits.policy.isChunked || new <= budget || isLone else { break }
      let tokens = limits.policy.isChunked ? min(new, budget) : new
      waiting.removeFirst()
      if sequence.scheduled < 0 {
        sequence.scheduled = now
        sequence.cachedTokens = Int32(sequence.computed)
      }
      let slot = enter(&sequence, bytes: reserved + blocks, reserved: reserved)
      prefilling.append(slot)
      chunks.append((slot, tokens))
      if let excess = prefixes?.excess(
        free: cache.pool - used - growth, blockBytes: limits.hashBytes)
      {
        prefixes?.evict(excess)
      }
      budget -= min(budget, tokens)
    }
  }

  /// Puts a sequence into the batch.
  private mutating func enter(
    _ sequence: inout SequenceState, bytes: Int, reserved: Int
  ) -> Int {
    sequence.stage = .prefilling
    sequence.reserved = reserved
    sequence.admission = admissions
    admissions &+= 1
    let slot = place(sequence)
    running += 1
    used += bytes
    if sequence.request.deadline != .never {
      deadlines.push(
        .init(
          key: sequence.request.deadline, slot: Int32(slot), admission: sequence.admission))
    }
    return slot
  }

  private mutating func place(_ sequence: SequenceState) -> Int {
    if let slot = freeSlots.popLast() {
      slots[slot] = sequence
      return slot
    }
    slots.append(sequence)
    return slots.count - 1
  }

  /// Starts a step with the chunks that were chosen.
  private mutating func startStep(decodes: Bool, at now: Ticks, _ recorder: inout Recorder) {
    guard !chunks.isEmpty else {
      activity = .idle
      nextEvent = .never
      return
    }
    var tokens = 0, prefillContext = 0, finished = 0
    for chunk in chunks {
      let past = slots[chunk.slot].computed
      tokens += chunk.tokens
      prefillContext += chunk.tokens * past + chunk.tokens * (chunk.tokens + 1) / 2
      if past + chunk.tokens >= slots[chunk.slot].prompt { finished += 1 }
    }
    let before = used
    var decodeOnly = 0
    if decodes {
      if limits.policy.growsOnDemand { used += newBlocks(1) * cache.blockBytes }
      let piece = costs.piece(sequences: decoding, context: context)
      decodeOnly = piece.ticks(context) - piece.unloaded
    }
    let time = costs.ticks(
      Step(
        prefillTokens: Double(tokens), prefillContext: Double(prefillContext),
        decodeSequences: decodes ? Double(decoding) : 0,
        decodeContext: decodes ? Double(context) : 0, finishedPrompts: Double(finished)))
    stepDecodes = decodes
    activity = .stepping
    nextEvent = now + time.total
    let busy = max(0, time.total - time.unloaded)
    let decodeBusy = min(busy, max(0, decodeOnly))
    recorder.segment(
      from: now, to: nextEvent, running: running, waiting: waiting.count, decoding: decoding,
      before: before, after: used, pool: cache.pool, decodeBusy: decodeBusy,
      prefillBusy: busy - decodeBusy, steps: 1, prompts: tokens)
  }

  /// Starts as many decode steps as will be alike.
  private mutating func startRun(at now: Ticks, most: Int) {
    guard decoding > 0, let end = nextEnd() else {
      activity = .idle
      nextEvent = .never
      return
    }
    let piece = costs.piece(sequences: decoding, context: context)
    var count = max(1, min(end - steps, most))
    if piece.upper < Int.max {
      count = min(count, (piece.upper - context) / decoding + 1)
    }
    if limits.policy.growsOnDemand, cache.blockBytes > 0 {
      count = stepsWithRoom(count)
    }
    runStart = now
    runFirst = piece.ticks(context)
    runDelta = piece.slope * decoding
    runUnloaded = piece.unloaded
    runSteps = count
    // Whoever gives up leaves at the next boundary; then the one behind may fit.
    let deadline = min(
      nextDeadline(), limits.policy.batching == .static ? .never : headDeadline)
    if deadline != .never { runSteps = stepsToReach(deadline - now) }
    activity = .decoding
    nextEvent = now + runTime(runSteps)
  }

  private var headDeadline: Ticks { waiting.first?.request.deadline ?? .never }

  private mutating func nextEnd() -> Int? {
    while let first = ends.first {
      if isCurrent(first), slots[Int(first.slot)].stage == .decoding { return first.key }
      ends.removeFirst()
    }
    return nil
  }

  private mutating func nextDeadline() -> Ticks {
    while let first = deadlines.first {
      let stage = slots[Int(first.slot)].stage
      if isCurrent(first), stage == .decoding || stage == .prefilling { return first.key }
      deadlines.removeFirst()
    }
    return .never
  }

  /// The most steps, up to `count`, for which there are free blocks; the first has them.
  private func stepsWithRoom(_ count: Int) -> Int {
    let free = (cache.pool - used) / cache.blockBytes
    let size = cache.blockTokens
    if (count / size + 1) * decoding <= free { return count }
    if newBlocks(count) <= free { return count }
    // Every `size` steps each sequence takes one block.
    let rounds = free / decoding
    var fits = rounds * size
    var taken = rounds * decoding
    var place = (size - (steps + fits) % size) % size
    while fits < count {
      taken += phases[place]
      guard taken <= free else { break }
      fits += 1
      place = place == 0 ? size - 1 : place - 1
    }
    return max(1, min(fits, count))
  }
}

/// What a replica may take at once.
struct ReplicaLimits {
  var policy: SchedulerPolicy
  /// Sequences in the batch, tokens in a step.
  var sequences: Int
  var tokens: Int
  /// Requests that may wait.
  var queueLimit = Int.max
  /// The longest prompt that is accepted.
  var longestPrompt = Int.max
  /// Ticks from sending a request to its place in the queue.
  var overhead: Ticks = 0
  /// Ticks for which a static batch that is not full waits for others.
  var batchDelay: Ticks = 0
  /// Steps that are skipped in one stride; 1 plays them one by one.
  var longestRun = Int.max
  var watermarkBytes = 0
  /// Whether sequences go elsewhere when their prompts are done.
  var handsOver = false
  var cachesPrefixes = false
  /// Tokens for which a trace has one hash, and the bytes of their cache.
  var hashTokens = 512
  var hashBytes = 0
}
