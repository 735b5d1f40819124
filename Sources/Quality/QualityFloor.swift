import Catalog
import Quantities

/// The least quality that is asked for.
public enum QualityFloor: Hashable, Sendable {
  /// A level of `quality_levels.csv`, such as `advanced`.
  case level(String)
  /// A score from 0 to 100 on the task's scale.
  case score(Double)
  /// At least as good as this model in 16 bits.
  case asGoodAs(model: String)

  /// Whether a score reaches a floor.
  public enum Verdict: Hashable, Sendable {
    case passes
    /// It is short by so many points.
    case fails(by: Double)
    /// There is no score: a floor that is asked for cannot be said to be reached.
    case unknown
  }
}

extension Quality {
  /// The floor that `text` means: a number from 0 to 100, a level, or the name of a model.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` for what is none of these.
  public func floor(_ text: String) throws(CatalogError) -> QualityFloor {
    if let number = Double(text) {
      guard (0...100).contains(number) else {
        throw .unknown(kind: "quality floor from 0 to 100", name: text, suggestions: levelNames)
      }
      return .score(number)
    }
    if let level = levelName(text) { return .level(level) }
    guard isKnown(model: text) else {
      throw .unknown(
        kind: "quality floor (level, number or model)", name: text,
        suggestions: NearestNames.suggestions(for: text, among: levelNames + modelNames))
    }
    return .asGoodAs(model: text)
  }

  /// The score that a floor stands for on a task's scale.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` for a level without a threshold for
  ///   the task, and a model without a score on it.
  public func threshold(_ floor: QualityFloor, task: QualityTask) throws(CatalogError) -> Double {
    switch floor {
    case .score(let score): return score
    case .level(let name):
      let folded = NearestNames.folded(levelName(name) ?? name)
      let level = levels.first { $0.task == task && NearestNames.folded($0.name) == folded }
      guard let level else {
        throw .unknown(
          kind: "\(task.rawValue) quality level", name: name, suggestions: levelNames)
      }
      return level.floor
    case .asGoodAs(let model):
      guard let score = score(model: model, task: task) else {
        throw .unknown(kind: "\(task.rawValue) score of model", name: model, suggestions: [])
      }
      return score.value
    }
  }

  /// Whether `score` reaches `threshold`; the expected score decides, and
  /// ``QualityScore/probability(atLeast:)`` says how surely.
  public static func verdict(_ score: QualityScore?, threshold: Double) -> QualityFloor.Verdict {
    guard let score else { return .unknown }
    return score.value >= threshold ? .passes : .fails(by: threshold - score.value)
  }

  /// The levels' names, from the lowest.
  public var levelNames: [String] {
    var names: [String] = []
    for level in levels where !names.contains(level.name) { names.append(level.name) }
    return names
  }

  private func levelName(_ text: String) -> String? {
    let folded = NearestNames.folded(text)
    return levels.first { level in
      ([level.name] + level.aliases).contains { NearestNames.folded($0) == folded }
    }?.name
  }
}
