/// When decoding sequences need new blocks of the paged cache: each needs one every block's length of
/// steps, at a step that its length decides. Counting them by that step tells how many blocks any run
/// takes without a look at the sequences.
struct BlockPhases {
  /// Tokens of a block.
  let blockTokens: Int
  /// Decoding sequences by the decode step, modulo a block, in which they need a new one.
  private var counts: [Int]
  /// Decoding sequences.
  private(set) var total = 0

  init(blockTokens: Int) {
    self.blockTokens = blockTokens
    counts = Array(repeating: 0, count: blockTokens)
  }

  /// Counts a sequence that held `held` tokens when it began to decode in step `start`.
  mutating func insert(held: Int, start: Int) {
    counts[phase(held, start)] += 1
    total += 1
  }

  mutating func remove(held: Int, start: Int) {
    counts[phase(held, start)] -= 1
    total -= 1
  }

  /// Where a sequence stands within its block, counted so that it does not change.
  private func phase(_ held: Int, _ start: Int) -> Int {
    let place = (held - start) % blockTokens
    return place < 0 ? place + blockTokens : place
  }

  /// Blocks that are taken over the `count` steps after step `step`.
  func blocks(over count: Int, after step: Int) -> Int {
    var blocks = count / blockTokens * total
    var place = (blockTokens - step % blockTokens) % blockTokens
    for _ in 0..<count % blockTokens {
      blocks += counts[place]
      place = place == 0 ? blockTokens - 1 : place - 1
    }
    return blocks
  }

  /// The most steps after step `step`, up to `count`, that take at most `free` blocks; at least one.
  func steps(within free: Int, upTo count: Int, after step: Int) -> Int {
    guard total > 0 else { return max(1, count) }
    if (count / blockTokens + 1) * total <= free { return count }
    if blocks(over: count, after: step) <= free { return count }
    // Every `blockTokens` steps each sequence takes one block.
    let rounds = free / total
    var fits = rounds * blockTokens
    var taken = rounds * total
    var place = (blockTokens - (step + fits) % blockTokens) % blockTokens
    while fits < count {
      taken += counts[place]
      guard taken <= free else { break }
      fits += 1
      place = place == 0 ? blockTokens - 1 : place - 1
    }
    return max(1, min(fits, count))
  }
}
