import Catalog
import CommandLineKit
import FoundationEssentials
import InferencePlanner
import LiveMeasurement
import MeasurementStore

/// `inferplan calibrate --from measurements`: a profile of the user's own machines.
enum CalibrateLocal {
  static let options = [
    Option(
      "from", valueName: "WHAT",
      help: "Learn from your own runs of measure, and write a profile of your machines into the "
        + "folder of --catalog.", accepted: ["measurements"], section: "Your own machines"),
    Option(
      "runs", valueName: "N,…", help: "Only these runs.", section: "Your own machines"),
    StoreOption.option,
  ]

  static func run(
    _ arguments: ParsedArguments, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let (format, path) = try CommandFailure.usage { () throws(UsageError) in
      (try OutputFormat(arguments), try StoreOption.path(arguments, console))
    }
    guard let folder = arguments.string("catalog") ?? console.environment("INFERPLAN_CATALOG")
    else {
      throw .planner(
        .fields(
          "--catalog is missing: name the folder to write to, or set INFERPLAN_CATALOG to it"))
    }
    let store = try CommandFailure.store { () throws(StoreError) in
      try MeasurementStore(path: path, mustExist: true)
    }
    let runs = try CommandFailure.store { () throws(StoreError) in
      guard let names = arguments.string("runs") else {
        return try store.runs(withRequests: true)
      }
      var chosen: [StoredRun] = []
      for name in names.split(separator: ",") { chosen.append(try store.run(String(name))) }
      return chosen
    }
    // A folder that is not there yet holds nothing.
    let files =
      FileManager.default.fileExists(atPath: folder)
      ? try console.catalogFiles(arguments)
      : try CommandFailure.planner { () throws(PlannerError) in
        try PlannerError.fromCatalog { () throws(CatalogError) in try CatalogFiles() }
      }
    let (calibration, file) = try CommandFailure.measurement { () throws(MeasurementError) in
      let calibration = try LocalCalibration(runs, files)
      return (calibration, try calibration.write(toFolder: folder))
    }
    return format.write(calibration.document(file), calibration.value(file), to: console)
  }
}
