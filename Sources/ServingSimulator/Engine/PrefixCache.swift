/// Blocks of prompts that requests left behind, the least recently used given up first.
///
/// A trace names the blocks of a prompt by hashes of everything up to them; a prompt finds the
/// longest run of leading blocks that are here. Blocks that are kept lie in memory that no running
/// sequence needs.
struct PrefixCache {
  private struct Node {
    var hash: UInt64
    var newer: Int32
    var older: Int32
  }

  /// Prompt tokens of a block.
  private let blockTokens: Int

  init(blockTokens: Int) { self.blockTokens = max(1, blockTokens) }

  private var places: [UInt64: Int32] = [:]
  private var nodes: [Node] = []
  private var free: [Int32] = []
  private var newest: Int32 = -1
  private var oldest: Int32 = -1

  var count: Int { places.count }

  /// How many leading blocks of a prompt are here; they become the most recent.
  mutating func match(_ request: Request, _ hashes: [UInt64]) -> Int {
    var found = 0
    for index in 0..<count(request, tokens: Int(request.input)) {
      guard let place = places[hash(request, index, hashes)] else { break }
      touch(place)
      found += 1
    }
    return found
  }

  /// Keeps the blocks of a prompt, the first ones longest.
  /// - Parameter tokens: of prompt and answer, where a conversation goes on with them.
  mutating func insert(_ request: Request, tokens: Int, _ hashes: [UInt64]) {
    for index in (0..<count(request, tokens: tokens)).reversed() {
      let hash = hash(request, index, hashes)
      if let place = places[hash] {
        touch(place)
        continue
      }
      let node = Node(hash: hash, newer: -1, older: newest)
      let place: Int32
      if let reused = free.popLast() {
        nodes[Int(reused)] = node
        place = reused
      } else {
        place = Int32(nodes.count)
        nodes.append(node)
      }
      places[hash] = place
      if newest >= 0 { nodes[Int(newest)].newer = place }
      newest = place
      if oldest < 0 { oldest = place }
    }
  }

  private func count(_ request: Request, tokens: Int) -> Int {
    // A trace states hashes; of a conversation, all that was said is the same in the next turn.
    if !request.hashes.isEmpty { return request.hashes.count }
    return request.client >= 0 ? tokens / blockTokens : 0
  }

  private func hash(_ request: Request, _ index: Int, _ hashes: [UInt64]) -> UInt64 {
    if request.hashes.isEmpty { return UInt64(request.client) << 32 | UInt64(index) }
    return hashes[Int(request.hashes.lowerBound) + index]
  }

  /// Blocks that do not fit into `free` bytes.
  func excess(free: Int, blockBytes: Int) -> Int {
    blockBytes > 0 ? max(0, count - max(0, free) / blockBytes) : 0
  }

  /// Gives up the `count` oldest blocks.
  mutating func evict(_ count: Int) {
    for _ in 0..<count where oldest >= 0 {
      let place = oldest
      unlink(place)
      places[nodes[Int(place)].hash] = nil
      free.append(place)
    }
  }

  private mutating func touch(_ place: Int32) {
    guard place != newest else { return }
    unlink(place)
    nodes[Int(place)].older = newest
    nodes[Int(place)].newer = -1
    if newest >= 0 { nodes[Int(newest)].newer = place }
    newest = place
    if oldest < 0 { oldest = place }
  }

  private mutating func unlink(_ place: Int32) {
    let node = nodes[Int(place)]
    if node.newer >= 0 { nodes[Int(node.newer)].older = node.older } else { newest = node.older }
    if node.older >= 0 { nodes[Int(node.older)].newer = node.newer } else { oldest = node.newer }
  }
}
