/// An address with what answers there.
public struct Route: Sendable {
  public let method: String
  /// The path; a part in braces takes what stands there (`/v1/catalog/{kind}`), one with a star all
  /// that follows, slashes too (`{name*}`).
  public let pattern: String
  /// Most bytes of a body; 0 for none.
  public let bodyLimit: Int
  /// Media types that a body may have; empty for any.
  public let bodyTypes: [String]
  /// Whether it answers without a token.
  public let isOpen: Bool
  public let handler: Handler

  public enum Handler: Sendable {
    /// Answers within a fraction of a millisecond, on the thread that reads from the network.
    case quick(@Sendable (HTTPRequest) throws -> HTTPResponse)
    /// Computes for longer, on a pool, for at most as long as the limits allow.
    case slow(WorkPool, @Sendable (HTTPRequest, Cancellation) throws -> HTTPResponse)
    /// Answers with events while it computes, or with one answer where the request does not accept
    /// events. What is wrong with the request is thrown before it begins. The seconds are the most
    /// that it may take.
    case job(
      WorkPool, seconds: Double,
      @Sendable (HTTPRequest) throws -> @Sendable (JobChannel) -> Void)
    /// Takes a body piece by piece, and answers on a pool when it is whole.
    case upload(WorkPool, @Sendable (HTTPRequest) throws -> any BodyReceiver)
  }

  let parts: [Part]

  enum Part: Hashable {
    case literal(String)
    case parameter(String)
    case rest(String)
  }

  public init(
    _ method: String, _ pattern: String, bodyLimit: Int = 0,
    bodyTypes: [String] = ["application/json"], isOpen: Bool = false, _ handler: Handler
  ) {
    self.method = method
    self.pattern = pattern
    self.bodyLimit = bodyLimit
    self.bodyTypes = bodyTypes
    self.isOpen = isOpen
    self.handler = handler
    parts = pattern.split(separator: "/").map { part in
      guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
      let name = part.dropFirst().dropLast()
      return name.hasSuffix("*") ? .rest(String(name.dropLast())) : .parameter(String(name))
    }
  }

  /// The parameters of a path that the pattern fits; `nil` for another path.
  func match(_ path: [Substring]) -> [String: String]? {
    var parameters: [String: String] = [:]
    for (place, part) in parts.enumerated() {
      if case .rest(let name) = part {
        guard place < path.count else { return nil }
        parameters[name] = path[place...].joined(separator: "/")
        return parameters
      }
      guard place < path.count else { return nil }
      switch part {
      case .literal(let text): guard path[place] == text else { return nil }
      case .parameter(let name): parameters[name] = String(path[place])
      case .rest: break
      }
    }
    return path.count == parts.count ? parameters : nil
  }
}

/// What takes an uploaded body as it comes, used by one thread at a time. After ``finish()`` there may
/// still come ``abandon()``.
public protocol BodyReceiver: AnyObject, Sendable {
  /// The next bytes.
  func receive(_ bytes: UnsafeRawBufferPointer) throws
  /// The body is whole: the answer.
  func finish() throws -> HTTPResponse
  /// The body will never be whole.
  func abandon()
}
