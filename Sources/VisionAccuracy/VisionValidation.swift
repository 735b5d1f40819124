import Accuracy
import Confidence
import Dispatch
import Glibc
import Synchronization
import VisionModel

/// Forecasts of measurements by fits that have not seen them.
public struct VisionValidation: Sendable {
  /// What is held out together.
  public enum Grouping: String, CaseIterable, Sendable {
    case source, device, network, pair

    func key(_ measurement: VisionMeasurement) -> String {
      switch self {
      case .source: measurement.source.publisher
      case .device: measurement.device
      case .network: measurement.network
      case .pair:
        "\(measurement.device) \(measurement.unit) \(measurement.runtime) \(measurement.network)"
      }
    }
  }

  /// One measurement that was held out.
  public struct Outcome: Sendable {
    public var point: Int
    public var fold: Int
    public var unit: VisionUnit
    public var tier: VisionTier
    public var publisher: String
    /// ln(measured ÷ forecast).
    public var logRatio: Double
  }

  public let grouping: Grouping
  public let outcomes: [Outcome]

  /// Groups are dealt to folds, the largest first, each to the fold with fewest points yet.
  public init(_ data: VisionData, by grouping: Grouping, folds count: Int = 10) {
    self.grouping = grouping
    let keys = data.points.map { grouping.key($0.measurement) }
    let folds = Self.deal(keys, max(2, count))
    let byFold = Mutex([[Outcome]](repeating: [], count: max(2, count)))
    DispatchQueue.concurrentPerform(iterations: max(2, count)) { held in
      let training = data.points.indices.filter { folds[$0] != held }.map { data.points[$0] }
      let model = LatencyFit(training.map { ($0.work, $0.measurement.milliseconds) }).model
      let knowledge = VisionKnowledge(training.map(\.measurement))
      let outcomes = data.points.indices.filter { folds[$0] == held }.map { index in
        let (measurement, work) = data.points[index]
        return Outcome(
          point: index, fold: held, unit: work.unit, tier: knowledge.tier(work),
          publisher: measurement.source.publisher,
          logRatio: log(measurement.milliseconds / model.milliseconds(work)))
      }
      byFold.withLock { $0[held] = outcomes }
    }
    outcomes = byFold.withLock { $0.flatMap { $0 } }
  }

  /// The intervals that all outcomes give but those of a fold (cross-conformal, Vovk 2015).
  public func coverage() -> [Bool] {
    let last = outcomes.map(\.fold).max() ?? 0
    let intervals = (0...last).map { held in
      VisionIntervals(rows: VisionIntervalFit.rows(outcomes.filter { $0.fold != held }))
    }
    return outcomes.map { outcome in
      let interval = intervals[outcome.fold].interval(outcome.unit, outcome.tier)
      let ratio = exp(outcome.logRatio)
      return interval.low <= ratio && ratio <= interval.high
    }
  }

  static func deal(_ keys: [String], _ count: Int) -> [Int] {
    var sizes: [String: Int] = [:]
    for key in keys { sizes[key, default: 0] += 1 }
    var loads = Array(repeating: 0, count: count)
    var foldOf: [String: Int] = [:]
    for (key, size) in sizes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let fold = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      foldOf[key] = fold
      loads[fold] += size
    }
    return keys.map { foldOf[$0] ?? 0 }
  }
}

/// Intervals from outcomes of cross-validation.
///
/// For a unit and tier they are the 10 % and 90 % quantiles of ln(measured ÷ forecast), rows of one
/// publisher counting less the more there are of them. Few publishers say little of the next one:
/// quantiles are averaged with those of all units by `publishers ÷ (publishers + 2)` and widened by
/// `√(1 + 1 ÷ publishers)`. A tier that knows less is never narrower.
public enum VisionIntervalFit {
  private struct Spread {
    var down = log(3.0)
    var up = log(3.0)
    var points = 0
    var publishers = 0
    var effective = 0.0
  }

  public static func rows(_ outcomes: [VisionValidation.Outcome]) -> [VisionIntervals.Row] {
    var rows: [VisionIntervals.Row] = []
    for unit in VisionUnit.allCases {
      var floor = (down: 0.0, up: 0.0)
      for tier in VisionTier.allCases {
        let all = spread(outcomes.filter { $0.tier == tier })
        let own = spread(outcomes.filter { $0.tier == tier && $0.unit == unit })
        let share = own.effective / (own.effective + 2)
        let down = max(floor.down, share * own.down + (1 - share) * all.down)
        let up = max(floor.up, share * own.up + (1 - share) * all.up)
        // A tier that nothing was held out of says nothing of the next.
        if all.points > 0 { floor = (down, up) }
        rows.append(
          VisionIntervals.Row(
            unit: unit, tier: tier, interval: Interval(low: exp(-down), high: exp(up)),
            points: own.points, publishers: own.publishers))
      }
    }
    return rows
  }

  private static func spread(_ outcomes: [VisionValidation.Outcome]) -> Spread {
    var sizes: [String: Double] = [:]
    for outcome in outcomes { sizes[outcome.publisher, default: 0] += 1 }
    let errors = WeightedErrors(
      outcomes.map { ($0.logRatio, 1 / (sizes[$0.publisher] ?? 1).squareRoot()) })
    guard let low = errors.lower(0.9), let high = errors.upper(0.9) else { return Spread() }
    let effective = WeightedErrors.effective(sizes.values.map { $0.squareRoot() }.sorted())
    let widening = (1 + 1 / max(1, effective)).squareRoot()
    return Spread(
      down: max(0, -low) * widening, up: max(0, high) * widening, points: outcomes.count,
      publishers: sizes.count, effective: effective)
  }
}
