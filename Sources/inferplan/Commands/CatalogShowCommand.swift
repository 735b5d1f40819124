import CommandLineKit
import InferencePlanner

/// `inferplan catalog show`: one row, whole.
enum CatalogShowCommand {
  static let command = Command(
    "show", abstract: "One row with all its fields, and what follows from them.",
    discussion: """
      Names resolve as everywhere: "4090", "a100 80gb", "llama 3.1 8b", "aws:p5.48xlarge".
      Example: inferplan catalog show models llama-3.1-8b
      """,
    arguments: [
      CatalogCommand.kindArgument,
      Argument("name", help: "The row, as people call it.", repeats: true),
    ],
    options: OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let kind = try CatalogCommand.kind(arguments)
      let format = try CommandFailure.usage { () throws(UsageError) in
        try OutputFormat(arguments)
      }
      let files = try console.catalogFiles(arguments)
      let entry = try CommandFailure.planner { () throws(PlannerError) in
        try CatalogEntry(
          kind, named: arguments.strings("name").joined(separator: " "), of: files)
      }
      return format.write(entry.document, entry.value, to: console)
    }
  }
}
