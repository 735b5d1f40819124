import LoadGenerator
import MeasurementStore
import ServingSimulator
import StructuredText

/// One load and its figures.
public struct MeasuredLevel: Sendable {
  public var level: StoredLevel
  public var summary: LoadSummary
}

/// A run of measurements, just made or read from the store.
public struct MeasurementOutcome: Sendable {
  /// Its number in the store; `nil` where it was not kept.
  public var id: Int?
  public var started: String?
  public var url: String
  public var endpoint: String
  public var model: String
  /// What runs behind the address, in the fields of an estimate, as far as the user said.
  public var setup: [String: Value]
  public var levels: [MeasuredLevel]
  public var found: Found?
  public var remarks: [String]
  /// Whether it ended before its end: by Ctrl-C, or killed.
  public var isWhole: Bool

  /// What a search found.
  public enum Found: Hashable, Sendable {
    /// The highest rate that kept the objectives, and the lowest that did not.
    case goodput(kept: Double?, missed: Double?)
    /// The knee, and the levels next to it.
    case knee(concurrency: Int, neighbours: ClosedRange<Int>)
  }

  /// A run from the store.
  /// - Parameter objectives: what to hold it against; `nil` for what it was measured against.
  public init(_ run: StoredRun, objectives: [ServiceObjective]? = nil) {
    let about = RunNotes(run.about)
    id = run.id
    started = run.started
    url = run.url
    endpoint = run.endpoint
    model = run.model
    setup = about.setup
    remarks = about.remarks
    levels = run.levels.map { level in
      MeasuredLevel(
        level: level,
        summary: LoadSummary(
          level.requests, duration: level.duration, warmUp: about.warmUp,
          clients: level.clients, objectives: objectives ?? about.objectives))
    }
    isWhole = run.isFinished && !run.levels.contains(where: \.isInterrupted)
    found = about.search.flatMap { LoadSearch.found($0, in: levels) }
  }

  init(
    id: Int?, started: String?, url: String, endpoint: String, model: String,
    setup: [String: Value], levels: [MeasuredLevel], found: Found?, remarks: [String],
    isWhole: Bool
  ) {
    self.id = id
    self.started = started
    self.url = url
    self.endpoint = endpoint
    self.model = model
    self.setup = setup
    self.levels = levels
    self.found = found
    self.remarks = remarks
    self.isWhole = isWhole
  }

  /// Whether every level that was asked for kept its objectives.
  public var keepsObjectives: Bool {
    switch found {
    case .goodput(let kept, _): kept != nil
    case .knee: true
    case nil: levels.allSatisfy { $0.summary.objectives.allSatisfy(\.isKept) }
    }
  }

  /// Whether anything was measured.
  public var hasFigures: Bool { levels.contains { $0.summary.completed > 0 } }
}

/// What a stored run says of itself.
struct RunNotes {
  var setup: [String: Value] = [:]
  var remarks: [String] = []
  var warmUp: Double?
  var objectives: [ServiceObjective] = []
  var search: LoadPlan.Search?

  init() {}

  /// Reads what ``value`` writes; what cannot be read is left out, for a run is worth more than its
  /// notes.
  init(_ value: Value) {
    guard case .object(let fields) = value else { return }
    if case .object(let setup)? = fields["setup"] { self.setup = setup }
    if case .array(let items)? = fields["remarks"] {
      remarks = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }
    if case .number(let seconds)? = fields["warm_up_seconds"] { warmUp = seconds }
    if case .string(let text)? = fields["slo"] { objectives = (try? Objectives.read(text)) ?? [] }
    if case .string(let name)? = fields["find"] { search = LoadPlan.Search(rawValue: name) }
  }

  var value: Value {
    var fields: [String: Value] = [
      "setup": .object(setup), "remarks": .array(remarks.map { .string($0) }),
    ]
    if let warmUp { fields["warm_up_seconds"] = .number(warmUp) }
    if !objectives.isEmpty { fields["slo"] = .string(Objectives.text(objectives)) }
    if let search { fields["find"] = .string(search.rawValue) }
    return .object(fields)
  }
}
