import Dispatch
import Synchronization

extension RandomAccessCollection where Self: Sendable, Index == Int {
  /// What `transform` makes of each element, in order, spread over the cores.
  public func concurrentMap<Made: Sendable>(
    _ transform: @Sendable (Element) -> Made
  ) -> [Made] {
    guard count > 1 else { return map(transform) }
    let made = Mutex([Made?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { place in
      let one = transform(self[startIndex + place])
      made.withLock { $0[place] = one }
    }
    return made.withLock { $0 }.compactMap { $0 }
  }
}

/// What two functions make, each on a core of its own.
public func concurrently<A: Sendable, B: Sendable>(
  _ first: @Sendable () -> A, _ second: @Sendable () -> B
) -> (A, B) {
  let made = Mutex<(first: A?, second: B?)>((nil, nil))
  DispatchQueue.concurrentPerform(iterations: 2) { place in
    if place == 0 {
      let value = first()
      made.withLock { $0.first = value }
    } else {
      let value = second()
      made.withLock { $0.second = value }
    }
  }
  let (a, b) = made.withLock { ($0.first, $0.second) }
  // Both have run: concurrentPerform returns when all have.
  return (a ?? first(), b ?? second())
}
