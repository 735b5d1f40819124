import PerformanceModel
import Quantities

/// The KV cache in whole bytes on the fullest device of a replica.
struct CacheGeometry {
  /// Bytes that weights, activations and reserve leave.
  let pool: Int
  /// Tokens of a block.
  let blockTokens: Int
  /// Bytes of a block in layers that see everything.
  let blockBytes: Int
  /// Bytes of a block in layers that see a window, and the blocks that a window spans.
  private let windowBlockBytes: Int
  private let windowBlocks: Int
  private let stateBytes: Int

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

  /// Bytes that a sequence takes whatever it holds: states, and windows as wide as it will fill
  /// them, which are set aside whole.
  func fixed(longest tokens: Int) -> Int {
    stateBytes
      + min((tokens + blockTokens - 1) / blockTokens, windowBlocks) * windowBlockBytes
  }

  /// Bytes of the blocks that hold so many tokens in layers that see everything.
  func blocks(_ tokens: Int) -> Int { (tokens + blockTokens - 1) / blockTokens * blockBytes }

  /// Bytes of a sequence at its longest: the last token is never fed back.
  func longest(_ request: Request) -> Int {
    let tokens = Int(request.input) + Int(request.output) - 1
    return fixed(longest: tokens) + blocks(tokens)
  }
}
