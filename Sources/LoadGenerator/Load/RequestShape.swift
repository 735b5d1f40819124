import FoundationEssentials
import StructuredText

/// What is asked for, apart from the prompt.
public struct RequestShape: Hashable, Sendable {
  public var endpoint: EndpointAddress.Endpoint
  public var model: String
  /// Whether the server is told to go on past the model's end of text, so that answers have the length
  /// that was asked for.
  public var ignoresEnd: Bool
  /// Whether the server is asked for its count of tokens.
  public var asksUsage: Bool
  /// Further fields of the request.
  public var extra: [String: Value]

  public init(
    endpoint: EndpointAddress.Endpoint, model: String, ignoresEnd: Bool = true,
    asksUsage: Bool = true, extra: [String: Value] = [:]
  ) {
    self.endpoint = endpoint
    self.model = model
    self.ignoresEnd = ignoresEnd
    self.asksUsage = asksUsage
    self.extra = extra
  }

  /// The body of a request.
  func body(prompt: String, outputTokens: Int) -> [UInt8] {
    var fields = extra
    fields["model"] = .string(model)
    fields["stream"] = .bool(true)
    fields["max_tokens"] = .number(Double(outputTokens))
    if asksUsage { fields["stream_options"] = .object(["include_usage": .bool(true)]) }
    if ignoresEnd { fields["ignore_eos"] = .bool(true) }
    switch endpoint {
    case .chat:
      fields["messages"] = .array([
        .object(["role": .string("user"), "content": .string(prompt)])
      ])
    case .completions: fields["prompt"] = .string(prompt)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A tree of finite numbers and texts always has a JSON form.
    return (try? encoder.encode(Value.object(fields))).map { [UInt8]($0) } ?? []
  }
}
