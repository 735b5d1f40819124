import Catalog
import PerformanceModel

/// Forecasts of points by coefficients that were fitted without them.
///
/// Groups are held out whole, because rows that share a source, a device or a cell share errors
/// too: only a group that the fit has not seen tells how far a forecast of something new is off.
public enum CrossValidation {
  /// What is held out together.
  public enum Grouping: String, CaseIterable, Sendable {
    case source, hardware, cell

    func key(_ point: ResolvedPoint) -> String {
      switch self {
      case .source: point.source
      case .hardware: point.hardware
      case .cell: point.cellKey
      }
    }
  }

  /// The forecast of every point, in order, by a fit that has not seen its group; `nil` where one
  /// is refused.
  ///
  /// Groups are dealt to `folds` folds, largest first, each to the fold with fewest points yet.
  public static func forecasts(
    _ prepared: PreparedPoints, by grouping: Grouping, prior: Coefficients, folds: Int = 8
  ) -> [Double?] {
    var sizes: [String: Int] = [:]
    for point in prepared.points { sizes[grouping.key(point), default: 0] += 1 }
    var loads = Array(repeating: 0, count: max(2, folds))
    var foldOf: [String: Int] = [:]
    for (key, size) in sizes.sorted(by: {
      $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key
    }) {
      let fold = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      foldOf[key] = fold
      loads[fold] += size
    }
    let fold = prepared.points.map { foldOf[grouping.key($0)] ?? 0 }
    var forecasts = [Double?](repeating: nil, count: prepared.points.count)
    for held in loads.indices {
      let calibration = Calibration(prepared, prior: prior, iterations: 15) { fold[$0] != held }
      let all = prepared.forecasts(calibration.coefficients)
      for index in prepared.points.indices where fold[index] == held {
        forecasts[index] = all[index]
      }
    }
    return forecasts
  }
}
