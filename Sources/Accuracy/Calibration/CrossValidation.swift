import Catalog
import Confidence
import Dispatch
import PerformanceModel
import Synchronization

/// Forecasts of points by coefficients that were fitted without them.
///
/// Groups are held out whole, because rows that share a source, a device or a cell share errors
/// too: only a group that the fit has not seen tells how far a forecast of something new is off.
public struct CrossValidation: Sendable {
  /// What is held out together.
  public enum Grouping: String, CaseIterable, Sendable {
    case source, hardware, architecture, cell

    func key(_ point: ResolvedPoint) -> String {
      switch self {
      case .source: point.source
      case .hardware: point.deployment.accelerator.id
      case .architecture: point.deployment.accelerator.architecture
      case .cell: point.cellKey
      }
    }
  }

  /// The forecast of every point, in order, by a fit that has not seen its group; `nil` where one
  /// is refused.
  public let forecasts: [Double?]
  /// The fold in which each point was held out.
  public let folds: [Int]
  /// What the fit that forecast a point had seen of its device and engine.
  public let tiers: [ConfidenceTier]

  /// Groups are dealt to `count` folds, largest first, each to the fold with fewest points yet. The
  /// folds are fitted side by side; the result does not depend on how many at once.
  public init(
    _ prepared: PreparedPoints, by grouping: Grouping, prior: Coefficients, folds count: Int = 8
  ) {
    let count = max(2, count)
    let folds = Self.deal(prepared.points.map(grouping.key), count)
    let outcomes = Mutex([[Double?]](repeating: [], count: count))
    DispatchQueue.concurrentPerform(iterations: count) { held in
      let calibration = Calibration(prepared, prior: prior, iterations: 15) { folds[$0] != held }
      let forecasts = prepared.forecasts(calibration.coefficients)
      outcomes.withLock { $0[held] = forecasts }
    }
    let known = (0..<count).map { held in
      KnownHardware(prepared) { folds[$0] != held }
    }
    let byFold = outcomes.withLock { $0 }
    forecasts = folds.indices.map { byFold[folds[$0]][$0] }
    tiers = folds.indices.map { known[folds[$0]].tier(prepared.points[$0].deployment) }
    self.folds = folds
  }

  private static func deal(_ keys: [String], _ count: Int) -> [Int] {
    var sizes: [String: Int] = [:]
    for key in keys { sizes[key, default: 0] += 1 }
    var loads = Array(repeating: 0, count: count)
    var foldOf: [String: Int] = [:]
    for (key, size) in sizes.sorted(by: {
      $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key
    }) {
      let fold = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      foldOf[key] = fold
      loads[fold] += size
    }
    return keys.map { foldOf[$0] ?? 0 }
  }
}

extension KnownHardware {
  /// The devices and engines of the points that a fit of those that `include` admits learns from.
  public init(_ prepared: PreparedPoints, include: (Int) -> Bool = { _ in true }) {
    self.init()
    for (index, point) in prepared.points.enumerated()
    where include(index) && Calibration.learns(from: index, of: prepared) {
      insert(
        Setup(device: point.deployment.accelerator.id, engine: point.deployment.engine.id),
        architecture: point.deployment.accelerator.architecture)
    }
  }
}
