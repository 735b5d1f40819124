import Dispatch
import Synchronization

/// A few threads that compute answers, with a bounded line of those that wait.
public final class WorkPool: Sendable {
  public let name: String
  private let workers: Int
  private let mostWaiting: Int
  private let queue: DispatchQueue
  private let state = Mutex(State())

  private struct State {
    var running = 0
    var waiting: [@Sendable () -> Void] = []
  }

  /// - Parameters:
  ///   - workers: how many compute at a time.
  ///   - mostWaiting: how many may wait; further ones are refused.
  public init(_ name: String, workers: Int, mostWaiting: Int) {
    self.name = name
    self.workers = workers
    self.mostWaiting = mostWaiting
    queue = DispatchQueue(label: name, attributes: .concurrent)
  }

  public var load: (running: Int, waiting: Int) {
    state.withLock { ($0.running, $0.waiting.count) }
  }

  /// Runs `work` as soon as a worker is free.
  /// - Returns: `false` where too much waits already; then it will never run.
  public func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
    let starts: Bool? = state.withLock { state in
      if state.running < workers {
        state.running += 1
        return true
      }
      guard state.waiting.count < mostWaiting else { return nil }
      state.waiting.append(work)
      return false
    }
    guard let starts else { return false }
    if starts { queue.async { self.run(work) } }
    return true
  }

  private func run(_ first: @Sendable () -> Void) {
    first()
    while let next = next() { next() }
  }

  private func next() -> (@Sendable () -> Void)? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.running -= 1
        return nil
      }
      return state.waiting.removeFirst()
    }
  }
}
