import Quantities

/// When requests are sent.
public enum ArrivalProcess: Hashable, Sendable {
  /// Independently of each other, so many a second.
  case poisson(rate: Double)
  /// With gaps that follow a gamma distribution of this coefficient of variation; 1 is Poisson,
  /// more comes in bursts.
  case gamma(rate: Double, cv: Double)
  /// At even intervals.
  case constant(rate: Double)
  /// Poisson whose rate grows or falls evenly over a time, then stays.
  case ramp(from: Double, to: Double, over: Seconds)
  /// Poisson whose rate follows a day: a sine about the mean whose peak is `peakFactor` times it,
  /// at most 2.
  case daily(rate: Double, peakFactor: Double, period: Seconds = Seconds(86_400))
  /// So many clients, each of which sends its next request a think time after the last one ended.
  case closedLoop(concurrency: Int, think: Seconds = .zero)
  /// Requests of a trace, at its own times times `stretch`.
  case trace(Trace, stretch: Double = 1)

  /// Requests a second on average, where that does not depend on the deployment.
  public var rate: Double? {
    switch self {
    case .poisson(let rate), .gamma(let rate, _), .constant(let rate), .daily(let rate, _, _): rate
    case .ramp(_, let to, _): to
    case .closedLoop: nil
    case .trace(let trace, let stretch): trace.rate / stretch
    }
  }
}

/// What users ask: when, and how much.
public struct Traffic: Hashable, Sendable {
  public var arrivals: ArrivalProcess
  /// Lengths of prompts and answers; a trace has its own.
  public var input: LengthDistribution
  public var output: LengthDistribution
  /// Time after which clients give up, drawn from an exponential distribution; `nil` for never.
  public var meanPatience: Seconds?
  /// Conversations: what arrives is the first turn of one. `nil` for requests without a past.
  public var sessions: Sessions?

  /// Conversations of several turns. Each turn sends all that was said before and a new prompt, a think
  /// time, exponential about its mean, after the last answer.
  public struct Sessions: Hashable, Sendable {
    public var turns: Int
    public var meanThink: Seconds

    public init(turns: Int, meanThink: Seconds) {
      self.turns = max(1, turns)
      self.meanThink = meanThink
    }
  }

  public init(
    _ arrivals: ArrivalProcess, input: LengthDistribution = .fixed(1024),
    output: LengthDistribution = .fixed(256), meanPatience: Seconds? = nil,
    sessions: Sessions? = nil
  ) {
    self.sessions = sessions
    self.arrivals = arrivals
    self.input = input
    self.output = output
    self.meanPatience = meanPatience
  }
}
