import Glibc

/// Decisions held against measurements: in each group of configurations the one that the forecast
/// would choose is looked up in the measurement.
///
/// The chosen configuration generates most tokens a second and device among those that keep the
/// target with enough confidence, which is the cheapest where every device costs the same.
public struct DecisionValidation: Sendable {
  /// Groups with a choice: at least three configurations.
  public var groups = 0
  public var decisions: [Decision] = []
  /// Targets that some configuration keeps in the measurement and none in the forecast.
  public var missed = 0
  /// Rank correlation of forecast and measured throughput a device, of each group.
  public var taus: [Double] = []

  public struct Decision: Hashable, Sendable {
    public var group: String
    public var target: DecisionTarget
    public var chosen: MeasuredConfiguration
    /// The best configuration that keeps the target in the measurement.
    public var best: MeasuredConfiguration?
    public var isViolated: Bool
    /// Share of the best throughput a device that the choice gives away; 0 where it is the best.
    public var regret: Double
  }

  /// What decisions ask for where nothing else is said.
  public static let usualConfidence = 0.8

  /// The chance of keeping its target that a choice has to have.
  public var confidence: Double

  /// - Parameter confidence: 0.5 takes forecasts at their word.
  public init(_ configurations: [MeasuredConfiguration], confidence: Double) {
    self.confidence = confidence
    var members: [String: [MeasuredConfiguration]] = [:]
    for configuration in configurations {
      members[configuration.group, default: []].append(configuration)
    }
    for (group, all) in members.sorted(by: { $0.key < $1.key }) where all.count >= 3 {
      groups += 1
      taus.append(
        Self.kendallTau(
          all.map { $0.throughput($0.forecast) }, all.map { $0.throughput($0.measured) }))
      for target in DecisionTarget.all {
        decide(group, all, target)
      }
    }
  }

  private mutating func decide(
    _ group: String, _ all: [MeasuredConfiguration], _ target: DecisionTarget
  ) {
    let best = all.filter { target.holds($0.measured) }
      .max { $0.throughput($0.measured) < $1.throughput($1.measured) }
    let admitted = all.filter { target.chance($0) >= confidence }
    guard
      let chosen = admitted.max(by: { $0.throughput($0.forecast) < $1.throughput($1.forecast) })
    else {
      if best != nil { missed += 1 }
      return
    }
    let isViolated = !target.holds(chosen.measured)
    let regret =
      best.map { max(0, 1 - chosen.throughput(chosen.measured) / $0.throughput($0.measured)) } ?? 0
    decisions.append(
      Decision(
        group: group, target: target, chosen: chosen, best: best, isViolated: isViolated,
        regret: regret))
  }

  /// Kendall's tau-b of two lists of the same length; 1 where nothing can be ordered.
  /// - Complexity: O(n²).
  static func kendallTau(_ a: [Double], _ b: [Double]) -> Double {
    var concordant = 0.0, onlyA = 0.0, onlyB = 0.0
    var discordant = 0.0
    for i in a.indices {
      for j in a.indices where j > i {
        let x = a[i] - a[j], y = b[i] - b[j]
        if x == 0, y == 0 { continue }
        if x == 0 {
          onlyB += 1
        } else if y == 0 {
          onlyA += 1
        } else if (x > 0) == (y > 0) {
          concordant += 1
        } else {
          discordant += 1
        }
      }
    }
    let ordered = concordant + discordant
    let scale = ((ordered + onlyA) * (ordered + onlyB)).squareRoot()
    return scale > 0 ? (concordant - discordant) / scale : 1
  }
}

extension DecisionValidation {
  /// Share of decisions, in percent, whose choice misses its target in the measurement.
  public func violationRate(withFirstToken: Bool) -> Double {
    let some = decisions.filter { ($0.target.timeToFirstToken != nil) == withFirstToken }
    guard !some.isEmpty else { return 0 }
    return 100 * Double(some.count(where: \.isViolated)) / Double(some.count)
  }

  /// Regret in percent of choices that keep their target.
  public var regrets: [Double] {
    decisions.filter { !$0.isViolated }.map { $0.regret * 100 }.sorted()
  }

  public var meanRegret: Double {
    regrets.isEmpty ? 0 : regrets.reduce(0, +) / Double(regrets.count)
  }

  public var meanTau: Double {
    taus.isEmpty ? 0 : taus.reduce(0, +) / Double(taus.count)
  }
}
