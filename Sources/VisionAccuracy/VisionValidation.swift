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
    public var grouping: Grouping
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
      let model = LatencyFit(VisionData.observations(training)).model
      let knowledge = VisionKnowledge(training.map(\.measurement))
      let outcomes = data.points.indices.filter { folds[$0] == held }.map { index in
        let (measurement, work) = data.points[index]
        return Outcome(
          grouping: grouping, point: index, fold: held, unit: work.unit, tier: knowledge.tier(work),
          publisher: measurement.source.publisher,
          logRatio: log(measurement.milliseconds / model.milliseconds(work)))
      }
      byFold.withLock { $0[held] = outcomes }
    }
    outcomes = byFold.withLock { $0.flatMap { $0 } }
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
