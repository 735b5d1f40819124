/// Sequences that speculate: each gets another number of tokens in every step, so that steps are
/// played one by one, and takes room for all that was drafted before it is known what stays.
extension Replica {
  /// Bytes of the blocks that the next step takes.
  mutating func draftGrowth() -> Int {
    guard limits.policy.growsOnDemand else { return 0 }
    var bytes = 0
    for slot in drafting {
      bytes +=
        cache.blocks(slots[slot].held + 1 + limits.lookahead) - cache.blocks(slots[slot].allocated)
    }
    return bytes
  }

  /// Takes the blocks of the next step.
  mutating func takeDraftBlocks() {
    used += draftGrowth()
    for slot in drafting { slots[slot].allocated = slots[slot].held + 1 + limits.lookahead }
  }

  /// Plays a step of those who decode.
  mutating func yieldDrafts(_ drafts: DraftDraws) {
    steps += 1
    for slot in drafting {
      let tokens = drafts.yield(slots[slot].request, generated: slots[slot].generated)
      slots[slot].generated += tokens
      slots[slot].held += tokens
      context += tokens
    }
  }
}
