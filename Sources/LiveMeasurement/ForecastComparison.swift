import LoadGenerator
import MeasurementStore
import Quantities

/// A forecast beside a measurement, quantity by quantity.
public struct ForecastComparison: Sendable {
  public struct Line: Sendable {
    public var quantity: ForecastFigures.Quantity
    public var forecast: Double
    public var interval: ClosedRange<Double>?
    public var measured: Double
    /// The 95 % interval of the measurement itself, where it is known.
    public var uncertainty: ClosedRange<Double>?

    public var ratio: Double { forecast / measured }
    /// Whether the measurement lies in the forecast's interval; `nil` where that has none.
    public var isInside: Bool? { interval.map { $0.contains(measured) } }
  }

  public var lines: [Line]
  /// The load that was compared.
  public var level: MeasuredLevel
  /// What differs between the two questions.
  public var remarks: [String] = []

  /// `nil` where nothing was measured.
  public init?(_ forecast: ForecastFigures, _ outcome: MeasurementOutcome) {
    let measured = outcome.levels.filter { $0.summary.completed > 0 }
    let alike = measured.filter { $0.level.kind == forecast.load?.kind }
    let wanted = forecast.load?.amount ?? 1
    func distance(_ level: MeasuredLevel) -> Double { abs(level.level.amount - wanted) }
    guard
      let nearest = (alike.isEmpty ? measured : alike)
        .min(by: { distance($0) < distance($1) })
    else { return nil }
    level = nearest
    let summary = nearest.summary
    lines = forecast.figures.compactMap { figure in
      guard let (value, uncertainty) = Self.measured(figure.quantity, summary), value > 0 else {
        return nil
      }
      return Line(
        quantity: figure.quantity, forecast: figure.value, interval: figure.interval,
        measured: value, uncertainty: uncertainty)
    }
    guard let load = forecast.load else { return }
    if nearest.level.kind != load.kind || abs(nearest.level.amount / wanted - 1) > 0.05 {
      remarks.append(
        "the forecast is for \(load.kind) \(LevelWords.number(wanted)), compared is "
          + "\(nearest.level.kind) \(LevelWords.number(nearest.level.amount))")
    }
    for (name, asked, seen) in [
      ("prompts", forecast.inputTokens, summary.inputTokens?.mean),
      ("answers", forecast.outputTokens, summary.outputTokens?.mean),
    ] {
      guard let asked, let seen, abs(seen / max(1, asked) - 1) > 0.1 else { continue }
      remarks.append(
        "the forecast has \(name) of \(LevelWords.number(asked)) tokens, measured were "
          + LevelWords.number(seen))
    }
  }

  private static func measured(
    _ quantity: ForecastFigures.Quantity, _ summary: LoadSummary
  ) -> (Double, ClosedRange<Double>?)? {
    func mean(_ sample: SampleStatistics?) -> (Double, ClosedRange<Double>?)? {
      sample.map { sample in
        (sample.mean, sample.meanHalfWidth.map { sample.mean - $0...sample.mean + $0 })
      }
    }
    func p95(_ sample: SampleStatistics?) -> (Double, ClosedRange<Double>?)? {
      sample.map { ($0.quantile(0.95), $0.quantileInterval(0.95)) }
    }
    return switch quantity {
    case .timeToFirstToken: mean(summary.timeToFirstToken)
    case .timePerOutputToken: mean(summary.timePerOutputToken)
    case .endToEnd: mean(summary.endToEnd)
    case .timeToFirstTokenP95: p95(summary.timeToFirstToken)
    case .timePerOutputTokenP95: p95(summary.timePerOutputToken)
    case .endToEndP95: p95(summary.endToEnd)
    case .outputRate:
      (
        summary.outputTokensPerSecond,
        summary.outputRateHalfWidth.map {
          summary.outputTokensPerSecond - $0...summary.outputTokensPerSecond + $0
        }
      )
    case .requestRate: (summary.requestsPerSecond, nil)
    }
  }
}
