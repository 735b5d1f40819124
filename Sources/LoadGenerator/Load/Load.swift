import Quantities
import ServingSimulator

/// Times beyond which a request is given up.
public struct RequestLimits: Hashable, Sendable {
  /// Until there is a connection.
  public var connect: Seconds
  /// Until the first token.
  public var firstToken: Seconds
  /// Between two pieces of an answer.
  public var stall: Seconds
  /// For all of it.
  public var total: Seconds

  public init(
    connect: Seconds = Seconds(10), firstToken: Seconds = Seconds(120),
    stall: Seconds = Seconds(30), total: Seconds = Seconds(600)
  ) {
    self.connect = connect
    self.firstToken = firstToken
    self.stall = stall
    self.total = total
  }
}

/// What is sent in one run: a load that stays what it is from beginning to end.
public struct Load: Hashable, Sendable {
  public var traffic: Traffic
  /// Most requests to send.
  public var requests: Int?
  /// Time in which requests are due.
  public var duration: Seconds?
  public var seed: UInt64
  /// Requests in flight beyond which further ones wait, though their latency counts.
  public var inFlightLimit: Int

  public init(
    _ traffic: Traffic, requests: Int? = nil, duration: Seconds? = nil, seed: UInt64 = 1,
    inFlightLimit: Int = 4_096
  ) {
    self.traffic = traffic
    self.requests = requests
    self.duration = duration
    self.seed = seed
    self.inFlightLimit = inFlightLimit
  }
}

/// How far a run is.
public struct LoadProgress: Hashable, Sendable {
  public var seconds: Double
  public var sent: Int
  public var completed: Int
  public var failed: Int
  public var inFlight: Int
}

/// What came of a run, the requests themselves apart.
public struct LoadResult: Hashable, Sendable {
  public var requests: [SentRequest]
  /// Seconds from the beginning to the end of the last request.
  public var seconds: Double
  /// Processor seconds that this program used meanwhile.
  public var clientProcessorSeconds: Double
  /// Whether client and server share a machine.
  public var isWithinOneMachine: Bool
  /// Whether it was ended from outside.
  public var isInterrupted: Bool
  /// The longest that a request was sent after it was due.
  public var longestDelay: Double

  public init(
    requests: [SentRequest], seconds: Double, clientProcessorSeconds: Double,
    isWithinOneMachine: Bool, isInterrupted: Bool, longestDelay: Double
  ) {
    self.requests = requests
    self.seconds = seconds
    self.clientProcessorSeconds = clientProcessorSeconds
    self.isWithinOneMachine = isWithinOneMachine
    self.isInterrupted = isInterrupted
    self.longestDelay = longestDelay
  }

  /// Share of one core that the client took.
  public var clientShare: Double { seconds > 0 ? clientProcessorSeconds / seconds : 0 }
}
