import Catalog
import Presentation
import Quality
import StructuredText

/// How well a catalog model does each task in the weights of its publisher.
struct ModelScores: Sendable {
  let table: Table
  let value: Value

  init(_ model: ModelArchitecture, quality: Quality) {
    var table = Table(
      title: "Task scores",
      columns: [
        .init("Task"), .init("Score", .trailing), .init("Standard error", .trailing),
        .init("Rests on"), .init("Measured"),
      ])
    var value: [String: Value] = [:]
    for task in QualityTask.allCases {
      guard let score = quality.score(model: model.id, task: task) else {
        table.addRow(task.rawValue, "unknown")
        value[task.rawValue] = .null
        continue
      }
      table.addRow(
        task.rawValue, NumberFormat.significant(score.value, digits: 3),
        NumberFormat.significant(score.standardError, digits: 2), score.evidence.words,
        score.match == .same ? score.measuredModel : "\(score.measuredModel) (\(score.match.words))"
      )
      value[task.rawValue] = .object([
        "score": .number(score.value), "standard_error": .number(score.standardError),
        "benchmarks": .number(Double(score.evidence.benchmarkCount)),
        "measured_model": .string(score.measuredModel), "match": .string(score.match.rawValue),
      ])
    }
    self.table = table
    self.value = .object(value)
  }
}

extension QualityScore.Evidence {
  /// Benchmarks of the task behind the score; 0 where it follows from other tasks.
  var benchmarkCount: Int {
    switch self {
    case .benchmarks(let count): count
    case .otherTasks: 0
    }
  }

  var words: String {
    switch self {
    case .benchmarks(1): "1 benchmark"
    case .benchmarks(let count): "\(count) benchmarks"
    case .otherTasks: "other tasks"
    }
  }
}

extension QualityScore.Match {
  var words: String {
    switch self {
    case .same: "the same weights"
    case .tuned: "its tuned version"
    case .base: "base weights"
    case .otherRelease: "another release"
    }
  }
}
