import Dispatch
import Synchronization

/// Answers to questions that were asked before, byte for byte the same: sliders go back and forth, and
/// people reload pages. The oldest go first.
final class AnswerCache: Sendable {
  private struct State {
    var answers: [Key: [UInt8]] = [:]
    /// Keys in the order in which they came, from `first` on.
    var order: [Key] = []
    var first = 0
    var bytes = 0
    var hits = 0
    var misses = 0
    /// What ``shared(_:_:_:)`` computes at the moment; left when it is kept or has failed.
    var underWay: [Key: DispatchGroup] = [:]
  }

  private struct Key: Hashable {
    let address: String
    let question: [UInt8]
    /// Of both, worked out once: the oldest keys are looked up again when they go.
    private let digest: Int

    init(_ address: String, _ question: [UInt8]) {
      self.address = address
      self.question = question
      var hasher = Hasher()
      hasher.combine(address)
      question.withUnsafeBytes { hasher.combine(bytes: $0) }
      digest = hasher.finalize()
    }

    func hash(into hasher: inout Hasher) { hasher.combine(digest) }
  }

  private let most: Int
  private let state = Mutex(State())

  /// - Parameter most: bytes of questions and answers that are kept.
  init(most: Int) { self.most = most }

  var counts: (hits: Int, misses: Int, bytes: Int) {
    state.withLock { ($0.hits, $0.misses, $0.bytes) }
  }

  /// The answer to a question, kept or computed.
  func answer(
    _ address: String, _ question: [UInt8], _ compute: () throws -> [UInt8]
  ) rethrows -> [UInt8] {
    let key = Key(address, question)
    let known: [UInt8]? = state.withLock { state in
      let found = state.answers[key]
      if found == nil { state.misses += 1 } else { state.hits += 1 }
      return found
    }
    if let known { return known }
    let made = try compute()
    keep(key, made)
    return made
  }

  /// The answer to a question that takes long: who asks while it is being computed for another waits
  /// for that, rather than computing it beside.
  func shared(
    _ address: String, _ question: [UInt8], _ compute: () throws -> [UInt8]
  ) rethrows -> [UInt8] {
    let key = Key(address, question)
    let mine = DispatchGroup()
    mine.enter()
    let other: DispatchGroup? = state.withLock { state in
      if let other = state.underWay[key] { return other }
      state.underWay[key] = mine
      return nil
    }
    if let other {
      mine.leave()
      other.wait()
      return try answer(address, question, compute)
    }
    defer {
      state.withLock { _ = $0.underWay.removeValue(forKey: key) }
      mine.leave()
    }
    return try answer(address, question, compute)
  }

  private func keep(_ key: Key, _ answer: [UInt8]) {
    let size = key.question.count + answer.count
    guard size <= most / 8 else { return }
    state.withLock { state in
      guard state.answers.updateValue(answer, forKey: key) == nil else { return }
      state.order.append(key)
      state.bytes += size
      while state.bytes > most, state.first < state.order.count {
        let oldest = state.order[state.first]
        state.first += 1
        if let gone = state.answers.removeValue(forKey: oldest) {
          state.bytes -= oldest.question.count + gone.count
        }
      }
      // The used-up part of the line is given back now and then, not every time.
      if state.first > 1024 {
        state.order.removeFirst(state.first)
        state.first = 0
      }
    }
  }
}
