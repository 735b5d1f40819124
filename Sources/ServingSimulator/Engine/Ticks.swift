import Quantities

/// Simulated time in whole picoseconds.
///
/// Whole numbers add up to the same sum in any order: a run of steps that is skipped in one stride
/// ends on the very tick on which it would have ended step by step. 64 bits hold 106 days.
typealias Ticks = Int

extension Ticks {
  static let perSecond = 1e12
  /// Later than anything that happens.
  static let never = Int.max

  /// The nearest tick; times beyond 100 days are 100 days.
  init(seconds: Double) {
    self = seconds < 8.64e6 ? Int((Swift.max(0, seconds) * Self.perSecond).rounded()) : Int(8.64e18)
  }

  var seconds: Double { Double(self) / Self.perSecond }
}
