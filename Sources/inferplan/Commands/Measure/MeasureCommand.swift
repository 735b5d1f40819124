import CommandLineKit
import InferencePlanner
import LiveMeasurement
import LoadGenerator
import MeasurementStore

/// `inferplan measure`: a live endpoint under load, in the field's own figures.
enum MeasureCommand {
  static let command = Command(
    "measure", abstract: "Put load on a live endpoint and report what users would feel.",
    discussion: """
      Streams from any OpenAI-compatible chat or completions endpoint. Every request is kept as it \
      ends; Ctrl-C keeps what was measured. Exit code 1 means that nothing was answered or that an \
      SLO is not kept.
      With --hardware and the like, which say what runs there, a run can be learnt from: \
      inferplan calibrate --from measurements. With --device this machine itself is measured, \
      without a server, and written to your catalog.
      Example: inferplan measure http://127.0.0.1:8080/v1 --model m --workload chat \
      --concurrency 1,2,4 --duration 60s --against estimate.json
      """,
    arguments: [
      Argument(
        "url", help: "Base address of the API, such as http://127.0.0.1:8080/v1.",
        isRequired: false)
    ],
    options: MeasureOptions.all + OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let format = try CommandFailure.usage { () throws(UsageError) in
        try OutputFormat(arguments)
      }
      if arguments.flag("device") {
        return try MeasureDevice.run(arguments, format, console)
      }
      let forecast = try arguments.string("against").map { path throws(CommandFailure) in
        try CommandFailure.measurement { () throws(MeasurementError) in
          try ForecastFigures(file: path)
        }
      }
      let question = try MeasureQuestion(arguments, console, forecast: forecast)
      let store = try question.store.map { path throws(CommandFailure) in
        try CommandFailure.store { () throws(StoreError) in try MeasurementStore(path: path) }
      }
      let outcome = try measure(question, store, console)
      let comparison = forecast.flatMap { ForecastComparison($0, outcome) }
      let code = format.write(
        MeasurementReport.document(outcome, against: comparison),
        MeasurementAnswer.value(outcome, against: comparison), to: console)
      guard code == .success else { return code }
      return outcome.hasFigures && outcome.keepsObjectives ? .success : .infeasible
    }
  }

  private static func measure(
    _ question: MeasureQuestion, _ store: MeasurementStore?, _ console: Console
  ) throws(CommandFailure) -> MeasurementOutcome {
    let line = ProgressLine(console, total: nil)
    Interruption.watch()
    defer { line.clear() }
    return try CommandFailure.measurement { () throws(MeasurementError) in
      let measurer = Measurer(
        question.generator, plan: question.plan, store: store, setup: question.setup)
      return try measurer.run(isCancelled: { Interruption.hasCome }) { progress in
        line.show(
          share: question.plan.share(progress.load),
          of: "\(progress.level.words) (\(progress.number) of \(progress.levels)): "
            + "\(progress.load.completed) done, \(progress.load.inFlight) in flight"
            + (progress.load.failed > 0 ? ", \(progress.load.failed) failed" : ""))
        return !Interruption.hasCome
      }
    }
  }
}
