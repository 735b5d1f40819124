import StructuredText

/// What is wrong with a request, as RFC 9457 has it, naming the field.
public struct Problem: Error, Sendable, Hashable, Encodable {
  /// What kind of problem it is: a name that stays the same, `urn:inferplan:problem:…`.
  public var type: String
  public var title: String
  public var status: Int
  /// What is wrong with this request, in a sentence.
  public var detail: String
  /// The field that is at fault, by its path: `options[2].model`.
  public var field: String?
  /// What stands there.
  public var value: String?
  /// What would be accepted.
  public var accepted: String?
  /// Names near to the one that was not understood.
  public var suggestions: [String]?

  public init(
    _ kind: Kind, _ detail: String, status: Int? = nil, field: String? = nil,
    value: String? = nil, accepted: String? = nil, suggestions: [String]? = nil
  ) {
    type = "urn:inferplan:problem:" + kind.rawValue
    title = kind.title
    self.status = status ?? kind.status
    self.detail = detail
    self.field = field
    self.value = value
    self.accepted = accepted
    self.suggestions = suggestions
  }

  /// The kinds of problem that a server of ours names.
  public enum Kind: String, Sendable, CaseIterable {
    case malformed, field, infeasible
    case unauthorized, forbidden
    case notFound = "not-found"
    case method
    case tooLarge = "too-large"
    case mediaType = "media-type"
    case misdirected
    case busy, timeout, stopping, cancelled
    case `internal`

    public var status: Int {
      switch self {
      case .malformed: 400
      case .unauthorized: 401
      case .forbidden: 403
      case .notFound: 404
      case .method: 405
      case .cancelled: 409
      case .tooLarge: 413
      case .mediaType: 415
      case .misdirected: 421
      case .field, .infeasible: 422
      case .busy: 429
      case .internal: 500
      case .timeout, .stopping: 503
      }
    }

    public var title: String {
      switch self {
      case .malformed: "The request cannot be read"
      case .field: "A field is not understood"
      case .infeasible: "The question has no feasible answer"
      case .unauthorized: "A token is needed"
      case .forbidden: "The request comes from another site"
      case .notFound: "There is nothing at this address"
      case .method: "The address does not take this method"
      case .tooLarge: "The request is too large"
      case .mediaType: "The body is of another kind"
      case .misdirected: "The server does not answer to this host"
      case .busy: "Too much is being computed"
      case .timeout: "The answer took too long"
      case .stopping: "The server is stopping"
      case .cancelled: "The computation was cancelled"
      case .internal: "The server is at fault"
      }
    }
  }

  /// The problem as an answer.
  public var response: HTTPResponse {
    let bytes = (try? JSONBytes.encode(self)) ?? Array(#"{"status":\#(status)}"#.utf8)
    var response = HTTPResponse(status: status, type: "application/problem+json", bytes)
    if status == 401 { response.headers.append(("WWW-Authenticate", "Bearer")) }
    if status == 429 || status == 503 { response.headers.append(("Retry-After", "1")) }
    return response
  }
}
