import LoadGenerator
import MeasurementStore
import StructuredText

/// Levels of a run as Benchmark Reports of llm-d, version 0.2.1: the form in which benchmarks of
/// different tools are exchanged. One report holds one load, so a run is a stream of documents.
/// (`br_v0_2_1_json_schema.json` of llm-d-benchmark.)
public enum BenchmarkReport {
  public static let version = "0.2.1"

  /// - Parameter toolVersion: of this program.
  /// - Throws: ``MeasurementError/text(_:)`` where memory lacks.
  public static func bytes(
    _ outcome: MeasurementOutcome, toolVersion: String
  ) throws(MeasurementError) -> [UInt8] {
    var bytes: [UInt8] = []
    for (place, level) in outcome.levels.enumerated() {
      if place > 0 { bytes += Array("---\n".utf8) }
      do throws(StructuredTextError) {
        bytes += try report(outcome, level, place, toolVersion).yaml()
      } catch {
        throw .text(error)
      }
    }
    return bytes
  }

  private static func report(
    _ outcome: MeasurementOutcome, _ level: MeasuredLevel, _ place: Int, _ toolVersion: String
  ) -> YAMLNode {
    let run = outcome.id.map { "inferplan-\($0)" } ?? "inferplan"
    return .present([
      ("version", .text(version)),
      (
        "run",
        .present([
          ("uid", .text("\(run)-\(place + 1)")), ("eid", .text(run)),
          (
            "time",
            .present([
              ("start", outcome.started.map { .text($0) }),
              ("duration", level.level.seconds.map { .text("PT\($0)S") }),
            ])
          ),
          ("description", .text("\(outcome.model), \(LevelWords.words(level.level))")),
        ])
      ),
      ("scenario", .present([("load", load(level, place, toolVersion))])),
      (
        "results",
        .present([
          ("request_performance", .present([("aggregate", aggregate(level.summary))]))
        ])
      ),
    ])
  }

  private static func load(
    _ level: MeasuredLevel, _ place: Int, _ toolVersion: String
  ) -> YAMLNode {
    let stored = level.level
    let isTrace = stored.kind == "trace"
    func length(_ tokens: Double) -> YAMLNode {
      .present([
        ("distribution", .text(isTrace ? "other" : "fixed")), ("value", .number(tokens)),
      ])
    }
    return .present([
      ("metadata", .present([("description", .text(LevelWords.words(stored)))])),
      (
        "standardized",
        .present([
          ("tool", .text("inferplan")), ("tool_version", .text(toolVersion)),
          ("source", .text("random")), ("stage", .integer(place)),
          ("input_seq_len", length(stored.inputTokens)),
          ("output_seq_len", length(stored.outputTokens)),
          ("rate_qps", stored.kind == "rate" ? .number(stored.amount) : nil),
          ("concurrency", stored.kind == "concurrency" ? .integer(Int(stored.amount)) : nil),
        ])
      ), ("native", .fields([])),
    ])
  }

  private static func aggregate(_ summary: LoadSummary) -> YAMLNode {
    .present([
      (
        "requests",
        .present([
          ("total", .integer(summary.sent)), ("failures", .integer(summary.failed)),
          ("incomplete", .integer(summary.interrupted)),
          ("input_length", statistics(summary.inputTokens, "count")),
          ("output_length", statistics(summary.outputTokens, "count")),
        ])
      ),
      (
        "latency",
        .present([
          ("time_to_first_token", statistics(summary.timeToFirstToken, "s")),
          ("normalized_time_per_output_token", statistics(summary.normalizedTime, "s/token")),
          ("time_per_output_token", statistics(summary.timePerOutputToken, "s/token")),
          ("inter_token_latency", statistics(summary.interTokenLatency, "s/token")),
          ("request_latency", statistics(summary.endToEnd, "s")),
        ])
      ),
      (
        "throughput",
        .present([
          ("output_token_rate", mean(summary.outputTokensPerSecond, "tokens/s")),
          ("total_token_rate", mean(summary.totalTokensPerSecond, "tokens/s")),
          (
            "input_token_rate",
            mean(summary.totalTokensPerSecond - summary.outputTokensPerSecond, "tokens/s")
          ), ("request_rate", mean(summary.requestsPerSecond, "queries/s")),
        ])
      ),
    ])
  }

  private static func mean(_ value: Double, _ unit: String) -> YAMLNode {
    .present([("units", .text(unit)), ("mean", .number(value))])
  }

  private static func statistics(_ sample: SampleStatistics?, _ unit: String) -> YAMLNode? {
    sample.map { sample in
      let shares: [(String, Double)] = [
        ("p0p1", 0.001), ("p1", 0.01), ("p5", 0.05), ("p10", 0.1), ("p25", 0.25), ("p50", 0.5),
        ("p75", 0.75), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99p9", 0.999),
      ]
      return .present(
        [
          ("units", .text(unit)), ("mean", .number(sample.mean)),
          ("stddev", .number(sample.deviation)), ("min", .number(sample.least)),
        ] + shares.map { ($0, .number(sample.quantile($1))) }
          + [("max", .number(sample.largest))])
    }
  }
}
