import Accuracy
import Catalog
import CommandLineKit
import Confidence
import InferencePlanner
import PerformanceModel
import Presentation

/// `inferplan validate`: how far forecasts lie from published measurements.
enum ValidateCommand {
  static let command = Command(
    "validate", abstract: "Forecasts held against tables of measurements.",
    discussion: """
      Every row of the tables is read under its own conditions and forecast by the same model that \
      answers an estimate. Rows that are no fair question are skipped with the reason; forecasts \
      that are refused are counted.
      Example: inferplan validate Data/measured/consumer.csv --by hardware --worst 20
      """,
    arguments: [
      Argument(
        "points", help: "Tables of measurements in CSV.", repeats: true, completion: .files)
    ],
    options: [
      Option(
        "by", valueName: "GROUP", help: "What to average over (default: category).",
        accepted: Validation.Grouping.allCases.map(\.rawValue), section: "Question"),
      Option(
        "exclude", valueName: "FILE",
        help: "Ids of rows to leave out, one a line, each with its reason after a tab.",
        section: "Question", completion: .files),
      Option(
        "cross-validate", valueName: "GROUP",
        help: "Fit the coefficients anew without each source, device, architecture or cell and "
          + "forecast what was left out; intervals are then made from the errors of the others.",
        accepted: CrossValidation.Grouping.allCases.map(\.rawValue), section: "Question"),
      Option(
        "worst", valueName: "N", help: "List the N points that are furthest off.",
        section: "Output"),
      .flag(
        "decisions",
        help: "Choose among measured configurations by forecast, and look the choices up.",
        section: "Question"),
      Option(
        "confidence", valueName: "SHARE",
        help: "The chance of keeping its target that a decision has to have (default: "
          + "\(DecisionValidation.usualConfidence)).",
        section: "Question"),
    ] + OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let (format, grouping, worst) = try CommandFailure.usage { () throws(UsageError) in
        (
          try OutputFormat(arguments),
          try arguments.choice("by", Validation.Grouping.self) ?? .category,
          try arguments.integer("worst", in: 0...100_000) ?? 0
        )
      }
      let files = try console.catalogFiles(arguments)
      let validation = try validation(arguments, files)
      if arguments.flag("decisions") {
        let confidence = try CommandFailure.usage { () throws(UsageError) in
          try arguments.number("confidence", in: 0.01...0.99) ?? DecisionValidation.usualConfidence
        }
        let decisions = DecisionValidation(
          MeasuredConfiguration.all(validation), confidence: confidence)
        return format.write(
          DecisionReport.document(decisions), DecisionAnswer(decisions), to: console)
      }
      return format.write(
        ValidationReport.document(validation, groupedBy: grouping, worst: worst),
        ValidationAnswer(validation, groupedBy: grouping, worst: worst), to: console)
    }
  }

  private static func validation(
    _ arguments: ParsedArguments, _ files: CatalogFiles
  ) throws(CommandFailure) -> Validation {
    let tables = try MeasurementTables(arguments)
    let crossValidation = try CommandFailure.usage { () throws(UsageError) in
      try arguments.choice("cross-validate", CrossValidation.Grouping.self)
    }
    do throws(CatalogError) {
      return Validation(
        tables.files, excluded: tables.excluded, resolver: try PointResolver(files),
        coefficients: try Coefficients(files),
        priors: try Coefficients(files, from: .coefficientPriors),
        crossValidating: crossValidation, confidence: try ConfidenceTables(files))
    } catch {
      throw .planner(.catalog(error))
    }
  }
}
