import LoadGenerator
import MeasurementStore

/// Closed loops whose requests begin and end together.
///
/// Answers of one length on an engine that processes waiting prompts in one step never come apart: who
/// begins together ends together, and begins together again. TTFT is then that of all prompts at
/// once, and no answer ever waits for another's prompt: not what users with answers of many
/// lengths would feel, and not what a steady forecast says.
enum Lockstep {
  /// Part of a request's time within which two begin together.
  private static let window = 0.05

  /// The share of pairs of clients that begin together beyond what chance brings, 0 to 1.
  static func share(_ measured: MeasuredLevel) -> Double {
    let level = measured.level
    guard level.kind == "concurrency", level.amount >= 2,
      let time = measured.summary.endToEnd?.quantile(0.5), time > 0
    else { return 0 }
    let starts = level.requests.filter(\.isComplete).map(\.sent).sorted()
    guard starts.count >= 4 else { return 0 }
    var pairs = 0.0
    var first = 0
    for place in starts.indices {
      while starts[place] - starts[first] > window * time { first += 1 }
      pairs += Double(place - first)
    }
    let found = 2 * pairs / (Double(starts.count) * (level.amount - 1))
    let chance = 2 * window
    return min(1, max(0, (found - chance) / (1 - chance)))
  }
}
