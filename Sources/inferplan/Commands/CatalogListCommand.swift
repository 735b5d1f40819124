import CommandLineKit
import InferencePlanner

/// `inferplan catalog list`: the rows of a catalog.
enum CatalogListCommand {
  static let command = Command(
    "list", abstract: "The rows of a catalog.",
    discussion: """
      Text and Markdown show the columns that tell most; JSON and CSV have all of them.
      Example: inferplan catalog list accelerators --filter nvidia --sort memory_gb:desc --limit 10
      """,
    arguments: [CatalogCommand.kindArgument],
    options: [
      Option(
        "filter", kind: .values, valueName: "TEXT",
        help: "Only rows that hold this text in any column; all of them, when given repeatedly.",
        section: "Rows"),
      Option(
        "sort", valueName: "COLUMN",
        help: "Order by a column of the file, downwards with ':desc' after its name.",
        section: "Rows"),
      Option("limit", valueName: "N", help: "Show so many rows at most.", section: "Rows"),
    ] + OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let kind = try CatalogCommand.kind(arguments)
      let (format, limit) = try CommandFailure.usage { () throws(UsageError) in
        (try OutputFormat(arguments), try arguments.integer("limit", in: 1...1_000_000))
      }
      let files = try console.catalogFiles(arguments)
      let listing = try CommandFailure.planner { () throws(PlannerError) in
        try CatalogListing(
          kind, of: files, filters: arguments.strings("filter"), sort: arguments.string("sort"),
          limit: limit)
      }
      if format == .csv {
        console.write(listing.csv)
        return .success
      }
      return format.write(listing.document, listing.values, to: console)
    }
  }
}
