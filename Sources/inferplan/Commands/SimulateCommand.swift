import Catalog
import CommandLineKit
import InferencePlanner
import Presentation
import ServingSimulator
import StructuredText

/// `inferplan simulate`: a deployment under traffic.
enum SimulateCommand {
  static let command = Command(
    "simulate", abstract: "What users would feel: percentiles of a deployment under real traffic.",
    discussion: """
      Plays the engine's scheduler step by step, on step times of the same model as estimate. The \
      same seed gives the same answer. Exit code 1 means that requests outrun the deployment, that \
      an SLO is not kept, or that nothing keeps it.
      Example: inferplan simulate --model llama-3.1-8b --hardware H100-SXM-80GB --engine vllm \
      --rate 8/s --input 512 --output 128 --slo ttft.p95=1s,tpot.p95=50ms
      """,
    arguments: [
      Argument(
        "deployment", help: "A question in JSON or YAML; options replace its fields.",
        isRequired: false, completion: .files)
    ],
    options: RequestOptions.options(SimulateField.all) + OutputFormat.options + [
      Option(
        "csv", valueName: "FILE", help: "Write every request to a file, one a line.",
        section: "Output", completion: .files),
      Option(
        "svg", valueName: "FILE", help: "Draw the run over time.", section: "Output",
        completion: .files),
      Option(
        "save-trace", valueName: "FILE", help: "Write the requests that were played as a trace.",
        section: "Output", completion: .files),
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let format = try CommandFailure.usage { () throws(UsageError) in
        try OutputFormat(arguments)
      }
      let fields = try CommandFailure.usage { () throws(UsageError) in
        try RequestOptions.fields(SimulateField.all, arguments)
      }
      let files = try console.catalogFiles(arguments)
      return try CommandFailure.planner { () throws(PlannerError) in
        let request = try RequestFile.simulateRequest(
          fields, file: arguments.string("deployment"))
        let simulator = try Simulator(files)
        let preparation = try simulator.prepare(request)
        let outcome = try play(simulator, preparation, arguments, console)
        let code = format.write(
          SimulationReport.document(outcome), SimulationAnswer(outcome), to: console)
        return code == .success && !outcome.keepsObjectives ? .infeasible : code
      }
    }
  }

  /// Plays the run, shows how far it is, and writes the files that were asked for.
  private static func play(
    _ simulator: Simulator, _ preparation: Simulator.Preparation, _ arguments: ParsedArguments,
    _ console: Console
  ) throws(PlannerError) -> SimulationOutcome {
    // Written as the run goes on: memory does not grow with it.
    let table = try RowFile(arguments.string("csv"), header: RequestsCSV.header)
    let trace = try RowFile(arguments.string("save-trace"), header: TraceCSV.header)
    let progress = ProgressLine(
      console, total: preparation.request.search == nil ? preparation.expectedRequests : nil)
    Interruption.watch()
    defer { progress.clear() }
    let outcome = try simulator.run(
      preparation, onRequest: table.map { table in { table.write(RequestsCSV.line($0)) } },
      onArrival: trace.map { trace in { trace.write(TraceCSV.line($0)) } },
      progress: { arrived in
        progress.show(arrived)
        return !Interruption.hasCome
      })
    try table?.finish()
    try trace?.finish()
    if let path = arguments.string("svg") {
      try AtomicFile.write(Array(SimulationChart.svg(outcome).utf8), path: path)
    }
    return outcome
  }
}

/// A table that rows of a run are added to.
private final class RowFile {
  private var stream: FileStream

  /// - Returns: `nil` without a path.
  init?(_ path: String?, header: [UInt8]) throws(PlannerError) {
    guard let path else { return nil }
    stream = try FileStream(path: path)
    stream.write(header)
  }

  func write(_ line: [UInt8]) { stream.write(line) }

  func finish() throws(PlannerError) { try stream.finish() }
}
