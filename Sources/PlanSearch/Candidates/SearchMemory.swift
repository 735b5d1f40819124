import Catalog
import PerformanceModel
import Quality
import Synchronization

/// Searches that were made before. Forecasts depend on neither prices nor budgets, and on traffic in
/// one place alone, so that a question that differs in those needs no new ones.
public final class SearchMemory: Sendable {
  private let most: Int
  /// The last one used first.
  private let kept = Mutex<[(key: SearchKey, outcome: CandidateSearch.Outcome)]>([])

  /// - Parameter most: searches that are kept; each holds some ten thousand forecasts.
  public init(most: Int) { self.most = max(1, most) }

  func find(_ key: SearchKey) -> CandidateSearch.Outcome? {
    kept.withLock { kept in
      guard let place = kept.firstIndex(where: { $0.key == key }) else { return nil }
      let found = kept.remove(at: place)
      kept.insert(found, at: 0)
      return found.outcome
    }
  }

  func keep(_ outcome: CandidateSearch.Outcome, for key: SearchKey) {
    kept.withLock { kept in
      kept.removeAll { $0.key == key }
      kept.insert((key, outcome), at: 0)
      if kept.count > most { kept.removeLast(kept.count - most) }
    }
  }
}

/// Everything that a search depends on.
struct SearchKey: Hashable {
  var workload: Workload
  var levels: [ServiceLevel]
  var confidence: Double
  var variation: Double
  /// Traffic, rounded up: see ``CandidateSearch/run(_:_:remembering:)``.
  var peakRate: Double
  var engines: Set<String>?
  var isInHand: Bool
  var devices: [Device]
  var models: [Model]

  struct Device: Hashable {
    var id: String
    var most: Int
  }

  struct Model: Hashable {
    var architecture: ModelArchitecture
    var formats: [Format]
  }

  struct Format: Hashable {
    var id: String
    var kvTypes: [String]
    var quality: QualityScore?
  }

  init(
    _ question: PlanQuestion, _ devices: [CandidateSearch.Device], peakRate: Double
  ) {
    workload = question.workload
    levels = question.levels
    confidence = question.confidence
    variation = question.traffic.variation
    self.peakRate = peakRate
    engines = question.engines
    isInHand = if case .inHand = question.hardware { true } else { false }
    self.devices = devices.map { Device(id: $0.accelerator.id, most: $0.most) }
    models = question.models.map { model in
      Model(
        architecture: model.architecture,
        formats: model.formats.map {
          Format(id: $0.format.id, kvTypes: $0.kvTypes.map(\.id), quality: $0.quality)
        })
    }
  }
}

extension CandidateSearch {
  /// As ``run(_:_:)``, with what an earlier search has found where it was the same but for prices and
  /// traffic.
  ///
  /// Traffic decides only whether a split of a deployment into prompt and answer workers is looked at.
  /// A search is therefore made for up to four times the traffic, and splits that the question's own
  /// would not have looked at are left out again: the outcome is that of a search of its own.
  public func run(
    _ question: PlanQuestion, _ book: OfferBook, remembering memory: SearchMemory?
  ) -> Outcome {
    guard let memory else { return run(question, book) }
    let peak = question.traffic.peakRate
    guard peak > 1e-9, peak < 1e12 else { return run(question, book) }
    var rounded = 1e-9
    while rounded < peak { rounded *= 4 }
    let key = SearchKey(question, devices(question, book), peakRate: rounded)
    if let found = memory.find(key) { return found.restricted(to: peak) }
    var wider = question
    wider.traffic = question.traffic.scaled(rounded / peak)
    let outcome = run(wider, book)
    memory.keep(outcome, for: key)
    return outcome.restricted(to: peak)
  }
}

extension CandidateSearch.Outcome {
  /// Without the splits that a search for `peakRate` requests a second does not look at.
  func restricted(to peakRate: Double) -> CandidateSearch.Outcome {
    var some = self
    some.capabilities.removeAll { capability in
      capability.rateUnsplit.map { $0 >= CandidateSearch.splitsBelow * peakRate } ?? false
    }
    some.considered -= capabilities.count - some.capabilities.count
    return some
  }
}
