import Accuracy
import Catalog
import CommandLineKit
import InferencePlanner
import PerformanceModel

/// `inferplan calibrate`: the coefficients that published measurements bear out.
enum CalibrateCommand {
  static let command = Command(
    "calibrate", abstract: "Fit the step function's coefficients to measurements.",
    discussion: """
      Writes a coefficients file, the only way in which the one that ships is made. The same tables \
      give the same file. With --from measurements it learns from your own runs of measure instead.
      Example: inferplan calibrate Data/measured/mlperf_energy.csv --out coefficients.csv
      Example: inferplan calibrate --from measurements --catalog ~/catalog
      """,
    arguments: [
      Argument(
        "points", help: "Tables of measurements in CSV.", isRequired: false, repeats: true,
        completion: .files)
    ],
    options: [
      Option(
        "out", valueName: "FILE", help: "Where the coefficients are written.",
        section: "Output", completion: .files),
      Option(
        "intervals", valueName: "FILE",
        help:
          "Where the 80 % intervals of forecasts are written: cross-validates by source, device "
          + "and architecture, which takes minutes.",
        section: "Output", completion: .files),
      Option(
        "known-hardware", valueName: "FILE",
        help: "Where the devices and engines that the fit has seen are written.",
        section: "Output", completion: .files),
      Option(
        "evidence", valueName: "FILE",
        help: "Where the measurements that explanations name are written, each with its forecast.",
        section: "Output", completion: .files),
      Option(
        "exclude", valueName: "FILE",
        help: "Ids of rows to leave out, one a line, each with its reason after a tab.",
        section: "Question", completion: .files),
    ] + CalibrateLocal.options + OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      if arguments.isGiven("from") { return try CalibrateLocal.run(arguments, console) }
      let path = try CommandFailure.usage { () throws(UsageError) in
        _ = try arguments.require("points", arguments.string("points"))
        return try arguments.require("out", arguments.string("out"))
      }
      let files = try console.catalogFiles(arguments)
      let tables = try MeasurementTables(arguments)
      let prepared: PreparedPoints
      let prior: Coefficients
      do throws(CatalogError) {
        let resolver = try PointResolver(files)
        prior = try Coefficients(files, from: .coefficientPriors)
        let set = PointSet(tables.files, excluded: tables.excluded, resolver: resolver)
        prepared = PreparedPoints(set.points, engines: resolver.engines, coefficients: prior)
      } catch {
        throw .planner(.catalog(error))
      }
      let calibration = Calibration(prepared, prior: prior)
      try write(calibration.csv, path)
      console.write(
        "\(path): \(calibration.coefficients.rows.count) coefficients from "
          + "\(calibration.count) measurements\n")
      let confidence = ConfidenceCalibration(prepared, prior: prior, calibration: calibration)
      for (option, text) in [
        ("known-hardware", { confidence.knownHardware }), ("evidence", { confidence.evidence }),
        ("intervals", { confidence.intervals }),
      ] {
        guard let path = arguments.string(option) else { continue }
        try write(text(), path)
        console.write("\(path): written\n")
      }
      return .success
    }
  }

  private static func write(_ text: String, _ path: String) throws(CommandFailure) {
    try CommandFailure.planner { () throws(PlannerError) in
      try AtomicFile.write(Array(text.utf8), path: path)
    }
  }
}
