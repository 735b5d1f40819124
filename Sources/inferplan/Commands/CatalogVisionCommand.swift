import Accuracy
import Catalog
import CommandLineKit
import InferencePlanner
import Presentation
import VisionAccuracy
import VisionModel

/// `inferplan catalog vision`: what is fitted to measurements of vision networks.
enum CatalogVisionCommand {
  static let command = Command(
    "vision", abstract: "Fit times of vision networks to published measurements.",
    discussion: """
      Writes vision_measurements.csv, vision_sources.csv, vision_accuracy.csv, \
      vision_coefficients.csv and vision_intervals.csv, the only way in which the ones that ship are \
      made; the same table gives the same files. Without --out it says how well measurements that \
      are held out are forecast, and which rows were left out.
      Example: inferplan catalog vision --measurements Data/measured/vision.csv --out .
      """,
    options: [
      Option(
        "measurements", valueName: "FILE", help: "Published measurements in CSV.",
        isRequired: true, section: "Question", completion: .files),
      Option(
        "out", valueName: "DIR", help: "An existing folder for the files.", section: "Output",
        completion: .folders),
    ] + OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let files = try console.catalogFiles(arguments)
      let path = try CommandFailure.usage { () throws(UsageError) in
        try arguments.require("measurements", arguments.string("measurements"))
      }
      let format = try CommandFailure.usage { () throws(UsageError) in
        try OutputFormat(arguments)
      }
      let data: VisionData
      do throws(CatalogError) {
        data = try VisionData(CatalogFiles.table(path: path), files: files)
      } catch {
        throw .planner(.catalog(error))
      }
      guard let folder = arguments.string("out") else {
        let report = VisionAccuracyReport(data)
        return format.write(Document(report.blocks + report.skippedBlocks), report, to: console)
      }
      let written = try CommandFailure.planner { () throws(PlannerError) in
        let tables = VisionTables(data)
        for (name, text) in tables.files {
          try AtomicFile.write(Array(text.utf8), path: folder + "/" + name)
        }
        return tables
      }
      console.write(
        "\(folder): \(data.points.count) measurements of \(data.measurements.count) fitted, "
          + "\(written.files.count) files\n")
      return .success
    }
  }
}
