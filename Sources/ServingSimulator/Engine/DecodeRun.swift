/// Decode steps of one batch in a row: each takes as much longer than the one before, because every
/// sequence has one token more to look back at.
struct DecodeRun {
  var start: Ticks = 0
  /// Ticks of the first step, and what each further one adds.
  var first: Ticks = 0
  var delta: Ticks = 0
  /// Ticks of a step in which the device does nothing.
  var unloaded: Ticks = 0
  var steps = 0

  /// When the run ends.
  var end: Ticks { start + time(steps) }

  /// Ticks of the first `count` steps: an arithmetic series.
  func time(_ count: Int) -> Ticks { count * first + delta * (count * (count - 1) / 2) }

  /// Ends the run at the first step boundary not before `span` ticks after its start.
  mutating func cut(after span: Ticks) { steps = min(steps, stepsToReach(span)) }

  /// The least number of steps, at least one, that take at least `span`.
  private func stepsToReach(_ span: Ticks) -> Int {
    guard span > first else { return 1 }
    let half = Double(delta) / 2
    let linear = Double(first) - half
    let guess =
      delta > 0
      ? ((linear * linear + 4 * half * Double(span)).squareRoot() - linear) / (2 * half)
      : Double(span) / Double(first)
    var count = max(1, min(Int(min(guess, 1e15)), steps))
    // The root is rounded; whole numbers decide.
    while count > 1, time(count - 1) >= span { count -= 1 }
    while count < steps, time(count) < span { count += 1 }
    return count
  }
}
