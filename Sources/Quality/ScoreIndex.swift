import Catalog

/// Task scores by the names of weights.
struct ScoreIndex: Sendable {
  private struct Entry: Sendable {
    var name: String
    var key: ModelName
    var isBase: Bool
    /// One a task.
    var scores: [TaskScore?]
  }

  /// The entry that a name means, and how it means it.
  struct Match: Hashable, Sendable {
    fileprivate var entry: Int
    var kind: QualityScore.Match
  }

  private var entries: [Entry] = []
  private var exact: [String: Int] = [:]
  /// Entries that follow instructions, or of which nobody says that they do not, and base entries.
  private var tuned: [String: Int] = [:]
  private var base: [String: Int] = [:]
  /// The latest release of a model without its date.
  private var undated: [String: Int] = [:]
  private var ofCatalogModel: [String: Int] = [:]

  init(_ scores: [TaskScore]) {
    // A name comes once for every task.
    var keys: [String: ModelName] = [:]
    for score in scores {
      let key = keys[score.model] ?? ModelName(score.model)
      keys[score.model] = key
      let place = exact[key.exact] ?? entries.count
      if place == entries.count {
        exact[key.exact] = place
        entries.append(
          Entry(
            name: score.model, key: key, isBase: score.isBase || key.isBase,
            scores: Array(repeating: nil, count: QualityTask.allCases.count)))
        register(place, catalogModel: score.catalogModel)
      }
      entries[place].scores[score.task.index] = score
    }
  }

  var names: [String] { entries.map(\.name) }

  /// What `name` means. A name that says "tuned" never means base weights, nor the reverse; a name
  /// that says neither means the tuned weights where there are any.
  func match(_ name: String) -> Match? {
    let key = ModelName(name)
    guard !key.stem.isEmpty else { return nil }
    if key.isBase {
      return (exact[key.exact] ?? base[key.stem]).flatMap { place in
        entries[place].isBase ? Match(entry: place, kind: .base) : nil
      }
    }
    if let place = exact[key.exact], !entries[place].isBase {
      return Match(entry: place, kind: .same)
    }
    if let place = tuned[key.stem] {
      return Match(entry: place, kind: key.isTuned || !entries[place].key.isTuned ? .same : .tuned)
    }
    if let place = undated[key.undated] { return Match(entry: place, kind: .otherRelease) }
    if !key.isTuned, let place = exact[key.exact] ?? base[key.stem] {
      return Match(entry: place, kind: .base)
    }
    return nil
  }

  /// What the id of a catalog model means; where its name says nothing, what results say of their
  /// shape, but never base weights for tuned ones.
  func match(catalogModel id: String) -> Match? {
    if let match = match(id) { return match }
    guard let place = ofCatalogModel[id], !entries[place].isBase else { return nil }
    return Match(entry: place, kind: .tuned)
  }

  /// The score of an entry on a task, in the weights that were measured.
  func score(_ match: Match, task: QualityTask) -> QualityScore? {
    guard let score = entries[match.entry].scores[task.index] else { return nil }
    return QualityScore(
      value: score.score, standardError: score.standardError, loss: 0,
      evidence: score.benchmarks > 0 ? .benchmarks(score.benchmarks) : .otherTasks,
      match: match.kind, measuredModel: score.model, isLossOfMethod: true)
  }

  private mutating func register(_ place: Int, catalogModel: String?) {
    let entry = entries[place]
    if entry.isBase {
      if base[entry.key.stem] == nil { base[entry.key.stem] = place }
    } else {
      if tuned[entry.key.stem] == nil { tuned[entry.key.stem] = place }
      let known = undated[entry.key.undated].map { entries[$0].key.stem }
      if known.map({ entry.key.stem > $0 }) ?? true { undated[entry.key.undated] = place }
      if let catalogModel, ofCatalogModel[catalogModel] == nil {
        ofCatalogModel[catalogModel] = place
      }
    }
  }
}
