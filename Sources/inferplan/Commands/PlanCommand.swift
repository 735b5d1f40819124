import Catalog
import CommandLineKit
import InferencePlanner
import LaunchFiles
import Presentation
import StructuredText

/// `inferplan plan`: from a question to ranked deployments.
enum PlanCommand {
  static let command = Command(
    "plan", abstract: "Ranked, complete deployments for a task, its traffic and its limits.",
    discussion: """
      Amounts are written as people do: 500ms, 2 sec, 1000/h, 500$/mo, 99.9%. What is left open is \
      chosen and said. Exit code 1 means that nothing meets the question; the answer then names the \
      cheapest requirement to loosen.
      Example: inferplan plan --task chatbot --requests-per-hour 1000 --e2e-p95 6s --budget 500/month
      """,
    arguments: [
      Argument(
        "question", help: "A question in JSON or YAML; options replace its fields.",
        isRequired: false, completion: .files)
    ],
    options: RequestOptions.options(PlanField.all) + [
      .flag("presets", help: "List the worked questions and stop.", section: "Task and model")
    ] + ExportOption.ofPlans + OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let format = try CommandFailure.usage { () throws(UsageError) in
        try OutputFormat(arguments)
      }
      let fields = try CommandFailure.usage { () throws(UsageError) in
        try RequestOptions.fields(PlanField.all, arguments)
      }
      let files = try console.catalogFiles(arguments)
      if arguments.flag("presets") {
        let presets = try CommandFailure.planner { () throws(PlannerError) in
          try PresetListing(files)
        }
        return format.write(presets.document, presets.answer, to: console)
      }
      let export = try ExportOption.requested(arguments)
      let outcome = try CommandFailure.planner { () throws(PlannerError) in
        let request = try RequestFile.planRequest(
          fields, file: arguments.string("question"), files)
        return try Planner(files).plan(request)
      }
      let answer = PlanAnswer(outcome)
      var document = PlanReport.document(outcome)
      // A plan that its tool cannot run is an answer all the same.
      var failure: CommandFailure?
      if let export, outcome.isFeasible {
        do throws(CommandFailure) {
          let written = try export.write(answer, files)
          document.blocks += written.document.blocks
          // The plan in JSON stays what its schema says.
          if format == .json { console.complain(written.summary) }
        } catch {
          failure = error
        }
      }
      let code = format.write(document, answer, to: console)
      if let failure { throw failure }
      return code == .success && !outcome.isFeasible ? .infeasible : code
    }
  }
}
