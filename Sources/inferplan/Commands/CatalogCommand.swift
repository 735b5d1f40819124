import CommandLineKit
enum CatalogCommand {
  static let command = Command("catalog", abstract: "Look into the catalogs and add to them.")
  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode { .internalError }
}
