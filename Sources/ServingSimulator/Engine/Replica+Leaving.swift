/// How sequences leave a replica's batch and queue: at their end, for others' sake, at a deadline.
extension Replica {
  /// Takes a sequence out of the batch for good.
  mutating func end(
    _ slot: Int, _ outcome: Outcome, at now: Ticks, _ recorder: inout Recorder
  ) {
    if slots[slot].stage == .decoding, outcome != .completed, !limits.speculates {
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

  mutating func release(_ slot: Int) {
    let sequence = slots[slot]
    var bytes = sequence.reserved
    if sequence.stage != .prefilling {
      let held = held(sequence)
      context -= held + 1
      if limits.speculates {
        phases.remove(held: 0, start: 0)
        drafting.removeAll { $0 == slot }
      } else {
        phases.remove(held: sequence.held, start: sequence.startStep)
      }
      if limits.policy.growsOnDemand { bytes += blocks(sequence) }
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

  /// Tokens that a sequence that decodes has in the cache.
  @inline(__always)
  func held(_ sequence: SequenceState) -> Int {
    limits.speculates ? sequence.held : sequence.held + steps - sequence.startStep
  }

  /// Bytes of the blocks of a sequence that decodes.
  @inline(__always)
  func blocks(_ sequence: SequenceState) -> Int {
    cache.blocks(limits.speculates ? sequence.allocated : held(sequence))
  }

  mutating func releaseEndedBatch() {
    guard limits.policy.batching == .static, endedInBatch > 0, endedInBatch == running else {
      return
    }
    for slot in slots.indices where slots[slot].stage == .ended { release(slot) }
    endedInBatch = 0
    ends = KeyedHeap()
  }

  /// Preempts the sequence that was admitted last: its cache goes to the host, or is computed anew.
  mutating func preemptYoungest(_ recorder: inout Recorder) {
    var youngest = -1
    for slot in slots.indices where slots[slot].stage != .free {
      if youngest < 0 || slots[slot].admission > slots[youngest].admission { youngest = slot }
    }
    guard youngest >= 0 else { return }
    var sequence = slots[youngest]
    if sequence.stage == .decoding, !limits.speculates {
      sequence.generated += steps - sequence.startStep
    }
    let held = held(sequence), bytes = sequence.reserved + blocks(sequence)
    release(youngest)
    prefilling.removeAll { $0 == youngest }
    if !swapOut(&sequence, held: held, bytes: bytes) {
      sequence.prompt = Int(sequence.request.input) + sequence.generated
      sequence.computed = 0
      sequence.isHandedOver = false
    }
    sequence.stage = .free
    sequence.held = 0
    sequence.allocated = 0
    sequence.admission = -1
    sequence.preemptions += 1
    recorder.preempted()
    waiting.prepend(sequence)
  }

  mutating func abortExpired(at now: Ticks, _ recorder: inout Recorder) {
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

  /// Drops those at the head of the queue who gave up, and lets go who is served elsewhere by now.
  mutating func dropExpired(at now: Ticks, _ recorder: inout Recorder) {
    while var first = waiting.first {
      guard first.request.deadline <= now else {
        guard first.scheduled < 0, first.request.leaves <= now else { return }
        waiting.removeFirst()
        recorder.diverted.append((first.request, now))
        continue
      }
      waiting.removeFirst()
      forget(&first)
      recorder.end(
        first, first.request.isCancellation ? .cancelled : .timedOut,
        at: first.request.deadline, replica: index)
    }
  }
}
