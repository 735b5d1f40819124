/// An answer to a request.
public struct HTTPResponse: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  public var body: Body

  public enum Body: Sendable {
    case bytes([UInt8])
    /// A part of a web page: with the headers that let it load the others.
    case page([UInt8])
    /// Bytes that live as long as the process: they are sent from where they lie.
    case constant(StaticBytes)
    /// Events as they come.
    case events(EventStream)
  }

  public init(
    status: Int = 200, headers: [(name: String, value: String)] = [], body: Body = .bytes([])
  ) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// An answer of one media type.
  public init(status: Int = 200, type: String, _ bytes: [UInt8]) {
    self.init(status: status, headers: [("Content-Type", type)], body: .bytes(bytes))
  }

  /// An answer in JSON.
  public static func json(_ bytes: [UInt8], status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, type: "application/json", bytes)
  }

  /// An answer in plain text.
  public static func text(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, type: "text/plain; charset=utf-8", Array(text.utf8))
  }

  /// An answer without a body.
  public static func empty(status: Int = 204) -> HTTPResponse { HTTPResponse(status: status) }

  /// The value of a header, by its name as it was given.
  public subscript(_ header: String) -> String? { headers.first { $0.name == header }?.value }

  /// This answer with one more header.
  public func with(_ name: String, _ value: String) -> HTTPResponse {
    var response = self
    response.headers.append((name, value))
    return response
  }
}

/// Bytes that live as long as the process.
///
/// `@unchecked` because of the pointer: nothing ever writes to what it points to.
public struct StaticBytes: @unchecked Sendable {
  public let buffer: UnsafeRawBufferPointer

  /// - Parameter buffer: memory that is never written to and never freed.
  public init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }
}
