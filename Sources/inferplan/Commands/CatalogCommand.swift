import CommandLineKit
import InferencePlanner
import Quantities

/// `inferplan catalog`: what the catalogs hold, and rows of one's own.
enum CatalogCommand {
  static let command = Command(
    "catalog", abstract: "Look into the catalogs and add to them.",
    discussion: """
      Catalogs: \(kinds.joined(separator: ", ")).
      Rows of your own live in the folder of --catalog (or $INFERPLAN_CATALOG), in files of the \
      built-in form; a row with the id of a built-in one takes its place.
      """,
    subcommands: [
      CatalogListCommand.command, CatalogShowCommand.command, CatalogAddCommand.command,
      CatalogQualityCommand.command, CatalogVisionCommand.command,
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    switch arguments.path.names.last {
    case "list": CatalogListCommand.run(arguments, console)
    case "show": CatalogShowCommand.run(arguments, console)
    case "add": CatalogAddCommand.run(arguments, console)
    case "quality": CatalogQualityCommand.run(arguments, console)
    case "vision": CatalogVisionCommand.run(arguments, console)
    default: .internalError
    }
  }

  private static let kinds = CatalogKind.allCases.map(\.rawValue)

  /// The argument that says which catalog is meant.
  static let kindArgument = Argument(
    "kind", help: "One of \(kinds.joined(separator: ", ")).", completion: .words(kinds))

  /// The catalog that is meant.
  static func kind(_ arguments: ParsedArguments) throws(CommandFailure) -> CatalogKind {
    let name = arguments.string(kindArgument.name) ?? ""
    guard let kind = CatalogKind(name: name) else {
      throw .usage(
        arguments.unacceptable(
          kindArgument.name, name, "one of \(kinds.joined(separator: ", "))",
          suggestions: NearestNames.suggestions(for: name, among: kinds, limit: 1)))
    }
    return kind
  }
}
