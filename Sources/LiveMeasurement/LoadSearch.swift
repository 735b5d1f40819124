import LoadGenerator
import MeasurementStore

/// Searches over loads: which to try next, and what was found.
enum LoadSearch {
  /// Most levels of a search.
  static let limit = 14

  /// The next level to measure; `nil` when the search is over.
  static func next(_ search: LoadPlan.Search, after levels: [MeasuredLevel]) -> LoadLevel? {
    guard levels.count < limit else { return nil }
    return switch search {
    case .knee: nextConcurrency(levels)
    case .goodput: nextRate(levels)
    }
  }

  /// Doubles until throughput no longer grows by a twentieth.
  private static func nextConcurrency(_ levels: [MeasuredLevel]) -> LoadLevel? {
    guard let last = levels.last else { return .concurrency(1) }
    guard last.summary.failed == 0, last.summary.completed > 0 else { return nil }
    if levels.count >= 2 {
      let before = levels[levels.count - 2].summary.outputTokensPerSecond
      if last.summary.outputTokensPerSecond < 1.05 * before { return nil }
    }
    return .concurrency(Int(last.level.amount) * 2)
  }

  /// Doubles until an objective is missed, then halves the span between, to a tenth.
  private static func nextRate(_ levels: [MeasuredLevel]) -> LoadLevel? {
    let rates = levels.filter { $0.level.kind == LoadLevel.rate(1).kind }
    guard !levels.isEmpty else { return .concurrency(1) }
    let (kept, missed) = bracket(rates)
    switch (kept, missed) {
    case (nil, nil):
      // One client without pause sends at a rate that a server surely carries.
      let alone = levels[0].summary.requestsPerSecond
      return alone > 0 ? .rate(alone) : nil
    case (let kept?, nil): return .rate(kept * 2)
    case (nil, let missed?):
      return rates.count < 5 ? .rate(missed / 2) : nil
    case (let kept?, let missed?):
      return missed / kept > 1.1 ? .rate((kept * missed).squareRoot()) : nil
    }
  }

  private static func bracket(_ rates: [MeasuredLevel]) -> (kept: Double?, missed: Double?) {
    let missed = rates.filter { !isCarried($0) }.map(\.level.amount).min()
    let kept = rates.filter { isCarried($0) && $0.level.amount < missed ?? .infinity }
      .map(\.level.amount).max()
    return (kept, missed)
  }

  /// Whether a level kept its objectives.
  private static func isCarried(_ level: MeasuredLevel) -> Bool {
    level.summary.completed > 0 && level.summary.keepsObjectives
  }

  /// What a search found among its levels.
  static func found(
    _ search: LoadPlan.Search, in levels: [MeasuredLevel]
  ) -> MeasurementOutcome.Found? {
    switch search {
    case .goodput:
      let (kept, missed) = bracket(levels.filter { $0.level.kind == LoadLevel.rate(1).kind })
      return kept == nil && missed == nil ? nil : .goodput(kept: kept, missed: missed)
    case .knee:
      let able = levels.filter { $0.summary.completed > 0 && $0.level.kind == "concurrency" }
      // Power, throughput over delay, is largest at the knee (Kleinrock, ICC 1979).
      let power = able.map { level in
        (level.summary.endToEnd?.mean).map { level.summary.outputTokensPerSecond / $0 } ?? 0
      }
      guard let best = power.indices.max(by: { power[$0] < power[$1] }) else { return nil }
      let around = able[max(0, best - 1)...min(able.count - 1, best + 1)].map {
        Int($0.level.amount)
      }
      guard let low = around.first, let high = around.last, low <= high else { return nil }
      return .knee(concurrency: Int(able[best].level.amount), neighbours: low...high)
    }
  }
}
