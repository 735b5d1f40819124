import LoadGenerator
import StructuredText

/// A run of `measure`: one endpoint under one or more loads.
public struct StoredRun: Hashable, Sendable {
  public var id: Int
  /// When it began, in UTC: `2026-11-21T12:00:00Z`.
  public var started: String
  public var isFinished: Bool
  /// The address without credentials; no key is ever kept.
  public var url: String
  public var endpoint: String
  public var model: String
  /// What was asked of the run, and what runs behind the address as far as the user said: groups
  /// `settings`, `setup`.
  public var about: Value
  public var levels: [StoredLevel]

  public init(
    id: Int, started: String, isFinished: Bool, url: String, endpoint: String, model: String,
    about: Value, levels: [StoredLevel]
  ) {
    self.id = id
    self.started = started
    self.isFinished = isFinished
    self.url = url
    self.endpoint = endpoint
    self.model = model
    self.about = about
    self.levels = levels
  }
}

/// One load of a run.
public struct StoredLevel: Hashable, Sendable {
  public var id: Int
  /// How requests arrived: `concurrency`, `rate`, `trace`.
  public var kind: String
  /// Requests in flight, or a second, or times the trace's own speed.
  public var amount: Double
  public var inputTokens: Double
  public var outputTokens: Double
  /// Seconds in which requests were due; `nil` where their number ended the run.
  public var duration: Double?
  /// What the client noted of itself; absent in a run that was killed.
  public var seconds: Double?
  public var clientProcessorSeconds: Double?
  public var isWithinOneMachine: Bool?
  public var isInterrupted: Bool
  public var longestDelay: Double?
  public var requests: [SentRequest]

  public init(
    id: Int = 0, kind: String, amount: Double, inputTokens: Double, outputTokens: Double,
    duration: Double?, seconds: Double? = nil, clientProcessorSeconds: Double? = nil,
    isWithinOneMachine: Bool? = nil, isInterrupted: Bool = false, longestDelay: Double? = nil,
    requests: [SentRequest] = []
  ) {
    self.id = id
    self.kind = kind
    self.amount = amount
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.duration = duration
    self.seconds = seconds
    self.clientProcessorSeconds = clientProcessorSeconds
    self.isWithinOneMachine = isWithinOneMachine
    self.isInterrupted = isInterrupted
    self.longestDelay = longestDelay
    self.requests = requests
  }
}
