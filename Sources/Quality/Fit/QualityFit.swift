import Catalog
import Glibc
import StructuredText

/// Makes `task_quality.csv` and `quantization_loss.csv` of published results: the only way in which
/// the ones that ship are made. The same tables give the same files.
public struct QualityFit: Sendable {
  /// Rows of `task_quality.csv`, by model and task.
  public private(set) var scores: [ScoreRow] = []
  private let lossRows: [LossFit.Row]
  private let lossDate: String

  /// A score that ships.
  public struct ScoreRow: Hashable, Sendable {
    public var model: String
    public var task: QualityTask
    public var score: Double
    public var standardError: Double
    public var benchmarks: Int
    var isBase: Bool
    var catalogModel: String?
    var harnesses: [String]
    var asOf: String
  }

  /// Where the coefficients of losses come from.
  private static let lossSource = "fit to Data/quality/quantization.csv"
  /// The largest standard error, in points, of a score that follows from other tasks alone. One
  /// that is wider tells no more than when the model appeared.
  static let inferredErrorLimit = 8.0
  /// The least number of results from which a score on another task follows. Near the ends of a
  /// scale points are few whatever is known.
  static let inferredResults = 3
  /// The least share of a task in a benchmark that counts as a measurement of it.
  static let measuredShare = 0.4
  /// The harness whose hundreds of private fine-tunes ship only where the catalog has the model.
  private static let broadHarness = "Open LLM Leaderboard v2"

  /// Fits abilities and losses.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` for a task whose anchor nobody ran.
  public init(_ source: QualitySource) throws(CatalogError) {
    lossRows = LossFit(source.losses).rows
    lossDate = source.lossDate
    let table = ScoreTable(source.scores, tasks: source.tasks)
    let model = AbilityModel(table)
    var ofModel = Array(repeating: [ScoreTable.Point](), count: table.models.count)
    for point in table.points { ofModel[point.model].append(point) }
    let base = Self.baseModels(table.models)
    for (place, name) in table.models.enumerated() {
      let points = ofModel[place]
      let catalogModel = points.lazy.compactMap(\.source.catalogModel).first
      guard
        catalogModel != nil || points.contains(where: { $0.source.harness != Self.broadHarness })
      else { continue }
      for task in source.tasks {
        guard let benchmark = table.benchmarks.firstIndex(of: task.anchorBenchmark),
          let column = table.columns[ScoreTable.column(task.anchorBenchmark, task.anchorHarness)]
        else {
          throw .unknown(
            kind: "result of the anchor", name: task.anchorBenchmark + ", " + task.anchorHarness,
            suggestions: [])
        }
        let isBase = base.contains(name)
        if isBase, task.task.needsTunedWeights { continue }
        let measured = Set(
          points.filter { table.shares[$0.benchmark][task.task.index] >= Self.measuredShare }
            .map(\.benchmark)
        ).count
        let (logOdds, error) = model.score(
          model: place, task: task.task.index, anchor: benchmark, column: column)
        let width = Logit.points(logOdds, standardError: error)
        if measured == 0 {
          guard task.task.canBeInferred, points.count >= Self.inferredResults,
            width <= Self.inferredErrorLimit
          else { continue }
        }
        scores.append(
          ScoreRow(
            model: name, task: task.task, score: Logit.score(logOdds), standardError: width,
            benchmarks: measured, isBase: isBase, catalogModel: catalogModel,
            harnesses: Set(ofModel[place].map(\.source.harness)).sorted(),
            asOf: ofModel[place].compactMap(\.source.asOf).max() ?? ""))
      }
    }
    scores.sort { ($0.model, $0.task.index) < ($1.model, $1.task.index) }
  }

  /// `task_quality.csv`.
  public var scoresCSV: String {
    var text =
      "model,task,score,standard_error,benchmark_count,variant,catalog_model,source,as_of\n"
    for row in scores {
      let fields = [
        row.model, row.task.rawValue, Self.decimal(row.score, digits: 1),
        Self.decimal(max(0.1, row.standardError), digits: 1), String(row.benchmarks),
        row.isBase ? "base" : "", row.catalogModel.map { $0 == row.model ? "" : $0 } ?? "",
        row.harnesses.joined(separator: "; "), row.asOf,
      ]
      text += fields.map(Self.field).joined(separator: ",") + "\n"
    }
    return text
  }

  /// `quantization_loss.csv`.
  public var lossCSV: String {
    var text = "id,value,standard_error,measurements,source,as_of\n"
    for row in lossRows {
      let fields = [
        row.id, Self.decimal(row.value, digits: 4), Self.decimal(row.standardError, digits: 4),
        String(row.measurements), Self.lossSource, lossDate,
      ]
      text += fields.map(Self.field).joined(separator: ",") + "\n"
    }
    return text
  }

  /// The names of weights that are not tuned: those that say so, and those that say nothing beside
  /// a tuned version of the same name.
  static func baseModels(_ names: [String]) -> Set<String> {
    let keys = names.map { ModelName($0) }
    let tunedStems = Set(keys.filter(\.isTuned).map(\.stem))
    var base: Set<String> = []
    for (name, key) in zip(names, keys) {
      if key.isBase || (!key.isTuned && tunedStems.contains(key.stem)) { base.insert(name) }
    }
    return base
  }

  /// A number with a fixed count of decimals, the same on every machine.
  private static func decimal(_ value: Double, digits: Int) -> String {
    let scale = pow(10, Double(digits))
    let whole = Int((abs(value) * scale).rounded())
    let fraction = String(whole % Int(scale))
    let padded = String(repeating: "0", count: max(0, digits - fraction.count)) + fraction
    return (value < 0 && whole > 0 ? "-" : "") + String(whole / Int(scale)) + "." + padded
  }

  private static func field(_ text: String) -> String {
    let needsQuotes = text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
