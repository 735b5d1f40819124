import Confidence
import Presentation

/// A validation as a document for people.
public enum ValidationReport {
  public static func document(
    _ validation: Validation, groupedBy grouping: Validation.Grouping, worst: Int
  ) -> Document {
    let title = "Forecasts held against published measurements"
    var blocks: [Document.Block] = [
      .heading(title, level: 1),
      .paragraph(
        "\(NumberFormat.count(validation.rows)) rows; "
          + "\(NumberFormat.count(validation.comparisons.count)) figures forecast, "
          + "\(NumberFormat.count(validation.refusals.count)) refused, "
          + "\(NumberFormat.count(validation.skipped.values.reduce(0, +))) rows skipped, "
          + "\(NumberFormat.count(validation.unreadable.count)) unreadable. "
          + "Errors in percent of the measurement; bias is the median signed error; in 80% are the "
          + "percent of measurements in their 80 % interval, ±80% the median of half its width in "
          + "percent of the forecast."),
      .table(errors(validation, grouping)),
    ]
    if worst > 0 {
      blocks.append(.heading("The worst points"))
      blocks.append(.table(points(validation.worst(worst))))
    }
    if !validation.refusals.isEmpty {
      blocks.append(.heading("Refused: understood, but no forecast"))
      blocks.append(.table(reasons(validation.refusalReasons)))
    }
    if !validation.skipped.isEmpty {
      blocks.append(.heading("Skipped: no fair question"))
      blocks.append(.table(reasons(validation.skipped)))
    }
    if !validation.unreadable.isEmpty {
      blocks.append(.heading("Unreadable"))
      blocks.append(
        .bullets(validation.unreadable.map { "\($0.file), line \($0.line): \($0.reason)" }))
    }
    return Document(blocks)
  }

  /// The errors of the groups of a validation, and over all points.
  public static func errors(_ validation: Validation, _ grouping: Validation.Grouping) -> Table {
    var table = Table(columns: [
      .init(grouping.rawValue, priority: 1), .init("n", .trailing), .init("MdAPE", .trailing),
      .init("p75", .trailing), .init("p90", .trailing), .init("≤10%", .trailing),
      .init("≤20%", .trailing), .init("≤30%", .trailing), .init("bias", .trailing),
      .init("in 80%", .trailing), .init("±80%", .trailing),
    ])
    func add(_ name: String, _ summary: ErrorSummary) {
      table.addRow(
        name, NumberFormat.count(summary.count), number(summary.median), number(summary.p75),
        number(summary.p90), NumberFormat.count(summary.within10),
        NumberFormat.count(summary.within20), NumberFormat.count(summary.within30),
        (summary.bias > 0 ? "+" : "") + number(summary.bias),
        summary.coverage80.map(NumberFormat.count) ?? NumberFormat.missing,
        summary.width80.map(NumberFormat.count) ?? NumberFormat.missing)
    }
    for (name, summary) in validation.summaries(by: grouping) { add(name, summary) }
    add("everything", validation.overall)
    return table
  }

  private static func number(_ percent: Double) -> String {
    abs(percent) < 10
      ? NumberFormat.significant(percent, digits: 2) : NumberFormat.count(percent)
  }

  private static func points(_ comparisons: [Validation.Comparison]) -> Table {
    var table = Table(columns: [
      .init("point", priority: 1), .init("figure"), .init("measured", .trailing),
      .init("forecast", .trailing), .init("ratio", .trailing),
    ])
    for comparison in comparisons {
      let point = comparison.point
      table.addRow(
        "\(point.id): \(point.model), \(point.hardware), \(point.runtime)",
        point.quantity.rawValue, NumberFormat.significant(point.measured),
        NumberFormat.significant(comparison.forecast),
        NumberFormat.significant(comparison.ratio))
    }
    return table
  }

  private static func reasons(_ reasons: [String: Int]) -> Table {
    var table = Table(columns: [.init("reason"), .init("n", .trailing)])
    for (reason, count) in Validation.counted(reasons) {
      table.addRow(reason, NumberFormat.count(count))
    }
    return table
  }
}
