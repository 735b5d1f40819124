/// When requests reach a replica, as seen from its steps.
public enum Arrivals: Hashable, Sendable {
  /// A client sends the next request when it has the last answer: just after a step has ended, when
  /// the next has begun.
  case afterAnswers
  /// At any time, whatever the replica does.
  case atRandom

  /// Mean rest of the step under way when a request arrives, in steps: the least wait.
  var rest: Double {
    switch self {
    case .afterAnswers: 1
    case .atRandom: 0.5
    }
  }

  /// Mean seconds from an arrival to the end of the step under way: a whole step after answers;
  /// at random `E[s²] / 2 E[s]`, because a long step is more likely to be met (the renewal paradox).
  /// - Parameters:
  ///   - mixed: seconds of a step that carries prompts.
  ///   - decode: seconds of one that carries none.
  ///   - share: share of steps that carry prompts, 0…1.
  func rest(mixed: Double, decode: Double, share: Double) -> Double {
    let mean = share * mixed + (1 - share) * decode
    // Steps that would hold nobody are none.
    guard mean > 0 else { return 0 }
    return switch self {
    case .afterAnswers: mean
    case .atRandom: (share * mixed * mixed + (1 - share) * decode * decode) / (2 * mean)
    }
  }
}
