import LoadGenerator
import Presentation
import Quantities
import StructuredText

/// All runs of a store, a line each.
public struct MeasurementListing: Sendable {
  let outcomes: [MeasurementOutcome]

  public init(_ outcomes: [MeasurementOutcome]) { self.outcomes = outcomes }

  public var document: Document {
    guard !outcomes.isEmpty else { return Document([.paragraph("Nothing was measured yet.")]) }
    var table = Table(columns: [
      .init("run", .trailing), .init("started"), .init("model"), .init("address"),
      .init("loads"), .init("done", .trailing), .init("failed", .trailing), .init("ended"),
    ])
    for outcome in outcomes {
      table.addRow(
        outcome.id.map { "\($0)" } ?? "", outcome.started ?? "", outcome.model, outcome.url,
        outcome.levels.map { LevelWords.words($0.level) }.joined(separator: ", "),
        NumberFormat.count(outcome.levels.reduce(0) { $0 + $1.summary.completed }),
        NumberFormat.count(outcome.levels.reduce(0) { $0 + $1.summary.failed }),
        outcome.isWhole ? "whole" : "early")
    }
    return Document([.table(table)])
  }

  public var value: Value {
    .group([
      ("schema", .string("inferplan.measurements/1")),
      (
        "runs",
        .array(
          outcomes.map { outcome in
            .group([
              ("run", .number(outcome.id.map(Double.init))),
              ("started", outcome.started.map { .string($0) }),
              ("model", .string(outcome.model)), ("url", .string(outcome.url)),
              ("setup", .object(outcome.setup)), ("is_whole", .bool(outcome.isWhole)),
              (
                "loads",
                .array(outcome.levels.map { .string(LevelWords.words($0.level)) })
              ),
            ])
          })
      ),
    ])
  }
}
