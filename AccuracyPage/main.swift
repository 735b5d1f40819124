import Accuracy
import Catalog
import FoundationEssentials
import Glibc
import PerformanceModel
import Presentation
import VisionAccuracy

// inferplan-accuracy OUT NOTES EXCLUDED VISION SERVED POINTS...
//
// Writes OUT/accuracy.md and its pictures in OUT/accuracy from tables of measurements, VISION being
// those of vision networks, and from the runs in SERVED that were timed request by request; see
// Scripts/accuracy.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 6 else {
  complain("usage: inferplan-accuracy OUT NOTES EXCLUDED VISION SERVED POINTS...")
  exit(2)
}

do {
  let inputs = try PageInputs(
    notes: arguments[1], excluded: arguments[2], points: Array(arguments[5...]))
  // Each is a minute of one core.
  async let source = inputs.validation(.source)
  async let hardware = inputs.validation(.hardware)
  async let cell = inputs.validation(.cell)
  let page = AccuracyPage(
    [
      .init(.source, try await source), .init(.hardware, try await hardware),
      .init(.cell, try await cell),
    ], coefficients: inputs.coefficients, notes: inputs.notes, folder: "accuracy")
  let folder = arguments[0] + "/accuracy"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  for picture in page.pictures { try write(picture.text, "\(arguments[0])/\(picture.path)") }
  let runs = try ServedRun.all(arguments[4], try CatalogFiles(), inputs.coefficients)
  let played = SimulatedPoints(try inputs.validation(nil), coefficients: inputs.coefficients)
  let vision = VisionAccuracyReport(
    try VisionData(CatalogFiles.table(path: arguments[3]), files: CatalogFiles()))
  var document = page.document
  document.blocks += SimulatorSection.blocks(runs, played)
  document.blocks += vision.blocks + [.heading("What the forecasts do not know")]
  try write(document.markdown(), arguments[0] + "/accuracy.md")
  for name in page.unexplained { complain("not explained yet: \(name)") }
} catch {
  complain("\(error)")
  exit(1)
}

/// Everything that the page is computed from.
struct PageInputs: Sendable {
  let files: [MeasurementFile]
  let excluded: ExcludedRows
  let notes: CellNotes
  let coefficients: Coefficients
  let priors: Coefficients

  init(notes: String, excluded: String, points: [String]) throws {
    files = try points.map { try MeasurementFile(path: $0) }
    self.excluded = try ExcludedRows(path: excluded)
    self.notes = try CellNotes(path: notes)
    let catalog = try CatalogFiles()
    coefficients = try Coefficients(catalog)
    priors = try Coefficients(catalog, from: .coefficientPriors)
  }

  func validation(_ grouping: CrossValidation.Grouping?) throws -> Validation {
    Validation(
      files, excluded: excluded, resolver: try PointResolver(CatalogFiles()),
      coefficients: coefficients, priors: priors,
      crossValidating: grouping)
  }
}

func write(_ text: String, _ path: String) throws {
  try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
}

func complain(_ text: String) {
  let line = Array("accuracy: \(text)\n".utf8)
  // A line that cannot be written has nobody to be told about it.
  _ = Glibc.write(STDERR_FILENO, line, line.count)
}
