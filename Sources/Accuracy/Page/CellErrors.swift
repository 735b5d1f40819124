import Catalog
import Confidence
import PerformanceModel

/// The points of one cell and figure: what a forecast can be wrong about as a whole.
///
/// A cell is one model, weight format, engine, device and layout. Its figures are kept apart: a
/// forecast of prefill can be far off where that of decode is not, and a ratio of times is the
/// inverse of one of rates.
public struct CellErrors: Sendable {
  /// By ratio of forecast to measurement, the smallest first; never empty.
  public let comparisons: [Validation.Comparison]
  /// The comparison in the middle: what a fact is told of.
  public let middle: Validation.Comparison

  private init?(_ comparisons: [Validation.Comparison]) {
    let sorted = comparisons.sorted {
      $0.ratio == $1.ratio ? $0.point.id < $1.point.id : $0.ratio < $1.ratio
    }
    guard sorted.indices.contains((sorted.count - 1) / 2) else { return nil }
    self.comparisons = sorted
    middle = sorted[(sorted.count - 1) / 2]
  }

  public var category: Category { middle.point.category }
  public var quantity: MeasuredQuantity { middle.point.quantity }
  public var deployment: Deployment { middle.point.deployment }

  /// The median of forecast over measurement.
  public var ratio: Double {
    ErrorSummary.quantile(comparisons.map(\.ratio), 0.5)
  }

  /// The larger of the median ratio and its inverse.
  public var factor: Double { max(ratio, 1 / ratio) }

  /// The cells whose median ratio is furthest from 1, the worst first, each with its worst figure.
  ///
  /// Cells of fewer than `minimum` points are left out: one odd row is not a pattern. So are stacks
  /// that the source itself calls immature; they have categories of their own. The same measured
  /// figures under two models of one architecture are told once.
  public static func worst(
    _ validation: Validation, count: Int, minimum: Int = 3
  ) -> [CellErrors] {
    struct Key: Hashable {
      var cell: String
      var category: Category
      var quantity: MeasuredQuantity
    }
    var groups: [Key: [Validation.Comparison]] = [:]
    for comparison in validation.comparisons {
      let point = comparison.point
      guard point.category != .immatureStream, point.category != .immatureBatch else { continue }
      groups[
        Key(cell: point.cellKey, category: point.category, quantity: point.quantity), default: []
      ].append(comparison)
    }
    let cells = groups.values.filter { $0.count >= minimum }.compactMap { CellErrors($0) }
      .sorted {
        $0.factor == $1.factor
          ? $0.middle.point.id < $1.middle.point.id : $0.factor > $1.factor
      }
    var seen: Set<String> = []
    var figures: Set<[Double]> = []
    return Array(
      cells.filter { cell in
        seen.insert(cell.middle.point.cellKey).inserted
          && figures.insert(cell.comparisons.map(\.point.measured).sorted()).inserted
      }.prefix(count))
  }
}
