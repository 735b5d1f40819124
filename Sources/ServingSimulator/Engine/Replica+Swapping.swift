/// Caches of preempted sequences that wait in the host's memory. Copies hold up the step before which
/// they are made, as in vLLM's V0 engine (`vllm/worker/cache_engine.py`: on the stream of the step).
extension Replica {
  /// Moves the cache of a sequence that is preempted to the host, where there is room.
  /// - Parameter bytes: of all its cache.
  mutating func swapOut(_ sequence: inout SequenceState, held: Int, bytes: Int) -> Bool {
    guard sequence.stage == .decoding, bytes <= limits.swapBytes - hostUsed else { return false }
    hostUsed += bytes
    copies += limits.copy(bytes)
    sequence.hostBytes = bytes
    // It goes on where it was.
    sequence.prompt = held
    sequence.computed = held
    sequence.isHandedOver = true
    return true
  }

  /// Brings the cache of a sequence back.
  mutating func swapIn(_ sequence: inout SequenceState) {
    copies += limits.copy(sequence.hostBytes)
    forget(&sequence)
  }

  /// Gives up what a sequence has in the host's memory.
  mutating func forget(_ sequence: inout SequenceState) {
    hostUsed -= sequence.hostBytes
    sequence.hostBytes = 0
  }

  /// Ticks of the copies before the next step.
  mutating func takeCopies() -> Ticks {
    defer { copies = 0 }
    return copies
  }
}
