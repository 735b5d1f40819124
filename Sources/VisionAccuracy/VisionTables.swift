import Confidence
import Glibc
import Presentation
import VisionModel

/// The files that ship: distinct measurements, their sources, accuracies, and what is fitted.
public struct VisionTables: Sendable {
  /// Names and contents.
  public let files: [(name: String, text: String)]

  public init(_ data: VisionData) {
    let fit = LatencyFit(VisionData.observations(data.points))
    var titles: [VisionSource: String] = [:]
    for measurement in data.measurements where titles[measurement.source] == nil {
      titles[measurement.source] = "s\(titles.count + 1)"
    }
    files = [
      ("vision_sources.csv", Self.sources(titles)),
      ("vision_measurements.csv", Self.measurements(data.measurements, titles)),
      ("vision_accuracy.csv", Self.accuracies(data.accuracies)),
      ("vision_coefficients.csv", Self.coefficients(fit)),
      ("vision_intervals.csv", Self.intervals(data)),
    ]
  }

  private static func table(_ columns: String, _ fill: (inout Table) -> Void) -> String {
    var table = Table(columns: columns.split(separator: ",").map { Table.Column(String($0)) })
    fill(&table)
    return table.csv()
  }

  private static func sources(_ titles: [VisionSource: String]) -> String {
    table("id,title,url,as_of") { table in
      for (source, id) in titles.sorted(by: {
        ($0.value.count, $0.value) < ($1.value.count, $1.value)
      }) {
        table.addRow(id, source.title, source.url, source.asOf)
      }
    }
  }

  private static func measurements(
    _ all: [VisionMeasurement], _ titles: [VisionSource: String]
  ) -> String {
    table(
      "id,model,task,input_side,device,unit,runtime,precision,figure,milliseconds,batch,scope,"
        + "labels,source"
    ) { table in
      for one in all {
        table.addRow(
          one.id, one.network, one.task, one.inputSide.map { digits($0) } ?? "", one.device,
          one.unit.rawValue, one.runtime, one.precision?.rawValue ?? "", one.figure.rawValue,
          digits(one.milliseconds), String(one.batch), one.scope.rawValue,
          one.labels.joined(separator: "; "), titles[one.source] ?? "")
      }
    }
  }

  private static func accuracies(_ all: [VisionAccuracy]) -> String {
    struct Place: Hashable {
      var network: String, task: String, side: Int, metric: String
      var precision: VisionPrecision
      var isPartial: Bool
    }
    let places = Dictionary(grouping: all) {
      Place(
        network: $0.network, task: $0.task, side: Int(($0.inputSide ?? 0).rounded()),
        metric: $0.metric, precision: $0.precision, isPartial: $0.isPartial)
    }
    let rows = places.values.compactMap { members -> VisionAccuracy? in
      // The middle one: it is a figure that somebody published.
      let sorted = members.sorted { ($0.value, $0.source) < ($1.value, $1.source) }
      return sorted[sorted.count / 2]
    }
    return table("model,task,input_side,metric,precision,accuracy,partial,source") { table in
      for row in rows.sorted(by: { key($0) < key($1) }) {
        table.addRow(
          row.network, row.task, row.inputSide.map { digits($0) } ?? "", row.metric,
          row.precision.rawValue, digits(row.value), String(row.isPartial), row.source)
      }
    }
  }

  private static func key(_ row: VisionAccuracy) -> String {
    "\(row.network)|\(row.task)|\(row.inputSide ?? 0)|\(row.metric)|\(row.precision)|\(row.isPartial)"
  }

  private static func coefficients(_ fit: LatencyFit) -> String {
    table("term,scope,key,value,measurements") { table in
      for (effect, value) in fit.model.effects.sorted(by: { $0.key < $1.key }) {
        // Less than a thousandth moves nothing.
        guard abs(value) >= 5e-4 else { continue }
        table.addRow(
          effect.term.rawValue, effect.scope.rawValue, effect.key,
          String((value * 1e4).rounded() / 1e4), String(fit.counts[effect] ?? 0))
      }
    }
  }

  private static func intervals(_ data: VisionData) -> String {
    // Publishers are the strictest to hold out: they speak first.
    let outcomes = VisionIntervalFit.pooled(
      VisionValidation.Grouping.allCases.map { VisionValidation(data, by: $0) })
    return table("unit,tier,low,high,points,sources") { table in
      for row in VisionIntervalFit.rows(outcomes) {
        table.addRow(
          row.unit.rawValue, row.tier.rawValue, digits(row.interval.low),
          digits(row.interval.high), String(row.points), String(row.publishers))
      }
    }
  }

  private static func digits(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "0" }
    let scale = pow(10, 3 - floor(log10(abs(value))))
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e9
      ? String(Int(rounded)) : String(rounded)
  }
}
