import PerformanceModel
import Quantities

/// The KV cache in whole bytes on the fullest device of a replica.
struct CacheGeometry {
  /// Bytes that weights, activations and reserve leave.
  private(set) var pool: Int
  /// Tokens of a block.
  let blockTokens: Int
  /// Bytes of a block in layers that see everything.
  private(set) var blockBytes: Int
  /// Bytes of a block in layers that see a window, and the blocks that a window spans.
  private var windowBlockBytes: Int
  private var windowBlocks: Int
  private var stateBytes: Int

  init(_ memory: MemoryModel) {
    let cache = memory.kvCache
    let tokens = max(1, memory.blockTokens.rounded())
    func whole(_ bytes: Double) -> Int { Int(min(max(0, bytes), 1e17).rounded(.up)) }
    pool =
      memory.weights + memory.activations + memory.reserve <= memory.usable
      ? Int(min(memory.kvPool, 1e17)) : 0
    blockTokens = Int(min(tokens, 1e6))
    let full = (cache.bytesPerToken - cache.latentBytesPerToken) * memory.kvShare
    blockBytes = whole(tokens * (full + cache.latentBytesPerToken * memory.latentShare))
    windowBlockBytes = whole(tokens * cache.windowedBytesPerToken * memory.kvShare)
    windowBlocks = cache.window < 1e9 ? Int((cache.window / tokens).rounded(.up)) + 1 : 0
    stateBytes = whole(cache.stateBytes * memory.stateShare)
  }

  /// A geometry of so many blocks, for tests.
  init(blocks: Int, blockTokens: Int) {
    pool = blocks
    self.blockTokens = blockTokens
    blockBytes = 1
    windowBlockBytes = 0
    windowBlocks = 0
    stateBytes = 0
  }

  /// The cache where a draft model's weights and cache lie beside it: each token has both.
  func beside(_ draft: MemoryModel) -> CacheGeometry {
    let other = CacheGeometry(draft)
    var both = self
    both.pool = max(0, pool - Int(min(max(0, draft.weights.value), 1e17)))
    both.blockBytes += other.blockBytes * blockTokens / max(1, other.blockTokens)
    both.windowBlockBytes += other.windowBlockBytes * blockTokens / max(1, other.blockTokens)
    both.windowBlocks = max(windowBlocks, other.windowBlocks)
    both.stateBytes += other.stateBytes
    return both
  }

  /// Bytes that a sequence takes whatever it holds: states, and windows as wide as it will fill
  /// them, which are set aside whole.
  func fixed(longest tokens: Int) -> Int {
    stateBytes
      + min((tokens + blockTokens - 1) / blockTokens, windowBlocks) * windowBlockBytes
  }

  /// Bytes of the blocks that hold so many tokens in layers that see everything.
  func blocks(_ tokens: Int) -> Int { (tokens + blockTokens - 1) / blockTokens * blockBytes }

  /// Bytes of a sequence at its longest: the last token is never fed back.
  /// - Parameter lookahead: tokens for which there is room beyond that.
  func longest(_ request: Request, lookahead: Int = 0) -> Int {
    let tokens = Int(request.input) + Int(request.output) - 1 + lookahead
    return fixed(longest: tokens) + blocks(tokens)
  }
}
