import LoadGenerator
import MeasurementStore
import Presentation
import Quantities
import StructuredText

/// Two runs beside each other, at the loads that both have.
public struct RunComparison: Sendable {
  struct Line: Sendable {
    var load: String
    var quantity: String
    var isTime: Bool
    var first: Double
    var second: Double
    /// Half the widths of the 95 % intervals, where both are known.
    var halfWidths: (Double, Double)?

    var ratio: Double { second / first }
    /// Whether the runs differ by more than chance: their 95 % intervals do not touch.
    var differs: Bool? { halfWidths.map { abs(second - first) > $0.0 + $0.1 } }
  }

  let first: MeasurementOutcome
  let second: MeasurementOutcome
  let lines: [Line]

  public init(_ first: MeasurementOutcome, _ second: MeasurementOutcome) {
    self.first = first
    self.second = second
    lines = first.levels.flatMap { one -> [Line] in
      guard
        let other = second.levels.first(where: {
          $0.level.kind == one.level.kind && $0.level.amount == one.level.amount
        })
      else { return [] }
      return Self.lines(one, other)
    }
  }

  private static func lines(_ one: MeasuredLevel, _ other: MeasuredLevel) -> [Line] {
    let load = LevelWords.words(one.level)
    var lines = Latency.all.compactMap { latency -> Line? in
      guard let a = latency.sample(one.summary), let b = latency.sample(other.summary), a.mean > 0
      else { return nil }
      var half: (Double, Double)?
      if let x = a.meanHalfWidth, let y = b.meanHalfWidth { half = (x, y) }
      return Line(
        load: load, quantity: latency.name, isTime: true, first: a.mean, second: b.mean,
        halfWidths: half)
    }
    let a = one.summary, b = other.summary
    if a.outputTokensPerSecond > 0 {
      var half: (Double, Double)?
      if let x = a.outputRateHalfWidth, let y = b.outputRateHalfWidth { half = (x, y) }
      lines.append(
        Line(
          load: load, quantity: "output tokens/s", isTime: false, first: a.outputTokensPerSecond,
          second: b.outputTokensPerSecond, halfWidths: half))
    }
    return lines
  }

  public var document: Document {
    func name(_ outcome: MeasurementOutcome) -> String { outcome.id.map { "run \($0)" } ?? "" }
    guard !lines.isEmpty else {
      return Document([.paragraph("The runs have no load in common at which both were answered.")])
    }
    var table = Table(columns: [
      .init("load"), .init("mean of"), .init(name(first), .trailing),
      .init(name(second), .trailing), .init("change", .trailing), .init("beyond chance"),
    ])
    for line in lines {
      func amount(_ value: Double) -> String {
        line.isTime
          ? NumberFormat.seconds(Seconds(value)) : NumberFormat.significant(value, digits: 3)
      }
      table.addRow(
        line.load, line.quantity, amount(line.first), amount(line.second),
        (line.ratio >= 1 ? "+" : "") + NumberFormat.percent(line.ratio - 1),
        line.differs.map { $0 ? "yes" : "no" } ?? "")
    }
    return Document([.table(table)])
  }

  public var value: Value {
    .group([
      ("schema", .string("inferplan.compare-runs/1")),
      ("first", .number(first.id.map(Double.init))),
      ("second", .number(second.id.map(Double.init))),
      (
        "quantities",
        .array(
          lines.map { line in
            let unit = line.isTime ? 1e3 : 1
            return .group([
              ("load", .string(line.load)), ("quantity", .string(line.quantity)),
              ("unit", .string(line.isTime ? "ms" : "1/s")),
              ("first", .number(line.first * unit)), ("second", .number(line.second * unit)),
              ("second_over_first", .number(line.ratio)),
              ("differs", line.differs.map { .bool($0) }),
            ])
          })
      ),
    ])
  }
}
