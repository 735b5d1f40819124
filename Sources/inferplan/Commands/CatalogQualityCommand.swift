import Catalog
import CommandLineKit
import InferencePlanner
import Presentation
import Quality

/// `inferplan catalog quality`: task scores and quantisation losses from published results.
enum CatalogQualityCommand {
  static let command = Command(
    "quality", abstract: "Fit task scores and quantization losses to published results.",
    discussion: """
      Writes task_quality.csv and quantization_loss.csv, the only way in which the ones that ship \
      are made; the same tables give the same files. Without --out it says how well results that \
      are held out are forecast, and how many models the scores that ship cover.
      Example: inferplan catalog quality --results Data/quality/benchmarks.csv \
      --losses Data/quality/quantization.csv --out .
      """,
    options: [
      Option(
        "results", valueName: "FILE", help: "Benchmark results in CSV.", isRequired: true,
        section: "Question", completion: .files),
      Option(
        "losses", valueName: "FILE", help: "Measured losses by quantization in CSV.",
        isRequired: true, section: "Question", completion: .files),
      Option(
        "out", valueName: "DIR", help: "An existing folder for the two files.",
        section: "Output", completion: .folders),
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let files = try console.catalogFiles(arguments)
      let (results, losses) = try CommandFailure.usage { () throws(UsageError) in
        (
          try arguments.require("results", arguments.string("results")),
          try arguments.require("losses", arguments.string("losses"))
        )
      }
      let source: QualitySource
      let fit: QualityFit
      do throws(CatalogError) {
        source = try QualitySource(
          results: CatalogFiles.table(path: results), losses: CatalogFiles.table(path: losses),
          tasks: TaskDescription.load(files))
        fit = try QualityFit(source)
      } catch {
        throw .planner(.catalog(error))
      }
      guard let folder = arguments.string("out") else {
        let coverage = try CommandFailure.planner { () throws(PlannerError) in
          try QualityCoverage(files)
        }
        console.write(validation(source, coverage).plainText(width: console.width))
        return .success
      }
      try CommandFailure.planner { () throws(PlannerError) in
        try AtomicFile.write(Array(fit.scoresCSV.utf8), path: folder + "/task_quality.csv")
        try AtomicFile.write(Array(fit.lossCSV.utf8), path: folder + "/quantization_loss.csv")
      }
      console.write(
        "\(folder): \(fit.scores.count) scores from \(source.scores.count) results, "
          + "losses from \(source.losses.count) measurements\n")
      return .success
    }
  }

  /// How well results that were held out are forecast, in points and shares.
  private static func validation(_ source: QualitySource, _ coverage: QualityCoverage) -> Document {
    func table(_ title: String, _ rows: [(String, ScoreValidation)]) -> Table {
      var table = Table(
        title: title,
        columns: [
          .init("Held out"), .init("Results", .trailing), .init("Mean error", .trailing),
          .init("Median", .trailing), .init("In 80 % interval", .trailing),
        ])
      for (name, validation) in rows {
        table.addRow(
          name, NumberFormat.count(validation.count),
          NumberFormat.significant(validation.meanError, digits: 3),
          NumberFormat.significant(validation.medianError, digits: 3),
          NumberFormat.percent(validation.coverage))
      }
      return table
    }
    let results = ScoreValidation.results(source.scores, tasks: source.tasks)
    let harnesses = ScoreValidation.harnesses(source.scores, tasks: source.tasks)
    let loss = LossValidation(source.losses)
    var losses = Table(
      title: "Losses by quantization, a model held out, in log-odds",
      columns: [
        .init("Losses", .trailing), .init("Mean error", .trailing),
        .init("of no loss", .trailing), .init("of one mean loss", .trailing),
      ])
    losses.addRow(
      NumberFormat.count(loss.count), NumberFormat.significant(loss.meanError, digits: 3),
      NumberFormat.significant(loss.meanErrorOfNoLoss, digits: 3),
      NumberFormat.significant(loss.meanErrorOfMeanLoss, digits: 3))
    return Document([
      .table(
        table(
          "Every fifth result, in points",
          results.byTask.map { ($0.task.rawValue, $0.validation) } + [("all", results.all)])),
      .table(
        table(
          "A whole harness, in points",
          harnesses.byHarness.map { ($0.harness, $0.validation) } + [("all", harnesses.all)])),
      .table(losses), .table(coverage.table),
    ])
  }
}
