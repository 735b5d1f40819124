import Quantities

/// What is asked of a deployment: how many requests, of how many tokens, for how many hours.
public struct LoadProfile: Hashable, Sendable {
  /// Requests per hour, averaged over the hours of operation; `nil` when nobody knows. Zero is a
  /// load too: everything stands idle.
  public var requestsPerHour: Double?
  /// Tokens of input of one request, cached ones included.
  public var inputTokens: Double
  /// The part of ``inputTokens`` that is read from a prompt cache.
  public var cachedInputTokens: Double
  /// The part of ``inputTokens`` that is written to a prompt cache.
  public var cacheWriteTokens: Double
  /// Tokens of output of one request.
  public var outputTokens: Double
  /// Hours of operation in a month.
  public var hoursPerMonth: Double

  public init(
    requestsPerHour: Double?, inputTokens: Double, cachedInputTokens: Double = 0,
    cacheWriteTokens: Double = 0, outputTokens: Double, hoursPerMonth: Double
  ) {
    self.requestsPerHour = requestsPerHour
    self.inputTokens = inputTokens
    self.cachedInputTokens = cachedInputTokens
    self.cacheWriteTokens = cacheWriteTokens
    self.outputTokens = outputTokens
    self.hoursPerMonth = hoursPerMonth
  }

  /// Requests in a month; `nil` when the load is unknown.
  public var requestsPerMonth: Double? { requestsPerHour.map { $0 * hoursPerMonth } }

  /// The load per hour where it is known and above zero: what unit costs divide by.
  var positiveRequestsPerHour: Double? {
    requestsPerHour.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Refuses a load that no formula can use.
  func checked() throws(EconomicsError) {
    if let requestsPerHour { try check(requestsPerHour, "the load in requests per hour") }
    try check(inputTokens, "the input tokens of a request")
    try check(outputTokens, "the output tokens of a request")
    try check(cachedInputTokens, "the cached input tokens of a request")
    try check(cacheWriteTokens, "the input tokens of a request written to a cache")
    guard cachedInputTokens + cacheWriteTokens <= inputTokens else {
      throw .unusable(
        what: "the cached input of a request", value: cachedInputTokens + cacheWriteTokens,
        accepted: "at most the input tokens, \(Words.number(inputTokens))")
    }
    guard hoursPerMonth > 0, hoursPerMonth <= 744 else {
      throw .unusable(
        what: "the hours per month", value: hoursPerMonth, accepted: "above 0, at most 744")
    }
  }
}

/// What one replica of a deployment can do, from a forecast of its performance.
public struct ServingRate: Hashable, Sendable {
  /// Requests per second that one replica answers when it is never idle, within its targets.
  public var requestsPerSecondAtFullLoad: Double
  /// Accelerators that one replica occupies; below one where devices are shared.
  public var acceleratorsPerReplica: Double
  /// How long a request takes when it is alone; `nil` means its share of a full replica's time.
  public var requestTime: Seconds?

  public init(
    requestsPerSecondAtFullLoad: Double, acceleratorsPerReplica: Double = 1,
    requestTime: Seconds? = nil
  ) {
    self.requestsPerSecondAtFullLoad = requestsPerSecondAtFullLoad
    self.acceleratorsPerReplica = acceleratorsPerReplica
    self.requestTime = requestTime
  }

  /// Requests per hour that one replica answers.
  public var requestsPerHourAtFullLoad: Double { requestsPerSecondAtFullLoad * 3600 }

  /// Refuses a rate that no formula can use.
  func checked() throws(EconomicsError) {
    try check(requestsPerSecondAtFullLoad, "the requests per second of a replica", from: 1e-9)
    try check(acceleratorsPerReplica, "the accelerators of a replica", from: 1e-6)
    if let requestTime { try check(requestTime.value, "the time of a request in seconds") }
  }
}
