import PerformanceModel

/// What a replica does next: whom it admits, which chunks a step holds, how far a run goes.
extension Replica {
  /// When a batch is formed of those who wait: now, or when it is full or has waited long enough.
  func formation(at now: Ticks) -> Ticks {
    guard limits.batchDelay > 0, limits.policy.batching == .static,
      waiting.count < limits.sequences, let first = waiting.first
    else { return now }
    return max(now, first.request.arrival + limits.overhead + limits.batchDelay)
  }

  mutating func begin(at now: Ticks, _ recorder: inout Recorder) {
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
        var budget = limits.tokens - decoding * (1 + limits.lookahead)
        takeChunks(&budget)
        if !preempts, budget > 0 {
          // Those who decode take their blocks before anybody joins.
          admit(budget: budget, besideDecoding: true, at: now, &recorder)
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
  mutating func makeRoom(_ recorder: inout Recorder) -> Bool {
    guard limits.policy.growsOnDemand, cache.blockBytes > 0 else { return false }
    var preempts = false
    while decoding > 0, growth(1) > cache.pool - used {
      preemptYoungest(&recorder)
      preempts = true
    }
    return preempts
  }

  /// The chunks of prompts that are under way.
  mutating func takeChunks(_ budget: inout Int) {
    for slot in prefilling where budget > 0 {
      let tokens = min(budget, limits.beforeCheckpoint(slots[slot].prompt - slots[slot].computed))
      chunks.append((slot, tokens))
      budget -= tokens
    }
  }

  /// Admits from the head of the queue what fits.
  /// - Parameter besideDecoding: whether blocks that this step's decoding takes must stay free.
  mutating func admit(
    budget: Int, besideDecoding: Bool = false, at now: Ticks, _ recorder: inout Recorder
  ) {
    var budget = budget
    while running < limits.sequences, budget > 0 {
      dropExpired(at: now, &recorder)
      guard var sequence = waiting.first else { break }
      let request = sequence.request
      // Where only prompts are processed, nobody gets longer.
      let longest =
        limits.handsOver
        ? sequence.prompt : Int(request.input) + Int(request.output) - 1 + limits.lookahead
      let fixed = cache.fixed(longest: longest)
      let reserved =
        limits.policy.growsOnDemand ? fixed : fixed + cache.blocks(longest)
      let blocks = limits.policy.growsOnDemand ? cache.blocks(sequence.prompt) : 0
      // An empty replica takes whoever fits at all.
      let kept = running > 0 ? limits.watermarkBytes : 0
      if sequence.isHandedOver {
        // It decodes in this very step, and may need a block for that.
        let first =
          limits.policy.growsOnDemand ? cache.blocks(sequence.prompt + 1 + limits.lookahead) : 0
        guard used + growth(1) + reserved + first + kept <= cache.pool else { break }
        waiting.removeFirst()
        swapIn(&sequence)
        let slot = enter(&sequence, bytes: reserved + blocks, reserved: reserved)
        decode(slot)
        if slots[slot].firstToken < 0 { received.append(slot) }
        continue
      }
      let growth = besideDecoding ? growth(1) : 0
      guard used + growth + reserved + blocks + kept <= cache.pool else { break }
      if let found = prefixes?.match(request, recorder.hashes) {
        sequence.computed = min(found * limits.hashTokens, sequence.prompt - 1)
      }
      let new = sequence.prompt - sequence.computed
      let isLone = chunks.isEmpty
      guard limits.policy.isChunked || new <= budget || isLone else { break }
      let tokens = limits.policy.isChunked ? min(limits.beforeCheckpoint(new), budget) : new
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
  mutating func enter(
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

  mutating func place(_ sequence: SequenceState) -> Int {
    if let slot = freeSlots.popLast() {
      slots[slot] = sequence
      return slot
    }
    slots.append(sequence)
    return slots.count - 1
  }

  /// Starts a step with the chunks that were chosen.
  mutating func startStep(decodes: Bool, at now: Ticks, _ recorder: inout Recorder) {
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
      if limits.speculates { takeDraftBlocks() } else { used += growth(1) }
      let piece = costs.piece(sequences: decoding, context: context)
      decodeOnly = piece.ticks(context) - piece.unloaded
    }
    var time = costs.ticks(
      Step(
        prefillTokens: Double(tokens), prefillContext: Double(prefillContext),
        decodeSequences: decodes ? Double(decoding) : 0,
        decodeContext: decodes ? Double(context) : 0, finishedPrompts: Double(finished)))
    let copying = takeCopies()
    time.total += copying
    time.unloaded += copying
    stepDecodes = decodes
    activity = .stepping
    nextEvent = now + time.total
    let busy = max(0, time.total - time.unloaded)
    let decodeBusy = min(busy, max(0, decodeOnly))
    recorder.segment(
      from: now, to: nextEvent, running: running, waiting: waiting.count, group: group,
      before: before, after: used, pool: cache.pool, decodeBusy: decodeBusy,
      prefillBusy: busy - decodeBusy, steps: 1, prompts: tokens)
  }

  /// Starts as many decode steps as will be alike.
  mutating func startRun(at now: Ticks, most: Int) {
    guard decoding > 0, let end = nextEnd() else {
      activity = .idle
      nextEvent = .never
      return
    }
    let piece = costs.piece(sequences: decoding, context: context)
    let copying = takeCopies()
    // Only the first step waits for copies, and of drafts nobody knows what will be accepted.
    let isSingle = copying > 0 || limits.speculates
    var count = isSingle ? 1 : max(1, min(end - steps, most))
    if piece.upper < Int.max {
      count = min(count, (piece.upper - context) / decoding + 1)
    }
    if limits.policy.growsOnDemand, cache.blockBytes > 0, !isSingle {
      let free = (cache.pool - used) / cache.blockBytes
      count = phases.steps(within: free, upTo: count, after: steps)
    }
    run = DecodeRun(
      start: now, first: piece.ticks(context) + copying, delta: piece.slope * decoding,
      unloaded: piece.unloaded + copying, steps: count)
    // Whoever gives up leaves at the next boundary; then the one behind may fit.
    let deadline = min(
      nextDeadline(), limits.policy.batching == .static ? .never : headDeadline)
    if deadline != .never { run.cut(after: deadline - now) }
    activity = .decoding
    nextEvent = run.end
  }

  /// When the one whose turn it is gives up or goes elsewhere.
  var headDeadline: Ticks {
    guard let first = waiting.first else { return .never }
    return min(first.request.deadline, first.scheduled < 0 ? first.request.leaves : .never)
  }

  mutating func nextEnd() -> Int? {
    while let first = ends.first {
      if isCurrent(first), slots[Int(first.slot)].stage == .decoding { return first.key }
      ends.removeFirst()
    }
    return nil
  }

  mutating func nextDeadline() -> Ticks {
    while let first = deadlines.first {
      let stage = slots[Int(first.slot)].stage
      if isCurrent(first), stage == .decoding || stage == .prefilling { return first.key }
      deadlines.removeFirst()
    }
    return .never
  }
}
