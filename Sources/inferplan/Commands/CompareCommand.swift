import CommandLineKit
import InferencePlanner
import Presentation

/// `inferplan compare`: several options against the same requirements.
enum CompareCommand {
  static let command = Command(
    "compare", abstract: "Options side by side against requirements, and which to take.",
    discussion: """
      A scenario is a YAML or JSON file: requirements, and options whose requests have the fields \
      of an estimate. Where an option states figures that a document claims, they are printed \
      beside the computed ones, and what no hardware can do is said with the arithmetic. \
      Exit code 1 means that no option meets the requirements.
      Example: inferplan compare Examples/scenarios/chatbot.yaml
      """,
    arguments: [
      Argument(
        "scenario", help: "Scenario files in YAML or JSON.", repeats: true, completion: .files)
    ],
    options: OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let format = try CommandFailure.usage { () throws(UsageError) in
        try OutputFormat(arguments)
      }
      let files = try console.catalogFiles(arguments)
      // All scenarios are read before anything is printed.
      let comparisons = try CommandFailure.planner { () throws(PlannerError) in
        let estimator = try Estimator(files)
        var comparisons: [Comparison] = []
        for path in arguments.strings("scenario") {
          let scenario = try Scenario(RequestFile.value(path: path), file: path)
          comparisons.append(Comparison(scenario, estimator: estimator))
        }
        return comparisons
      }
      let document = Document(comparisons.flatMap { ComparisonReport.document($0).blocks })
      let answers = comparisons.map { ComparisonAnswer($0) }
      // One scenario is an object, several are an array.
      let code =
        if let only = answers.first, answers.count == 1 {
          format.write(document, only, to: console)
        } else {
          format.write(document, answers, to: console)
        }
      guard code == .success else { return code }
      return comparisons.allSatisfy { $0.recommendation.option != nil } ? .success : .infeasible
    }
  }
}
