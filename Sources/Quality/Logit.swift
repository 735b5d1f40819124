import Glibc

/// Scores from 0 to 100 on the scale of log-odds, on which a step means as much anywhere.
enum Logit {
  /// The log-odds of a score; the last half point at either end cannot be told from the end.
  static func of(_ score: Double) -> Double {
    let inside = min(max(score, 0.5), 99.5)
    return log(inside / (100 - inside))
  }

  /// The score, 0 to 100, of log-odds.
  static func score(_ logOdds: Double) -> Double { 100 / (1 + exp(-logOdds)) }

  /// Half the width, in points, of an interval of a standard error to both sides.
  static func points(_ logOdds: Double, standardError: Double) -> Double {
    (score(logOdds + standardError) - score(logOdds - standardError)) / 2
  }
}
