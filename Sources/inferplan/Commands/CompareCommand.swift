import CommandLineKit
enum CompareCommand {
  static let command = Command("compare", abstract: "Options side by side against requirements.", arguments: [Argument("scenario", help: "A scenario file in YAML or JSON.", completion: .files)], options: OutputFormat.options)
  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode { .internalError }
}
