/// Refuses requests whose length two readers could understand differently, which the HTTP library
/// lets through (request smuggling, RFC 9112 section 6.3).
enum Framing {
  /// How long the body is.
  enum Body: Hashable {
    case none
    case length(Int)
    case chunked
  }

  static func body(_ headers: HTTPFields) throws(Problem) -> Body {
    let lengths = headers.all("content-length")
    let codings = headers.all("transfer-encoding")
    guard lengths.count <= 1 else {
      throw Problem(.malformed, "Content-Length stands more than once", field: "Content-Length")
    }
    guard codings.isEmpty || lengths.isEmpty else {
      throw Problem(
        .malformed, "Transfer-Encoding stands beside Content-Length", field: "Transfer-Encoding")
    }
    guard codings.count <= 1 else {
      throw Problem(
        .malformed, "Transfer-Encoding stands more than once", field: "Transfer-Encoding")
    }
    if let coding = codings.first {
      guard coding.lowercased() == "chunked" else {
        throw Problem(
          .malformed, "the transfer coding is not understood", field: "Transfer-Encoding",
          accepted: "chunked")
      }
      return .chunked
    }
    guard let length = lengths.first else { return .none }
    guard !length.isEmpty, length.utf8.allSatisfy({ (48...57).contains($0) }),
      let count = Int(length)
    else {
      throw Problem(.malformed, "Content-Length is no number", field: "Content-Length")
    }
    return count == 0 ? .none : .length(count)
  }
}
