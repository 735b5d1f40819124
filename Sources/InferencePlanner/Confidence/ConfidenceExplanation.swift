import Catalog
import Economics
import Confidence
import Presentation
import Quantities

/// Writes how an estimate's intervals came about and which measurements speak for it.
struct ConfidenceExplanation {
  let estimate: Estimate
  let evidence: EvidenceFindings?

  private static let method = "docs/performance-model.md, \"How sure\""

  var lines: [Explanation.Line] { intervals + measurements }

  private var intervals: [Explanation.Line] {
    let confidence = estimate.confidence
    let tier = Explanation.Line(
      figure: "tier", value: confidence.tier.rawValue, arithmetic: confidence.tier.words,
      sources: [Self.method])
    return [tier]
      + confidence.bases.map { basis in
        if let own = basis.own {
          return Explanation.Line(
            figure: "interval of " + basis.figure,
            value: "forecast × \(digits(basis.interval.low)) to × \(digits(basis.interval.high))",
            arithmetic:
              "\(own.loads) loads of your own, each forecast by a fit that had not seen it",
            sources: ["machine_intervals.csv: \(own.provenance.source) (\(own.provenance.date))"])
        }
        let row = basis.row
        let origin = row.map {
          $0.points > 0
            ? "\(NumberFormat.count($0.points)) measurements by "
              + "\(NumberFormat.count($0.sources)) sources"
            : "no measurement of this tier: from those of the category and of the tier"
        }
        return Explanation.Line(
          figure: "interval of " + basis.figure,
          value: "forecast × \(digits(basis.interval.low)) to × \(digits(basis.interval.high))",
          arithmetic: "holds 80 of 100 measurements of \"\(basis.category.rawValue)\" "
            + "that the fit had not seen; " + (origin ?? "no row: the widest of the tier"),
          sources: row.map { ["intervals.csv: \($0.provenance.source) (\($0.provenance.date))"] }
            ?? [])
      }
  }

  private var measurements: [Explanation.Line] {
    (evidence?.groups ?? []).flatMap { group -> [Explanation.Line] in
      let near = NumberFormat.percent(EvidenceFindings.near)
      let count =
        group.nearCount == 0 ? "no published measurement" : Self.measurements(group.nearCount)
      let summary = Explanation.Line(
        figure: "evidence for " + group.figure,
        value: "\(count) within \(near) of this configuration",
        arithmetic: group.nearCount > 0
          ? "the nearest follow"
          : group.matches.isEmpty ? "none is like it" : "the nearest follows",
        sources: [Self.method])
      return [summary] + group.matches.map(line)
    }
  }

  private static func measurements(_ count: Int) -> String {
    count == 1 ? "1 published measurement" : "\(count) published measurements"
  }

  private func line(_ match: Evidence.Match) -> Explanation.Line {
    let row = match.row, subject = row.subject
    let load: String =
      switch subject.shape {
      case .single: "alone"
      case .together: "\(count(subject.concurrency)) together"
      case .closedLoop: "\(count(subject.concurrency)) at once"
      case .queued: "as many as fit"
      case .rate: "at a rate"
      case .resident: "\(count(subject.concurrency)) resident"
      }
    let off = (row.forecast / row.measured - 1) * 100
    return Explanation.Line(
      figure: "– \(row.id), \(row.quantity.rawValue)",
      value: "\(value(row, row.measured)) measured, \(value(row, row.forecast)) our forecast",
      arithmetic: "\(off > 0 ? "+" : "")\(digits(off))%; \(subject.model) in \(subject.format), "
        + "\(subject.engine), \(subject.devices)× \(subject.device), "
        + "\(count(subject.input)) + \(count(subject.output)) tokens, \(load); "
        + "\(NumberFormat.percent(match.distance)) away",
      sources: ["\(row.provenance.source) (\(row.provenance.date))"] + (row.url.map { [$0] } ?? []))
  }

  private func value(_ row: Evidence.Row, _ value: Double) -> String {
    switch row.quantity {
    case .timeToFirstToken, .timePerOutputToken, .endToEnd: NumberFormat.seconds(Seconds(value))
    case .memory: NumberFormat.bytes(Bytes(value))
    case .energyPerToken: digits(value) + " J"
    case .requestRate: digits(value) + " requests/s"
    case .decodeRate, .prefillRate, .outputRate, .totalRate: digits(value) + " tokens/s"
    }
  }

  private func count(_ number: Double) -> String { NumberFormat.count(number) }
  private func digits(_ number: Double) -> String { NumberFormat.significant(number) }
}
