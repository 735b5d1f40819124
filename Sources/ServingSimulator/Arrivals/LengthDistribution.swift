import Glibc

/// How many tokens prompts or answers have.
public enum LengthDistribution: Hashable, Sendable {
  case fixed(Int)
  case normal(mean: Double, cv: Double)
  case logNormal(mean: Double, cv: Double)
  /// Drawn from these, each as likely.
  case empirical([Int])

  /// The expected number of tokens, before rounding and limits.
  public var mean: Double {
    switch self {
    case .fixed(let tokens): Double(tokens)
    case .normal(let mean, _), .logNormal(let mean, _): mean
    case .empirical(let values):
      values.isEmpty ? 1 : Double(values.reduce(0, +)) / Double(values.count)
    }
  }

  /// The longest that requests are made.
  static let longest = 100_000_000.0

  func sample(_ random: inout RandomSource) -> Int32 {
    switch self {
    case .fixed(let tokens): return Self.tokens(Double(tokens))
    case .normal(let mean, let cv): return Self.tokens(mean * (1 + cv * random.normal()))
    case .logNormal(let mean, let cv):
      // The logarithm's variance and mean that give this mean and variation.
      let variance = log(1 + cv * cv)
      return Self.tokens(mean * exp(variance.squareRoot() * random.normal() - variance / 2))
    case .empirical(let values):
      guard !values.isEmpty else { return 1 }
      return Self.tokens(Double(values[Int(random.next() % UInt64(values.count))]))
    }
  }

  private static func tokens(_ length: Double) -> Int32 {
    Int32(min(max(1, length.rounded()), longest))
  }
}
