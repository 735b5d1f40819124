import Quantities
import ServingSimulator

extension LoadGenerator {
  /// What a first look at an endpoint found.
  public struct Probe: Hashable, Sendable {
    /// What was given up because the server refused it.
    public var remarks: [String] = []
  }

  /// Sends a few small requests: to say at once what is wrong with an address, a model or a key; to
  /// leave out what the server refuses; and to learn how many tokens its words are.
  /// - Throws: ``LoadError/endpoint(_:detail:url:)`` where no request gets an answer.
  public func probe(
    inputTokens: Int, isCancelled: () -> Bool = { false }
  ) throws(LoadError) -> Probe {
    var probe = Probe()
    var first = try ask(words: 8, isCancelled)
    // Either field may be what the server refuses, or both.
    let asked = shape
    for (ignoresEnd, asksUsage) in [(false, true), (true, false), (false, false)]
    where Self.isRefusal(first) {
      shape.ignoresEnd = asked.ignoresEnd && ignoresEnd
      shape.asksUsage = asked.asksUsage && asksUsage
      first = try ask(words: 8, isCancelled)
    }
    if asked.ignoresEnd, !shape.ignoresEnd {
      probe.remarks.append("the server refuses ignore_eos: answers may be shorter than asked for")
    }
    if asked.asksUsage, !shape.asksUsage {
      probe.remarks.append("the server refuses stream_options: tokens are counted in the stream")
    }
    if let failure = first.failure {
      throw .endpoint(failure, detail: first.detail, url: address.url(shape.endpoint))
    }
    let words = min(max(64, inputTokens), 2_000)
    let second = try ask(words: words, isCancelled)
    if second.isComplete, let few = first.promptTokens, let many = second.promptTokens {
      prompts.fit((8, few), (words, many))
    }
    if !prompts.isFitted {
      probe.remarks.append(
        "the server does not count prompt tokens: prompts have as many words as tokens were asked for"
      )
    }
    return probe
  }

  /// Whether a server may have taken offence at a field.
  private static func isRefusal(_ request: SentRequest) -> Bool {
    request.failure == .status(400) || request.failure == .status(422)
  }

  /// One request with so many words and a short answer.
  private func ask(words: Int, _ isCancelled: () -> Bool) throws(LoadError) -> SentRequest {
    let fitted = prompts
    prompts = PromptWriter(seed: UInt64(words))
    defer { prompts = fitted }
    let result = try run(
      Load(
        Traffic(.closedLoop(concurrency: 1), input: .fixed(words), output: .fixed(4)), requests: 1),
      progress: { _ in !isCancelled() })
    guard let request = result.requests.first else {
      throw .client("the first request was never sent")
    }
    return request
  }
}
