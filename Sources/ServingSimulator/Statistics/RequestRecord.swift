import Quantities

/// How a request ended.
public enum Outcome: String, CaseIterable, Sendable, Codable {
  case completed
  /// The queue was full.
  case rejected
  /// It could never run: longer than the cache or than prompts may be.
  case tooLong = "too_long"
  /// The server's limit on its time passed.
  case timedOut = "timed_out"
  /// The client gave up.
  case cancelled
}

/// A request as it is sent.
public struct ArrivedRequest: Hashable, Sendable {
  /// Since the start of the run.
  public var arrival: Seconds
  public var inputTokens: Int
  public var outputTokens: Int
}

/// One request, from its sending to its end.
public struct RequestRecord: Hashable, Sendable {
  /// Its place in the order of arrival, from 0.
  public var id: Int
  public var outcome: Outcome
  /// The replica, -1 where it was answered without one.
  public var replica: Int
  /// The tier that served it, -2 for the response cache.
  public var tier: Int
  public var inputTokens: Int
  /// Tokens that were asked for, and that came.
  public var outputTokens: Int
  public var generatedTokens: Int
  /// Prompt tokens found in the prefix cache.
  public var cachedTokens: Int
  public var preemptions: Int
  /// Since the start of the run: sent, first in a batch, first token, end. `nil` where it did not
  /// come to that.
  public var arrival: Seconds
  public var scheduled: Seconds?
  public var firstToken: Seconds?
  public var end: Seconds
}
