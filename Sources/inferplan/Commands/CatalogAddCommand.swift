import CommandLineKit
import FoundationEssentials
import InferencePlanner

/// `inferplan catalog add`: rows of one's own.
enum CatalogAddCommand {
  static let command = Command(
    "add", abstract: "Write rows into your own folder of catalogs.",
    discussion: """
      A row takes the place of the one with its id, whole: columns that are not set are empty. \
      What is not said about source and date becomes "user" and today. Nothing is written unless \
      every row can be read.
      Example: inferplan catalog add accelerators --catalog ~/catalog --set id=my-gpu \
      --set memory_gb=32 --set memory_bandwidth_gb_s=1000 --set bf16_dense_tflops=200
      Example: inferplan catalog add models --catalog ~/catalog --config ./config.json \
      --set hf_id=acme/model-7b
      """,
    arguments: [CatalogCommand.kindArgument],
    options: [
      Option(
        "set", kind: .values, valueName: "COLUMN=VALUE",
        help: "A column of the row; in the place of what a file says.", section: "Rows"),
      Option(
        "from", valueName: "FILE",
        help: "Rows from JSON, YAML (a group or a list of groups) or CSV; - is JSON from "
          + "standard input.",
        section: "Rows", completion: .files),
      Option(
        "config", valueName: "FILE", help: "A Hugging Face config.json as a row of models.",
        section: "Rows", completion: .files),
      Option(
        "gguf", valueName: "FILE", help: "A GGUF file as a row of models.", section: "Rows",
        completion: .files),
    ] + OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let kind = try CatalogCommand.kind(arguments)
      let (format, input) = try CommandFailure.usage { () throws(UsageError) in
        (try OutputFormat(arguments), try rowInput(arguments))
      }
      guard let folder = arguments.string("catalog") ?? console.environment("INFERPLAN_CATALOG")
      else {
        throw .planner(
          .fields(
            "--catalog is missing: name the folder to write to, or set INFERPLAN_CATALOG to it"))
      }
      let addition = try CommandFailure.planner { () throws(PlannerError) in
        try CatalogAddition(kind, input, toFolder: folder, date: today)
      }
      return format.write(addition.document, addition, to: console)
    }
  }

  /// The day in UTC, as rows are dated.
  private static var today: String { Date.now.formatted(.iso8601.year().month().day()) }

  private static func rowInput(
    _ arguments: ParsedArguments
  ) throws(UsageError) -> CatalogAddition.Input {
    var input = CatalogAddition.Input(rows: arguments.string("from"))
    for text in arguments.strings("set") {
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
        throw arguments.unacceptable("set", text, "column=value")
      }
      let column = String(text[..<equals])
      let value = String(text[text.index(after: equals)...])
      guard input.settings.updateValue(value, forKey: column) == nil else {
        throw arguments.unacceptable("set", text, "each column once")
      }
    }
    input.model = arguments.string("config")
    if let path = arguments.string("gguf") {
      guard input.model == nil else {
        throw arguments.unacceptable("gguf", path, "no --config beside it")
      }
      input.model = path
    }
    return input
  }
}
