import Catalog
import Confidence
import PerformanceModel
import Presentation

/// Coefficients fitted to a set of measurements.
public struct Calibration: Sendable {
  /// The fitted rows, with those of the prior that are not fitted.
  public let coefficients: Coefficients
  /// Points that had a part in the fit.
  public let count: Int
  /// The date of the newest of them, as its source gives it.
  public let asOf: String

  /// Fits the points that `include` admits.
  /// - Parameters:
  ///   - prepared: the points, with everything prepared but the coefficients.
  ///   - prior: where the fit starts, and the rows of terms that are not fitted.
  ///   - iterations: most steps of the fit; it ends sooner when nothing moves.
  public init(
    _ prepared: PreparedPoints, prior: Coefficients, iterations: Int = 40,
    include: (Int) -> Bool = { _ in true }
  ) {
    let observations = prepared.points.indices.compactMap { index in
      include(index) ? Self.observation(index, prepared, prior) : nil
    }
    var fit = CoefficientFit(observations, prior: prior)
    fit.run(iterations: iterations)
    count = observations.count
    // Tables of memory have no part in the fit.
    let dates = prepared.points.indices.compactMap { index in
      include(index) && prepared.points[index].quantity != .memory
        ? prepared.points[index].date : nil
    }
    asOf = dates.max() ?? "undated"
    let rows = fit.rows(
      source: "inferplan calibrate over \(count) published measurements", asOf: asOf)
    let times = Coefficients(
      rows: rows + prior.rows.filter { !CoefficientSpace.terms.contains($0.term) })
    coefficients = PowerFit.run(
      times, prepared.points.indices.filter { include($0) && prepared.refusals[$0] == nil },
      prepared, asOf: asOf)
  }

  /// Whether a point has a part in a fit: memory and energy follow from no time coefficient.
  static func learns(from index: Int, of prepared: PreparedPoints) -> Bool {
    let point = prepared.points[index]
    return prepared.refusals[index] == nil && point.quantity != .memory
      && point.quantity != .energyPerToken && point.measured > 0
  }

  /// A point as the fit sees it; `nil` for points that no time coefficient moves.
  private static func observation(
    _ index: Int, _ prepared: PreparedPoints, _ prior: Coefficients
  ) -> CoefficientFit.Observation? {
    let point = prepared.points[index]
    guard learns(from: index, of: prepared) else { return nil }
    let context = prepared.contexts[prepared.contextOfPoint[index]]
    let start = context.values(prior)
    return CoefficientFit.Observation(
      context: context, measured: point.measured,
      weight: point.weight * recency(point)
    ) { steps in
      var values = start
      values.steps = steps
      return prepared.forecast(index, values)
    }
  }

  /// How much a point counts for its age: servers move by a quarter and more within a year of
  /// releases, and a forecast is asked of one as it is now. Runtimes of one user move less.
  private static func recency(_ point: ResolvedPoint) -> Double {
    guard point.deployment.engine.batching == .continuous,
      let year = point.date.flatMap({ Int($0.prefix(4)) }), year < 2025
    else { return 1 }
    return year == 2024 ? 0.5 : 0.25
  }

  /// The coefficients file.
  public var csv: String {
    let columns = ["term", "scope", "key", "value", "unit", "source", "as_of", "notes"]
    var table = Table(columns: columns.map { Table.Column($0) })
    for row in coefficients.rows {
      table.addRow(
        row.term.rawValue, row.scope.rawValue, row.key, String(row.value), row.unit,
        row.provenance.source, row.provenance.asOf ?? "", row.provenance.notes ?? "")
    }
    return table.csv()
  }
}
