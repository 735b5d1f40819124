import Confidence
import Glibc

/// How far a forecast was off that was made without the measurement it is held against.
public struct Residual: Hashable, Sendable {
  public var category: Category
  public var tier: ConfidenceTier
  /// Who published the measurement: errors of one source are alike.
  public var source: String
  /// ln(measured ÷ forecast).
  public var logRatio: Double
  /// How much it counts against others.
  public var weight: Double

  public init(
    category: Category, tier: ConfidenceTier, source: String, logRatio: Double, weight: Double = 1
  ) {
    self.category = category
    self.tier = tier
    self.source = source
    self.logRatio = logRatio
    self.weight = weight
  }

  /// The errors of a cross-validation, point by point; `nil` where there is no forecast.
  static func all(_ validation: CrossValidation, _ points: [ResolvedPoint]) -> [Residual?] {
    points.indices.map { index in
      let point = points[index]
      guard let forecast = validation.forecasts[index], forecast > 0, point.measured > 0 else {
        return nil
      }
      return Residual(
        category: point.category, tier: validation.tiers[index], source: point.source,
        logRatio: log(point.measured / forecast), weight: point.weight)
    }
  }

  /// For every point the interval that the errors of the other folds give (cross-conformal after
  /// Vovk, 2015): no measurement has a part in its own interval.
  static func crossConformal(
    _ validation: CrossValidation, _ points: [ResolvedPoint]
  ) -> [Interval?] {
    let residuals = all(validation, points)
    let fits = (0...(validation.folds.max() ?? 0)).map { held in
      IntervalFit(
        residuals.indices.compactMap { validation.folds[$0] != held ? residuals[$0] : nil })
    }
    return points.indices.map { index in
      fits[validation.folds[index]].interval(points[index].category, validation.tiers[index])
    }
  }
}
