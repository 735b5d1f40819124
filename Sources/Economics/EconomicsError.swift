import Quantities

/// Why a cost cannot be forecast: data first, words in ``description``.
public enum EconomicsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An input lies outside what arithmetic can use.
  case unusable(what: String, value: Double, accepted: String)
  /// The offer has no price of this kind.
  case notOffered(offer: String, what: String)
  /// One replica needs more accelerators than the offer can join.
  case doesNotFit(offer: String, needed: Double, available: Double)

  public var description: String {
    switch self {
    case .unusable(let what, let value, let accepted):
      "\(what) is \(Words.number(value)); accepted: \(accepted)"
    case .notOffered(let offer, let what): "\(offer) has no \(what)"
    case .doesNotFit(let offer, let needed, let available):
      "\(offer) has \(Words.number(available)) accelerators and cannot join them to the "
        + "\(Words.number(needed)) that one replica needs"
    }
  }
}

/// The largest number that enters a formula: far above any load, far below overflow.
let largestInput = 1e15

/// Refuses what is not a number from `lowest` to ``largestInput``.
func check(
  _ value: Double, _ what: @autoclosure () -> String, from lowest: Double = 0
) throws(EconomicsError) {
  guard value.isFinite, value >= lowest, value <= largestInput else {
    throw .unusable(
      what: what(), value: value,
      accepted: "a number from \(Words.number(lowest)) to \(Words.number(largestInput))")
  }
}
