import Catalog
import Quantities
import StructuredText

/// What a model is asked to do. Each task has a scale of its own; see ``TaskDescription``.
public enum QualityTask: String, CaseIterable, Hashable, Sendable, Codable {
  case chat, code, content, summarization, classification, reasoning
  case vision

  /// Its place among all tasks.
  var index: Int {
    switch self {
    case .chat: 0
    case .code: 1
    case .content: 2
    case .summarization: 3
    case .classification: 4
    case .reasoning: 5
    case .vision: 6
    }
  }

  /// Whether weights that were never tuned to follow instructions cannot do it at all.
  var needsTunedWeights: Bool {
    switch self {
    case .chat, .content, .summarization: true
    case .code, .classification, .reasoning, .vision: false
    }
  }

  /// Whether figures of other tasks say something about it. Whether a model sees is not to be had
  /// from how it reads.
  var canBeInferred: Bool { self != .vision }
}

/// A row of `tasks.csv`: the benchmarks that measure a task, and the scale of its scores.
public struct TaskDescription: Hashable, Sendable, Identifiable {
  public var task: QualityTask
  public var aliases: [String]
  public var name: String
  /// The benchmark on whose scale scores are given, and the harness that ran it: a score is the
  /// figure, from 0 to 100, that a model is expected to reach there.
  public var anchorBenchmark: String
  public var anchorHarness: String
  /// The benchmarks that measure the task, each with the share of it that is this task.
  public var benchmarks: [Weight]
  /// What the scale means, in words.
  public var meaning: String
  public var provenance: Provenance

  public var id: String { task.rawValue }

  /// How much of a benchmark is the task.
  public struct Weight: Hashable, Sendable {
    public var benchmark: String
    public var share: Double
  }

  /// Reads all tasks, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row that cannot be read.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [TaskDescription] {
    try loadRows(.tasks, of: files) { (row) throws(CatalogError) in try TaskDescription(row) }
  }

  /// The task that a person calls `name`: its id, its name or an alias.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` when there is none.
  public static func find(
    _ name: String, among tasks: [TaskDescription]
  ) throws(CatalogError) -> TaskDescription {
    let wanted = NearestNames.folded(name)
    let match = tasks.first { task in
      ([task.id, task.name] + task.aliases).contains { NearestNames.folded($0) == wanted }
    }
    guard let match, !wanted.isEmpty else {
      throw .unknown(
        kind: "task", name: name,
        suggestions: NearestNames.suggestions(
          for: name, among: tasks.flatMap { [$0.id] + $0.aliases }))
    }
    return match
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    guard let task = try row.choice("id", QualityTask.self) else {
      throw row.unacceptable("id", QualityTask.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.task = task
    aliases = row.list("aliases")
    name = row["name"] ?? task.rawValue
    let anchor = try row.required("anchor_benchmark")
    anchorBenchmark = anchor
    anchorHarness = try row.required("anchor_harness")
    var weights: [Weight] = []
    for text in row.list("benchmarks") {
      guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
        let share = Double(text[text.index(after: equals)...]), share > 0, share <= 1
      else {
        throw row.unacceptable("benchmarks", "'BENCHMARK=share' with a share above 0 and up to 1")
      }
      weights.append(Weight(benchmark: String(text[..<equals]), share: share))
    }
    guard weights.contains(where: { $0.benchmark == anchor }) else {
      throw row.unacceptable("anchor_benchmark", "one of the benchmarks of the row")
    }
    benchmarks = weights
    meaning = row["why"] ?? ""
    provenance = row.provenance()
  }
}
