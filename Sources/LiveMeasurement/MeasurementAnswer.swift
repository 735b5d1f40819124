import InferencePlanner
import LoadGenerator
import MeasurementStore
import Quantities
import ServingSimulator
import StructuredText

/// The JSON form of a run, schema `inferplan.measure/1`. Times are milliseconds.
public enum MeasurementAnswer {
  public static let schemaName = "inferplan.measure/1"

  public static func value(
    _ outcome: MeasurementOutcome, against comparison: ForecastComparison? = nil
  ) -> Value {
    .group([
      ("schema", .string(schemaName)),
      ("run", outcome.id.map { .number(Double($0)) }),
      ("started", outcome.started.map { .string($0) }),
      ("is_whole", .bool(outcome.isWhole)),
      ("url", .string(outcome.url)), ("endpoint", .string(outcome.endpoint)),
      ("model", .string(outcome.model)), ("setup", .object(outcome.setup)),
      ("found", outcome.found.map(found)),
      ("levels", .array(outcome.levels.map(level))),
      ("against", comparison.map(Self.comparison)),
      ("notes", .array(MeasurementNotes.notes(outcome).map { .string($0) })),
    ])
  }

  private static func level(_ measured: MeasuredLevel) -> Value {
    let level = measured.level, summary = measured.summary
    var fields: [(String, Value?)] = [
      ("load", .string(level.kind)), (level.kind, .number(level.amount)),
      ("input_tokens_asked", .number(level.inputTokens)),
      ("output_tokens_asked", .number(level.outputTokens)),
      (
        "window_seconds",
        .array([summary.window.lowerBound, summary.window.upperBound].map { .number($0) })
      ),
      ("requests", requests(summary)),
      ("token_source", .string(summary.tokenSource.rawValue)),
      ("input_tokens", .number(summary.inputTokens?.mean)),
      ("output_tokens", .number(summary.outputTokens?.mean)),
      ("requests_per_second", .number(summary.requestsPerSecond)),
      ("output_tokens_per_second", .number(summary.outputTokensPerSecond)),
      ("output_tokens_per_second_half_width_95", .number(summary.outputRateHalfWidth)),
      ("total_tokens_per_second", .number(summary.totalTokensPerSecond)),
      ("mean_in_flight", .number(summary.meanInFlight)),
      ("goodput_requests_per_second", .number(summary.goodput)),
      ("good_share", .number(summary.goodShare)),
      ("objectives", .array(summary.objectives.map(objective))),
      ("client", client(level)),
    ]
    for latency in Latency.all {
      fields.append((latency.key, latency.sample(summary).map { statistics($0, unit: 1e3) }))
    }
    return .group(fields)
  }

  private static func requests(_ summary: LoadSummary) -> Value {
    .group([
      ("sent", .number(Double(summary.sent))), ("completed", .number(Double(summary.completed))),
      ("failed", .number(Double(summary.failed))),
      ("interrupted", .number(Double(summary.interrupted))),
      ("warm_up", .number(Double(summary.warmUpRequests))),
      ("is_steady", summary.isSteady.map { .bool($0) }),
      (
        "failures",
        .array(
          summary.failures.map { failure in
            .group([
              ("kind", .string(failure.failure.name)), ("count", .number(Double(failure.count))),
              ("detail", failure.detail.map { .string($0) }),
            ])
          })
      ),
    ])
  }

  private static func client(_ level: StoredLevel) -> Value {
    .group([
      ("processor_seconds", .number(level.clientProcessorSeconds)),
      ("core_share", .number(level.clientShare)),
      ("shares_host_with_server", level.isWithinOneMachine.map { .bool($0) }),
      ("longest_send_delay_ms", .number(level.longestDelay.map { $0 * 1e3 })),
    ])
  }

  private static func objective(_ result: LoadSummary.ObjectiveResult) -> Value {
    .group([
      ("name", .string(ObjectiveText.name(result.objective))),
      ("limit_ms", .number(result.objective.limit.milliseconds)),
      ("measured_ms", .number(result.measured.map { $0 * 1e3 })), ("kept", .bool(result.isKept)),
    ])
  }

  private static func statistics(_ sample: SampleStatistics, unit: Double) -> Value {
    let shares = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)]
    let intervals = shares.compactMap { name, share in
      sample.quantileInterval(share).map {
        (name, Value.array([.number($0.lowerBound * unit), .number($0.upperBound * unit)]))
      }
    }
    return .group(
      [
        ("count", .number(Double(sample.count))), ("mean", .number(sample.mean * unit)),
        ("mean_half_width_95", .number(sample.meanHalfWidth.map { $0 * unit })),
        ("standard_deviation", .number(sample.deviation * unit)),
        ("min", .number(sample.least * unit)),
      ] + shares.map { ($0, .number(sample.quantile($1) * unit)) } + [
        ("max", .number(sample.largest * unit)),
        ("confidence_95", intervals.isEmpty ? nil : .group(intervals)),
      ])
  }

  private static func found(_ found: MeasurementOutcome.Found) -> Value {
    switch found {
    case .goodput(let kept, let missed):
      .group([
        ("kind", .string("goodput")), ("kept_requests_per_second", .number(kept)),
        ("missed_requests_per_second", .number(missed)),
      ])
    case .knee(let concurrency, let around):
      .group([
        ("kind", .string("knee")), ("concurrency", .number(Double(concurrency))),
        (
          "interval",
          .array([.number(Double(around.lowerBound)), .number(Double(around.upperBound))])
        ),
      ])
    }
  }

  private static func comparison(_ comparison: ForecastComparison) -> Value {
    .group([
      ("load", .string(comparison.level.level.kind)),
      ("amount", .number(comparison.level.level.amount)),
      (
        "quantities",
        .array(
          comparison.lines.map { line in
            let unit = line.quantity.isTime ? 1e3 : 1
            func pair(_ range: ClosedRange<Double>?) -> Value? {
              range.map { .array([.number($0.lowerBound * unit), .number($0.upperBound * unit)]) }
            }
            return .group([
              ("name", .string(line.quantity.rawValue)),
              ("unit", .string(line.quantity.isTime ? "ms" : "1/s")),
              ("forecast", .number(line.forecast * unit)),
              ("forecast_interval_80", pair(line.interval)),
              ("measured", .number(line.measured * unit)),
              ("measured_confidence_95", pair(line.uncertainty)),
              ("forecast_over_measured", .number(line.ratio)),
              ("inside", line.isInside.map { .bool($0) }),
            ])
          })
      ), ("remarks", .array(comparison.remarks.map { .string($0) })),
    ])
  }
}

extension Value {
  /// A group of the fields that have a value.
  static func group(_ fields: [(String, Value?)]) -> Value {
    .object(
      Dictionary(
        fields.compactMap { name, value in value.map { (name, $0) } },
        uniquingKeysWith: { _, last in last }))
  }

  /// `nil` for what is no finite number.
  static func number(_ number: Double?) -> Value? {
    number.flatMap { $0.isFinite ? Value.number($0) : nil }
  }
}
