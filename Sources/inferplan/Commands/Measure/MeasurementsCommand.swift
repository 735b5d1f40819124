import CommandLineKit
import InferencePlanner
import LiveMeasurement
import MeasurementStore
import Presentation

/// `inferplan measurements`: what was measured before.
enum MeasurementsCommand {
  private static let run = Argument("run", help: "Number of the run, or 'last'.")

  static let command = Command(
    "measurements", abstract: "List, show, compare and export what was measured.",
    options: [StoreOption.option],
    subcommands: [
      Command("list", abstract: "List all runs.", options: OutputFormat.options),
      Command(
        "show", abstract: "Show a run.", arguments: [run],
        options: [
          Option(
            "against", valueName: "FILE",
            help: "Answer of estimate --json or plan --json, to print beside it.",
            section: "Output", completion: .files)
        ] + OutputFormat.options),
      Command(
        "compare", abstract: "Hold two runs against each other, load by load.",
        arguments: [run, Argument("other", help: "Number of the other run, or 'last'.")],
        options: OutputFormat.options),
      Command(
        "export", abstract: "Write a run as JSON, or as Benchmark Reports of llm-d.",
        arguments: [run],
        options: [
          Option(
            "to", valueName: "FORM", help: "The form (default: json).",
            accepted: ["json", "benchmark-report"], section: "Output"),
          Option(
            "out", short: "o", valueName: "FILE", help: "Where to (default: standard output).",
            section: "Output", completion: .files),
        ]),
      Command(
        "delete", abstract: "Forget runs.",
        arguments: [Argument("runs", help: "Numbers of runs, or 'last'.", repeats: true)]),
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let path = try CommandFailure.usage { () throws(UsageError) in
        try StoreOption.path(arguments, console)
      }
      let store = try CommandFailure.store { () throws(StoreError) in
        try MeasurementStore(path: path, mustExist: true)
      }
      return switch arguments.path.names.last {
      case "list": try list(store, arguments, console)
      case "show": try show(store, arguments, console)
      case "compare": try compare(store, arguments, console)
      case "export": try export(store, arguments, console)
      case "delete": try delete(store, arguments, console)
      default: .internalError
      }
    }
  }

  private static func format(_ arguments: ParsedArguments) throws(CommandFailure) -> OutputFormat {
    try CommandFailure.usage { () throws(UsageError) in try OutputFormat(arguments) }
  }

  private static func outcome(
    _ store: MeasurementStore, _ name: String?
  ) throws(CommandFailure) -> MeasurementOutcome {
    MeasurementOutcome(
      try CommandFailure.store { () throws(StoreError) in try store.run(name ?? "last") })
  }

  private static func list(
    _ store: MeasurementStore, _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let runs = try CommandFailure.store { () throws(StoreError) in
      try store.runs(withRequests: true)
    }
    let listing = MeasurementListing(runs.map { MeasurementOutcome($0) })
    return try format(arguments).write(listing.document, listing.value, to: console)
  }

  private static func show(
    _ store: MeasurementStore, _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let outcome = try outcome(store, arguments.string("run"))
    let comparison = try arguments.string("against").flatMap { path throws(CommandFailure) in
      try CommandFailure.measurement { () throws(MeasurementError) in
        ForecastComparison(try ForecastFigures(file: path), outcome)
      }
    }
    return try format(arguments).write(
      MeasurementReport.document(outcome, against: comparison),
      MeasurementAnswer.value(outcome, against: comparison), to: console)
  }

  private static func compare(
    _ store: MeasurementStore, _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let comparison = RunComparison(
      try outcome(store, arguments.string("run")), try outcome(store, arguments.string("other")))
    return try format(arguments).write(comparison.document, comparison.value, to: console)
  }

  private static func export(
    _ store: MeasurementStore, _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let outcome = try outcome(store, arguments.string("run"))
    let bytes: [UInt8]
    if arguments.string("to") == "benchmark-report" {
      bytes = try CommandFailure.measurement { () throws(MeasurementError) in
        try BenchmarkReport.bytes(outcome, toolVersion: Inferplan.version)
      }
    } else {
      guard let text = try? AnswerJSON.text(MeasurementAnswer.value(outcome)) else {
        return .internalError
      }
      bytes = Array((text + "\n").utf8)
    }
    guard let path = arguments.string("out") else {
      console.write(String(decoding: bytes, as: UTF8.self))
      return .success
    }
    try CommandFailure.planner { () throws(PlannerError) in
      try AtomicFile.write(bytes, path: path)
    }
    console.write("\(path): written\n")
    return .success
  }

  private static func delete(
    _ store: MeasurementStore, _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    for name in arguments.strings("runs") {
      try CommandFailure.store { () throws(StoreError) in try store.delete(name) }
      console.write("run \(name): forgotten\n")
    }
    return .success
  }
}
