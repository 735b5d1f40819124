import InferencePlanner
import LoadGenerator
import MeasurementStore
import Presentation
import Quantities
import ServingSimulator

/// A run of measurements as a document for people.
public enum MeasurementReport {
  public static func document(
    _ outcome: MeasurementOutcome, against comparison: ForecastComparison? = nil
  ) -> Document {
    var blocks: [Document.Block] = [
      .heading("\(outcome.model) at \(outcome.url)", level: 1),
      .paragraph(about(outcome)),
    ]
    if let found = outcome.found { blocks.append(.paragraph(words(found))) }
    blocks.append(.table(rates(outcome)))
    for level in outcome.levels where level.summary.completed > 0 {
      blocks.append(.table(latencies(level)))
    }
    if outcome.levels.contains(where: { !$0.summary.objectives.isEmpty }) {
      blocks.append(.table(objectives(outcome)))
    }
    if outcome.levels.contains(where: { $0.summary.failed > 0 }) {
      blocks.append(.table(failures(outcome)))
    }
    if let comparison {
      blocks.append(.table(Self.comparison(comparison)))
      if !comparison.remarks.isEmpty { blocks.append(.bullets(comparison.remarks)) }
    }
    blocks.append(.heading("Read with this"))
    blocks.append(.bullets(MeasurementNotes.notes(outcome)))
    return Document(blocks)
  }

  private static func about(_ outcome: MeasurementOutcome) -> String {
    let number = outcome.id.map { "run \($0)" }
    let lengths = outcome.levels.first.map {
      "\(LevelWords.number($0.level.inputTokens.rounded())) tokens in · "
        + "\(LevelWords.number($0.level.outputTokens.rounded())) out asked for"
    }
    return [number, outcome.started, "\(outcome.endpoint) endpoint", lengths].compactMap { $0 }
      .joined(separator: " · ")
  }

  private static func words(_ found: MeasurementOutcome.Found) -> String {
    switch found {
    case .goodput(let kept?, let missed?):
      "The SLO is kept at \(LevelWords.number(kept)) requests/s and missed at "
        + "\(LevelWords.number(missed)): the limit lies between."
    case .goodput(let kept?, nil):
      "The SLO is kept at \(LevelWords.number(kept)) requests/s, the highest rate that was tried."
    case .goodput(nil, let missed?):
      "The SLO is missed even at \(LevelWords.number(missed)) requests/s."
    case .goodput(nil, nil): "No rate could be tried."
    case .knee(let concurrency, let around):
      "The knee, where throughput over latency is largest, is at concurrency \(concurrency) "
        + "(between \(around.lowerBound) and \(around.upperBound))."
    }
  }

  private static func rates(_ outcome: MeasurementOutcome) -> Table {
    let hasGoodput = outcome.levels.contains { $0.summary.goodput != nil }
    var table = Table(
      columns: [.init("load")]
        + (["done", "failed", "req/s"] + (hasGoodput ? ["good/s"] : [])
        + ["out tok/s", "± 95 %", "in flight", "our CPU"])
        .map { .init($0, .trailing) })
    for level in outcome.levels {
      let summary = level.summary
      func number(_ value: Double) -> String { NumberFormat.significant(value, digits: 3) }
      table.addRow(
        [
          LevelWords.words(level.level), NumberFormat.count(summary.completed),
          NumberFormat.count(summary.failed), number(summary.requestsPerSecond),
        ] + (hasGoodput ? [summary.goodput.map(number) ?? ""] : [])
          + [
            number(summary.outputTokensPerSecond),
            summary.outputRateHalfWidth.map(number) ?? "",
            number(summary.meanInFlight),
            level.level.clientShare.map { NumberFormat.percent($0) } ?? "",
          ])
    }
    return table
  }

  private static func latencies(_ level: MeasuredLevel) -> Table {
    var table = Table(
      title: "At \(LevelWords.words(level.level))",
      columns: [.init("latency")]
        + ["mean", "± 95 %", "p50", "p90", "p95", "p99", "max"].map { .init($0, .trailing) })
    for latency in Latency.all {
      guard let sample = latency.sample(level.summary) else { continue }
      func time(_ seconds: Double) -> String { NumberFormat.seconds(Seconds(seconds)) }
      table.addRow(
        [latency.name, time(sample.mean), sample.meanHalfWidth.map(time) ?? ""]
          + [0.5, 0.9, 0.95, 0.99].map { time(sample.quantile($0)) } + [time(sample.largest)])
    }
    return table
  }

  private static func objectives(_ outcome: MeasurementOutcome) -> Table {
    var table = Table(columns: [
      .init("load"), .init("SLO"), .init("limit", .trailing), .init("measured", .trailing),
      .init("kept"),
    ])
    for level in outcome.levels {
      for result in level.summary.objectives {
        table.addRow(
          LevelWords.words(level.level), ObjectiveText.name(result.objective),
          NumberFormat.seconds(result.objective.limit),
          result.measured.map { NumberFormat.seconds(Seconds($0)) } ?? NumberFormat.missing,
          result.isKept ? "yes" : "NO")
      }
    }
    return table
  }

  private static func failures(_ outcome: MeasurementOutcome) -> Table {
    var table = Table(columns: [
      .init("load"), .init("failed", .trailing), .init("how"), .init("the server's words"),
    ])
    for level in outcome.levels {
      for failure in level.summary.failures {
        table.addRow(
          LevelWords.words(level.level), NumberFormat.count(failure.count), failure.failure.words,
          PrintableText.escaped(failure.detail ?? ""))
      }
    }
    return table
  }

  private static func comparison(_ comparison: ForecastComparison) -> Table {
    var table = Table(
      title: "Forecast beside measurement, \(LevelWords.words(comparison.level.level))",
      columns: [
        .init("quantity"), .init("forecast", .trailing), .init("80 % interval", .trailing),
        .init("measured", .trailing), .init("± 95 %", .trailing), .init("forecast is", .trailing),
        .init("inside"),
      ])
    for line in comparison.lines {
      func amount(_ value: Double) -> String {
        line.quantity.isTime
          ? NumberFormat.seconds(Seconds(value)) : NumberFormat.significant(value, digits: 3)
      }
      let off = line.ratio - 1
      table.addRow(
        line.quantity.words, amount(line.forecast),
        line.interval.map { amount($0.lowerBound) + " … " + amount($0.upperBound) } ?? "",
        amount(line.measured),
        line.uncertainty.map { amount(($0.upperBound - $0.lowerBound) / 2) } ?? "",
        NumberFormat.percent(abs(off)) + (off < 0 ? " low" : " high"),
        line.isInside.map { $0 ? "yes" : "NO" } ?? "")
    }
    return table
  }
}

extension StoredLevel {
  /// Share of one core that the client took; `nil` for a run that was killed.
  var clientShare: Double? {
    guard let seconds, let clientProcessorSeconds, seconds > 0 else { return nil }
    return clientProcessorSeconds / seconds
  }
}
