import CCurl
import Quantities

/// Where requests go: an http or https address, without credentials.
public struct EndpointAddress: Hashable, Sendable {
  /// The base under which the API lies, without a slash at its end: `http://127.0.0.1:8080/v1`.
  public let base: String
  public let host: String
  public let isSecure: Bool
  /// The endpoint that the address itself named, where it did.
  public let endpoint: Endpoint?

  /// The two ways to ask for a completion.
  public enum Endpoint: String, CaseIterable, Sendable {
    case chat, completions

    var path: String { self == .chat ? "/chat/completions" : "/completions" }
  }

  /// Reads an address as libcurl does.
  /// - Throws: ``LoadError/address(_:reason:)`` for other schemes, credentials, queries and what
  ///   cannot be read.
  public init(_ text: String) throws(LoadError) {
    let shown = Self.withoutCredentials(text)
    guard let parts = curl_url() else { throw .client("libcurl is out of memory") }
    defer { curl_url_cleanup(parts) }
    guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
      curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK
    else { throw .address(shown, reason: "expected http://host:port/v1 or https://…") }
    let scheme = Self.part(parts, CURLUPART_SCHEME) ?? ""
    guard scheme == "http" || scheme == "https" else {
      throw .address(shown, reason: "only http and https are spoken")
    }
    guard Self.part(parts, CURLUPART_USER) == nil, Self.part(parts, CURLUPART_PASSWORD) == nil
    else {
      throw .address(
        shown, reason: "it holds credentials; give a key by --api-key-env or --api-key-file")
    }
    guard Self.part(parts, CURLUPART_QUERY) == nil, Self.part(parts, CURLUPART_FRAGMENT) == nil
    else { throw .address(shown, reason: "a query or fragment has no place in it") }
    guard let host = Self.part(parts, CURLUPART_HOST), !host.isEmpty,
      var whole = Self.part(parts, CURLUPART_URL)
    else { throw .address(shown, reason: "it names no host") }
    while whole.hasSuffix("/") { whole.removeLast() }
    var named: Endpoint?
    for endpoint in [Endpoint.chat, .completions] where whole.hasSuffix(endpoint.path) {
      named = endpoint
      whole.removeLast(endpoint.path.count)
      break
    }
    base = whole
    endpoint = named
    isSecure = scheme == "https"
    self.host = host
  }

  /// Whether the host is this machine by name.
  public var isLoopback: Bool {
    host == "localhost" || host.hasPrefix("127.") || host == "[::1]"
  }

  func url(_ endpoint: Endpoint) -> String { base + endpoint.path }

  private static func part(_ parts: OpaquePointer, _ part: CURLUPart) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }

  /// What may be shown of an address that is refused.
  private static func withoutCredentials(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@") else { return String(text.prefix(200)) }
    return "…" + text[at...].prefix(200)
  }
}

/// A key for an API. It is sent, and shown nowhere: neither in descriptions nor in reflections.
public struct APIKey: Sendable, CustomStringConvertible, CustomReflectable {
  let text: String

  /// - Throws: ``LoadError/key(reason:)`` for a text that cannot stand in a header.
  public init(_ text: String) throws(LoadError) {
    let lines = text.split { $0.isWhitespace }
    guard lines.count == 1, let key = lines.first, key.utf8.count <= 8_192,
      key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw .key(reason: "expected one line of printable characters") }
    self.text = String(key)
  }

  public var description: String { "[key]" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// A text without the key, should a server repeat it.
  func redacted(_ other: String) -> String { other.replacing(text, with: "[key]") }
}
