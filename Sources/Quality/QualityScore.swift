import Glibc

/// How well a model, as it is deployed, does a task.
public struct QualityScore: Hashable, Sendable {
  /// From 0 to 100: the figure expected on the task's anchor benchmark.
  public var value: Double
  /// In points; holds what is not known of the model and of its quantisation.
  public var standardError: Double
  /// Points that quantisation takes, which are already taken.
  public var loss: Double
  public var evidence: Evidence
  public var match: Match
  /// The weights whose results these are.
  public var measuredModel: String
  /// Whether measurements of the methods of quantisation stand behind the loss, or only their
  /// widths in bits. True where nothing is quantised.
  public var isLossOfMethod: Bool

  /// What a score rests on.
  public enum Evidence: Hashable, Sendable {
    /// Results on so many benchmarks of the task.
    case benchmarks(Int)
    /// Results on benchmarks of other tasks alone.
    case otherTasks
  }

  /// How the weights that were measured are those that were asked about.
  public enum Match: String, Hashable, Sendable, Codable {
    case same
    /// The name is that of base weights; the score is of the version tuned to follow instructions.
    case tuned
    /// The weights are not tuned to follow instructions, nor is a tuned version known.
    case base
    /// The same model of another date.
    case otherRelease = "other-release"
  }

  /// The probability that the true score is at least `threshold`.
  public func probability(atLeast threshold: Double) -> Double {
    guard standardError > 0 else { return value >= threshold ? 1 : 0 }
    return 0.5 * erfc((threshold - value) / (standardError * 2.0.squareRoot()))
  }
}
