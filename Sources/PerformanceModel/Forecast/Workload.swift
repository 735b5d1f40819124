/// What users ask of a deployment: requests of one shape, so many at a time.
public struct Workload: Hashable, Sendable {
  /// Prompt tokens of a request.
  public var inputTokens: Double
  /// Of those, tokens whose cache a previous request left behind.
  public var cachedTokens: Double
  /// Generated tokens of a request, the first one included.
  public var outputTokens: Double
  /// Requests in flight: each user sends the next request when the last one ends.
  public var concurrency: Double

  public init(
    inputTokens: Double, outputTokens: Double, concurrency: Double = 1, cachedTokens: Double = 0
  ) {
    self.inputTokens = max(0, inputTokens)
    self.outputTokens = max(1, outputTokens)
    self.concurrency = max(1, concurrency)
    self.cachedTokens = min(max(0, cachedTokens), max(0, inputTokens - 1))
  }

  /// Tokens that a request holds in the cache when it ends.
  public var contextTokens: Double { inputTokens + outputTokens }
  /// Mean context while a request decodes.
  public var meanDecodeContext: Double { inputTokens + (outputTokens + 1) / 2 }
}
