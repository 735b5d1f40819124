import Catalog
import Confidence
import PerformanceModel

/// Forecasts held against published measurements.
public struct Validation: Sendable {
  /// A point and its forecast.
  public struct Comparison: Sendable {
    public var point: ResolvedPoint
    /// In the unit of the point's quantity.
    public var forecast: Double
    /// The factors between which the measurement was expected, in 80 of 100 cases; `nil` where no
    /// intervals were given.
    public var interval: Interval?
    /// Whether the measurement lies in the interval.
    public var isCovered: Bool? { interval.map { $0.range(forecast).contains(point.measured) } }
    /// Forecast over measurement.
    public var ratio: Double { forecast / point.measured }
    /// The larger of ratio and its inverse.
    public var factor: Double { max(ratio, 1 / ratio) }
  }

  /// A point that was understood and has no forecast.
  public struct Refusal: Sendable {
    public var point: ResolvedPoint
    public var reason: String
  }

  public var comparisons: [Comparison] = []
  public var refusals: [Refusal] = []
  /// Rows that are no question to the forecaster, by reason.
  public var skipped: [String: Int] = [:]
  public var unreadable: [UnreadableRow] = []
  public var rows = 0

  /// Validates the rows of `files` with `coefficients` and the intervals of `confidence`, or with
  /// coefficients that are fitted anew without the group of each point, and intervals from the
  /// errors of the other folds.
  public init(
    _ files: [MeasurementFile], excluded: ExcludedRows = ExcludedRows(),
    resolver: PointResolver, coefficients: Coefficients,
    priors: Coefficients, crossValidating grouping: CrossValidation.Grouping? = nil,
    confidence: ConfidenceTables? = nil
  ) {
    let set = PointSet(files, excluded: excluded, resolver: resolver)
    rows = set.rows
    unreadable = set.unreadable
    skipped = set.skipped
    let prepared = PreparedPoints(
      set.points, engines: resolver.engines, coefficients: coefficients)
    let forecasts: [Double?]
    let intervals: [Interval?]
    if let grouping {
      let validation = CrossValidation(prepared, by: grouping, prior: priors)
      forecasts = validation.forecasts
      intervals = Residual.crossConformal(validation, set.points)
    } else {
      forecasts = prepared.forecasts(coefficients)
      intervals = set.points.map { point in
        confidence.map {
          $0.intervals.interval(
            category: point.category, tier: $0.known.tier(point.deployment))
        }
      }
    }
    for (index, point) in set.points.enumerated() {
      if let forecast = forecasts[index] {
        comparisons.append(
          Comparison(point: point, forecast: forecast, interval: intervals[index]))
      } else {
        let reason =
          prepared.refusals[index] ?? "the load is above what the deployment can carry"
        refusals.append(Refusal(point: point, reason: reason))
      }
    }
  }

  /// How to group points in a report.
  public enum Grouping: String, CaseIterable, Sendable {
    case category, source, hardware, engine, model

    func key(_ point: ResolvedPoint) -> String {
      switch self {
      case .category: point.category.rawValue
      case .source: point.source
      case .hardware: point.deployment.accelerator.name
      case .engine: point.runtime
      case .model: point.deployment.model.id
      }
    }
  }

  /// The errors of the groups that occur: categories in their own order, others by size.
  public func summaries(by grouping: Grouping) -> [(name: String, summary: ErrorSummary)] {
    var groups: [String: [Comparison]] = [:]
    for comparison in comparisons {
      groups[grouping.key(comparison.point), default: []].append(comparison)
    }
    let names =
      grouping == .category
      ? Category.allCases.map(\.rawValue).filter { groups[$0] != nil }
      : groups.keys.sorted {
        let a = groups[$0]?.count ?? 0, b = groups[$1]?.count ?? 0
        return a == b ? $0 < $1 : a > b
      }
    return names.map { ($0, ErrorSummary(comparisons: groups[$0] ?? [])) }
  }

  /// The errors over all points.
  public var overall: ErrorSummary {
    ErrorSummary(comparisons: comparisons)
  }

  /// The points whose forecasts are furthest off, the worst first.
  public func worst(_ count: Int) -> [Comparison] {
    Array(
      comparisons.sorted {
        $0.factor == $1.factor ? $0.point.id < $1.point.id : $0.factor > $1.factor
      }.prefix(count))
  }

  /// Reasons with how often each was given, the most frequent first.
  public static func counted(_ reasons: [String: Int]) -> [(reason: String, count: Int)] {
    reasons.map { ($0.key, $0.value) }
      .sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }
  }
}

/// The points of measurement files, with what was left out and why.
public struct PointSet: Sendable {
  public var points: [ResolvedPoint] = []
  public var skipped: [String: Int] = [:]
  public var unreadable: [UnreadableRow] = []
  public var rows = 0

  public init(
    _ files: [MeasurementFile], excluded: ExcludedRows = ExcludedRows(), resolver: PointResolver
  ) {
    var resolver = resolver
    var seen: Set<Measurement> = []
    for file in files {
      unreadable += file.unreadable
      rows += file.points.count + file.unreadable.count
      for point in file.points {
        if let reason = excluded.reason(point.id) {
          skipped["excluded: " + reason, default: 0] += 1
          continue
        }
        switch resolver.resolve(point) {
        case .success(let resolved):
          let new = resolved.filter { seen.insert(Measurement($0)).inserted }
          points += new
          if new.isEmpty { skipped["the same figures as in another row", default: 0] += 1 }
        case .failure(let skip): skipped[skip.reason, default: 0] += 1
        }
      }
    }
    weigh()
  }

  /// What tells one measurement from another: tables that were copied state it twice.
  private struct Measurement: Hashable {
    var cell: String
    var runtime: String
    var workload: Workload
    var load: Load
    var quantity: MeasuredQuantity
    var measured: Double

    init(_ point: ResolvedPoint) {
      cell = point.cellKey
      runtime = point.deployment.engine.id
      workload = point.workload
      load = point.load
      quantity = point.quantity
      measured = point.measured
    }
  }

  /// A few sources have most rows: each source counts with the root of its rows in a category.
  private mutating func weigh() {
    struct Group: Hashable {
      var source: String
      var category: Category
    }
    var counts: [Group: Int] = [:]
    for point in points {
      counts[Group(source: point.source, category: point.category), default: 0] += 1
    }
    for index in points.indices {
      let group = Group(source: points[index].source, category: points[index].category)
      points[index].weight /= Double(counts[group] ?? 1).squareRoot()
    }
  }
}
