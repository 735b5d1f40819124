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
      give the same file.
      Example: inferplan calibrate Data/measured/mlperf_energy.csv --out coefficients.csv
      """,
    arguments: [
      Argument(
        "points", help: "Tables of measurements in CSV.", repeats: true, completion: .files)
    ],
    options: [
      Option(
        "out", valueName: "FILE", help: "Where the coefficients are written.", isRequired: true,
        section: "Output", completion: .files),
      Option(
        "exclude", valueName: "FILE",
        help: "Ids of rows to leave out, one a line, each with its reason after a tab.",
        section: "Question", completion: .files),
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let files = try console.catalogFiles(arguments)
      let tables = try MeasurementTables(arguments)
      let calibration: Calibration
      do throws(CatalogError) {
        let resolver = try PointResolver(files)
        let prior = try Coefficients(files, from: .coefficientPriors)
        let set = PointSet(tables.files, excluded: tables.excluded, resolver: resolver)
        calibration = Calibration(
          PreparedPoints(set.points, engines: resolver.engines, coefficients: prior), prior: prior)
      } catch {
        throw .planner(.catalog(error))
      }
      let path = try CommandFailure.usage { () throws(UsageError) in
        try arguments.require("out", arguments.string("out"))
      }
      try CommandFailure.planner { () throws(PlannerError) in
        try AtomicFile.write(Array(calibration.csv.utf8), path: path)
      }
      console.write(
        "\(path): \(calibration.coefficients.rows.count) coefficients from "
          + "\(calibration.count) measurements\n")
      return .success
    }
  }
}
