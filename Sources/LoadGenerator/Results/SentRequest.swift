import Quantities

/// One request as the client saw it. Times are seconds since the beginning of its run.
public struct SentRequest: Hashable, Sendable {
  /// Counted from 0 in the order in which requests were due.
  public var index: Int
  /// When it was due. Latencies count from here, so that a client that is late hides nothing
  /// (coordinated omission, Tene).
  public var scheduled: Double
  /// When it was handed to the transport.
  public var sent: Double
  /// When text first came.
  public var firstToken: Double?
  /// When text last came.
  public var lastToken: Double?
  /// When it was over.
  public var end: Double
  /// Seconds between one chunk with text and the next.
  public var gaps: [Float]
  /// Tokens that were asked for.
  public var inputTarget: Int
  public var outputTarget: Int
  /// Tokens by the server's usage block, where it sent one.
  public var promptTokens: Int?
  public var usageTokens: Int?
  /// Why there is no whole answer.
  public var failure: RequestFailure?
  /// The server's own words on a failure, in short.
  public var detail: String?

  public init(
    index: Int, scheduled: Double, sent: Double, firstToken: Double? = nil,
    lastToken: Double? = nil, end: Double, gaps: [Float] = [], inputTarget: Int, outputTarget: Int,
    promptTokens: Int? = nil, usageTokens: Int? = nil, failure: RequestFailure? = nil,
    detail: String? = nil
  ) {
    self.index = index
    self.scheduled = scheduled
    self.sent = sent
    self.firstToken = firstToken
    self.lastToken = lastToken
    self.end = end
    self.gaps = gaps
    self.inputTarget = inputTarget
    self.outputTarget = outputTarget
    self.promptTokens = promptTokens
    self.usageTokens = usageTokens
    self.failure = failure
    self.detail = detail
  }

  /// Chunks with text.
  public var chunks: Int { firstToken == nil ? 0 : gaps.count + 1 }
  /// Tokens of the answer: the server's count, else the chunks that came.
  public var outputTokens: Int { usageTokens ?? chunks }
  public var isComplete: Bool { failure == nil }

  /// Time to first token.
  public var timeToFirstToken: Double? { firstToken.map { $0 - scheduled } }
  /// From when it was due to the last text.
  public var endToEnd: Double? { lastToken.map { $0 - scheduled } }
  /// Time per output token without the first; `nil` for answers of one token.
  public var timePerOutputToken: Double? {
    guard let first = firstToken, let last = lastToken, outputTokens > 1 else { return nil }
    return (last - first) / Double(outputTokens - 1)
  }
  /// The whole time over all tokens.
  public var normalizedTime: Double? {
    guard let time = endToEnd, outputTokens > 0 else { return nil }
    return time / Double(outputTokens)
  }
}
