import CommandLineKit

/// The program: one description of all its commands, and who answers each.
enum Inferplan {
  static let version = "0.1.0"

  static let command = Command(
    "inferplan",
    abstract: "Decide how to run a machine-learning model, before you spend money.",
    discussion: """
      Every figure is computed from catalogs of models, devices and prices, each row with its \
      source and date, and can be taken apart with --explain.
      Exit codes: 0 there is an answer, 1 the question has no feasible answer, 2 bad input, \
      70 an error of the program itself.
      """,
    options: [
      Option(
        "catalog", valueName: "DIR",
        help: "A folder of your own rows, which extend or replace the built-in ones "
          + "(default: $INFERPLAN_CATALOG).", section: "Everywhere", completion: .folders)
    ],
    subcommands: [
      PlanCommand.command, EstimateCommand.command, SimulateCommand.command,
      CompareCommand.command, ExportCommand.command, AdviseCommand.command,
      DiagnoseCommand.command, GuideCommand.command,
      MeasureCommand.command, MeasurementsCommand.command,
      ValidateCommand.command,
      CalibrateCommand.command,
      CatalogCommand.command, ServeCommand.command,
      CompletionCommand.command,
    ])

  /// Runs what the words of a command line ask for.
  static func run(_ words: [String], console: Console) -> ExitCode {
    do throws(UsageError) {
      switch try command.parse(words) {
      case .help(let path):
        console.write(path.help(width: console.width, style: console.style))
        return .success
      case .version:
        console.write("inferplan \(version)\n")
        return .success
      case .run(let arguments): return dispatch(arguments, console)
      }
    } catch {
      console.complain("error: " + error.description)
      console.complain(error.hint)
      return .badInput
    }
  }

  private static func dispatch(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    switch arguments.path.names.first {
    case "plan": PlanCommand.run(arguments, console)
    case "estimate": EstimateCommand.run(arguments, console)
    case "simulate": SimulateCommand.run(arguments, console)
    case "compare": CompareCommand.run(arguments, console)
    case "export": ExportCommand.run(arguments, console)
    case "advise": AdviseCommand.run(arguments, console)
    case "diagnose": DiagnoseCommand.run(arguments, console)
    case "guide": GuideCommand.run(arguments, console)
    case "measure": MeasureCommand.run(arguments, console)
    case "measurements": MeasurementsCommand.run(arguments, console)
    case "validate": ValidateCommand.run(arguments, console)
    case "calibrate": CalibrateCommand.run(arguments, console)
    case "catalog": CatalogCommand.run(arguments, console)
    case "serve": ServeCommand.run(arguments, console)
    case "completion": CompletionCommand.run(arguments, console)
    // The parser answers a bare program with its help.
    default: .internalError
    }
  }
}
