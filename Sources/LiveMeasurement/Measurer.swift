import LoadGenerator
import MeasurementStore
import Quantities
import ServingSimulator
import StructuredText

/// Measures an endpoint level by level, and keeps every request as it ends.
public final class Measurer {
  /// How far a run is.
  public struct Progress: Sendable {
    /// The level under way, counted from 1, and how many are known of.
    public var number: Int
    public var levels: Int
    public var level: LoadLevel
    public var load: LoadProgress
  }

  private let generator: LoadGenerator
  private let plan: LoadPlan
  private let store: MeasurementStore?
  private let setup: [String: Value]

  public init(
    _ generator: LoadGenerator, plan: LoadPlan, store: MeasurementStore?, setup: [String: Value]
  ) {
    self.generator = generator
    self.plan = plan
    self.store = store
    self.setup = setup
  }

  /// Measures all levels, or searches.
  /// - Parameter progress: called now and then; `false` ends the run, keeping what was measured.
  /// - Throws: ``MeasurementError`` where the endpoint answers nothing, or nothing can be kept.
  public func run(
    isCancelled: () -> Bool = { false }, progress: (Progress) -> Bool = { _ in true }
  ) throws(MeasurementError) -> MeasurementOutcome {
    let input = plan.levels.first.map { plan.meanLengths($0).input } ?? plan.input.mean
    let probe = try MeasurementError.load { () throws(LoadError) in
      try generator.probe(inputTokens: Int(input), isCancelled: isCancelled)
    }
    var notes = RunNotes()
    notes.setup = setup
    notes.remarks = probe.remarks
    notes.warmUp = plan.warmUp?.value
    notes.objectives = plan.objectives
    notes.search = plan.search
    let id = try MeasurementError.store { () throws(StoreError) in
      try store?.begin(
        url: generator.address.base, endpoint: generator.shape.endpoint.rawValue,
        model: generator.shape.model, about: notes.value)
    }
    var levels: [MeasuredLevel] = []
    var isWhole = true
    while isWhole, let level = next(after: levels) {
      let known = max(plan.search == nil ? plan.levels.count : 0, levels.count + 1)
      let measured = try measure(level, number: levels.count, of: id) { load in
        progress(Progress(number: levels.count + 1, levels: known, level: level, load: load))
      }
      levels.append(measured)
      isWhole = !measured.level.isInterrupted
    }
    if isWhole, let id {
      try MeasurementError.store { () throws(StoreError) in try store?.finish(run: id) }
    }
    return MeasurementOutcome(
      id: id, started: nil, url: generator.address.base,
      endpoint: generator.shape.endpoint.rawValue, model: generator.shape.model, setup: setup,
      levels: levels, found: plan.search.flatMap { LoadSearch.found($0, in: levels) },
      remarks: probe.remarks, isWhole: isWhole)
  }

  private func next(after levels: [MeasuredLevel]) -> LoadLevel? {
    if let search = plan.search { return LoadSearch.next(search, after: levels) }
    return levels.count < plan.levels.count ? plan.levels[levels.count] : nil
  }

  private func measure(
    _ level: LoadLevel, number: Int, of run: Int?, progress: (LoadProgress) -> Bool
  ) throws(MeasurementError) -> MeasuredLevel {
    let lengths = plan.meanLengths(level)
    var stored = StoredLevel(
      kind: level.kind, amount: level.amount, inputTokens: lengths.input,
      outputTokens: lengths.output, duration: plan.duration?.value)
    if let run {
      stored.id = try MeasurementError.store { () throws(StoreError) in
        try store?.begin(stored, of: run) ?? 0
      }
    }
    var failure: StoreError?
    let result = try MeasurementError.load { () throws(LoadError) in
      try generator.run(
        plan.load(level, number: number),
        onTurn: { requests in
          do throws(StoreError) {
            try store?.add(requests, to: stored.id)
          } catch {
            failure = error
          }
        },
        // A disk that is full ends the run: what cannot be kept is not worth sending.
        progress: { progress($0) && failure == nil })
    }
    if let failure { throw .store(failure) }
    try MeasurementError.store { () throws(StoreError) in try store?.finish(stored.id, result) }
    stored.requests = result.requests
    stored.seconds = result.seconds
    stored.clientProcessorSeconds = result.clientProcessorSeconds
    stored.isWithinOneMachine = result.isWithinOneMachine
    stored.isInterrupted = result.isInterrupted
    stored.longestDelay = result.longestDelay
    return MeasuredLevel(
      level: stored,
      summary: LoadSummary(
        result.requests, duration: stored.duration, warmUp: plan.warmUp?.value,
        clients: stored.clients, objectives: plan.objectives))
  }
}
