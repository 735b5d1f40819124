import Accuracy
import Glibc
import Presentation
import VisionModel

/// How well times of vision networks are forecast that the fit has not seen.
public struct VisionAccuracyReport: Sendable, Encodable {
  /// The errors of measurements that have something in common.
  public struct Line: Sendable, Encodable {
    public var heldOut: String
    public var group: String
    public var count: Int
    /// In percent of the measurement.
    public var median: Double
    public var p90: Double
    public var bias: Double
    /// Share in the 80 % interval, in percent.
    public var coverage80: Double
  }

  public let lines: [Line]
  public let rows: Int
  public let measurements: Int
  public let points: Int
  public let skipped: [String: Int]

  /// Holds out publishers, devices and networks in turn.
  public init(_ data: VisionData) {
    rows = data.rows
    measurements = data.measurements.count
    points = data.points.count
    skipped = data.skipped
    var lines: [Line] = []
    let validations = VisionValidation.Grouping.allCases.map { VisionValidation(data, by: $0) }
    let pool = VisionIntervalFit.pooled(validations)
    for validation in validations {
      let covered = VisionIntervalFit.covered(validation, pool: pool)
      func add(_ name: String, _ include: (Int) -> Bool) {
        let chosen = validation.outcomes.indices.filter(include)
        guard chosen.count >= 20 else { return }
        let pairs = chosen.map { index in
          let outcome = validation.outcomes[index]
          let measured = data.points[outcome.point].measurement.milliseconds
          return (forecast: measured * exp(-outcome.logRatio), measured: measured)
        }
        let summary = ErrorSummary(pairs)
        lines.append(
          Line(
            heldOut: validation.grouping.rawValue, group: name, count: chosen.count,
            median: summary.median,
            p90: summary.p90, bias: summary.bias,
            coverage80: 100 * Double(chosen.count { covered[$0] }) / Double(chosen.count)))
      }
      func work(_ index: Int) -> VisionWork { data.points[validation.outcomes[index].point].work }
      for task in data.catalog.tasks { add(task) { work($0).network.task == task } }
      for unit in VisionUnit.allCases {
        for kind in VisionDevice.Kind.allCases {
          add("\(kind.rawValue) \(unit.name)") {
            work($0).unit == unit && work($0).device.kind == kind
          }
        }
      }
      for figure in VisionFigure.allCases { add(figure.words) { work($0).figure == figure } }
      for tier in VisionTier.allCases { add(tier.words) { validation.outcomes[$0].tier == tier } }
      add("everything") { _ in true }
    }
    self.lines = lines
  }

  /// The section of the accuracy page.
  public var blocks: [Document.Block] {
    var blocks: [Document.Block] = [
      .heading("Vision networks"),
      .paragraph(
        "Times of detectors, classifiers and others on boards, phones, CPUs, GPUs and NPUs "
          + "(Data/measured/vision.csv): \(NumberFormat.count(rows)) rows give "
          + "\(NumberFormat.count(measurements)) distinct measurements, of which "
          + "\(NumberFormat.count(points)) say all that a forecast needs. Whole publishers, devices, "
          + "networks, or pairs of setting and network are held out and everything is fitted anew "
          + "without them. See docs/vision.md."),
    ]
    for grouping in VisionValidation.Grouping.allCases {
      var table = Table(
        title: grouping.title,
        columns: [
          .init("Measurements"), .init("n", .trailing), .init("MdAPE", .trailing),
          .init("p90", .trailing), .init("bias", .trailing), .init("in 80 %", .trailing),
        ])
      for line in lines where line.heldOut == grouping.rawValue {
        table.addRow(
          line.group, NumberFormat.count(line.count), digits(line.median), digits(line.p90),
          digits(line.bias), digits(line.coverage80))
      }
      blocks.append(.table(table))
    }
    return blocks
  }

  /// Which rows are no measurement, and why.
  public var skippedBlocks: [Document.Block] {
    var table = Table(
      title: "Rows that were left out", columns: [.init("Why"), .init("rows", .trailing)])
    for (reason, count) in skipped.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      table.addRow(reason, NumberFormat.count(count))
    }
    return [.table(table)]
  }

  private func digits(_ value: Double) -> String {
    NumberFormat.significant(value, digits: 2)
  }
}

extension VisionValidation.Grouping {
  fileprivate var title: String {
    switch self {
    case .source: "A publisher that the fit has not seen"
    case .device: "A device that the fit has not seen"
    case .network: "A network that the fit has not seen"
    case .pair: "A pair of device, runtime and network that the fit has not seen"
    }
  }
}
