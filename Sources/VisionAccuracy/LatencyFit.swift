import Glibc
import VisionModel

/// Fits the effects of ``LatencyModel`` to measured times.
///
/// Gauss–Newton on the logarithm of the ratio of forecast to measurement, each step solved by
/// Gauss–Seidel sweeps over the effects; errors have Student's t with 4 degrees of freedom, so that
/// an outlier counts little. Every effect is drawn to 0 by the inverse of the variance that effects
/// of its scope turn out to have (empirical Bayes): how much a device differs from others of its
/// cores is learnt, not set. Without randomness.
public struct LatencyFit: Sendable {
  public let model: LatencyModel
  /// Measurements that had a part in each effect.
  public let counts: [VisionEffect: Int]

  /// A measured time and what was timed.
  public struct Observation: Sendable {
    public var work: VisionWork
    public var milliseconds: Double

    public init(_ work: VisionWork, milliseconds: Double) {
      self.work = work
      self.milliseconds = milliseconds
    }
  }

  private struct Point {
    var efficiency: [Int]
    var overhead: [Int]
    var ideal: Double
    var weights: Double
    var logarithm: Double
  }

  private struct Group: Hashable {
    var term: VisionEffect.Term
    var scope: VisionEffect.Scope
  }

  /// Degrees of freedom of the errors.
  private static let freedom = 4.0
  /// What the variance of a scope's effects is drawn to, worth so many effects.
  private static let priorEffects = 4.0
  private static let noise = 0.12

  public init(_ points: [Observation], iterations: Int = 30) {
    var places: [VisionEffect: Int] = [:]
    var effects: [VisionEffect] = []
    var counts: [Int] = []
    func place(_ effect: VisionEffect) -> Int {
      let index = places[effect] ?? effects.count
      if index == effects.count {
        places[effect] = index
        effects.append(effect)
        counts.append(0)
      }
      counts[index] += 1
      return index
    }
    let rows = points.filter { $0.milliseconds > 0 }.map { point in
      Point(
        efficiency: point.work.efficiencyEffects.map(place),
        overhead: point.work.overheadEffects.map(place),
        ideal: point.work.idealMilliseconds, weights: point.work.weightMilliseconds,
        logarithm: log(point.milliseconds))
    }
    var columns = [[(row: Int, isEfficiency: Bool)]](repeating: [], count: effects.count)
    for (index, row) in rows.enumerated() {
      for effect in row.efficiency { columns[effect].append((index, true)) }
      for effect in row.overhead { columns[effect].append((index, false)) }
    }
    var values = effects.map(Self.start)
    let starts = values
    var groups: [Group: [Int]] = [:]
    for (index, effect) in effects.enumerated() {
      groups[Group(term: effect.term, scope: effect.scope), default: []].append(index)
    }
    var variances = effects.map(Self.priorVariance)

    for iteration in 0..<iterations {
      // Slopes of ln(forecast), and what is left of each measurement.
      var slopes = [(efficiency: Double, overhead: Double)]()
      var rests = [Double]()
      var weights = [Double]()
      for row in rows {
        let overhead = exp(bounded(row.overhead.reduce(0) { $0 + values[$1] }))
        let operations = row.ideal / exp(bounded(row.efficiency.reduce(0) { $0 + values[$1] }))
        let total = overhead + operations + row.weights
        slopes.append((-operations / total, overhead / total))
        let rest = row.logarithm - log(total)
        rests.append(rest)
        let scaled = rest / Self.noise
        weights.append(
          (Self.freedom + 1) / (Self.freedom + scaled * scaled) / (Self.noise * Self.noise))
      }
      var informations = [Double](repeating: 0, count: effects.count)
      for _ in 0..<8 {
        for effect in effects.indices {
          var gradient = -(values[effect] - starts[effect]) / variances[effect]
          var information = 1 / variances[effect]
          for (row, isEfficiency) in columns[effect] {
            let slope = isEfficiency ? slopes[row].efficiency : slopes[row].overhead
            gradient += weights[row] * slope * rests[row]
            information += weights[row] * slope * slope
          }
          informations[effect] = information
          let step = max(-0.5, min(0.5, gradient / information))
          values[effect] += step
          for (row, isEfficiency) in columns[effect] {
            rests[row] -= step * (isEfficiency ? slopes[row].efficiency : slopes[row].overhead)
          }
        }
      }
      guard iteration >= 3 else { continue }
      for (group, members) in groups where group.scope != .unit {
        let prior = Self.priorVariance(effects[members[0]])
        var sum = prior * Self.priorEffects
        for member in members {
          let off = values[member] - starts[member]
          sum += off * off + 1 / informations[member]
        }
        let variance = sum / (Self.priorEffects + Double(members.count))
        for member in members { variances[member] = max(1e-4, min(4, variance)) }
      }
    }
    var fitted: [VisionEffect: Double] = [:]
    var counted: [VisionEffect: Int] = [:]
    for (index, effect) in effects.enumerated() {
      fitted[effect] = values[index]
      counted[effect] = counts[index]
    }
    model = LatencyModel(effects: fitted)
    self.counts = counted
  }

  /// Where an effect begins: a fifth of the peak and a fifth of a millisecond, the rest at 0.
  private static func start(_ effect: VisionEffect) -> Double {
    effect.scope == .unit ? log(0.2) : 0
  }

  /// What is believed of effects beforehand: standard deviations, squared.
  private static func priorVariance(_ effect: VisionEffect) -> Double {
    let deviation: Double =
      switch effect.scope {
      case .unit: 3
      case .unratedDevice: 1.2
      case .runtime, .family, .device, .architecture: 0.5
      case .precision, .network, .size: 0.4
      case .setting, .familyUnit, .runtimePrecision, .architecturePrecision: 0.3
      case .settingPrecision, .familyRuntime, .networkUnit: 0.2
      }
    return deviation * deviation
  }
}

private func bounded(_ logarithm: Double) -> Double { max(-30, min(30, logarithm)) }
