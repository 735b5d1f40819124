import Testing

@testable import HTTPServing

@Suite struct RoutingTests {
  private let router = Router(
    ["/a", "/a/{x}", "/b/{x}/{rest*}"].map { pattern in
      Route("GET", pattern, .quick { _ in .empty() })
    } + [Route("POST", "/a", bodyLimit: 1, .quick { _ in .empty() })])

  @Test("Paths find their route, with what stands in the braces")
  func paths() throws {
    func parameters(_ path: String) -> [String: String]? {
      if case .route(_, let found) = router.match("GET", path) { found } else { nil }
    }
    #expect(parameters("/a") == [:])
    #expect(parameters("/a/one") == ["x": "one"])
    #expect(parameters("/b/one/two/three") == ["x": "one", "rest": "two/three"])
    for path in ["", "/", "a", "/a/", "/a/b/c", "/b/one", "//a", "/A", "/a/../a"] {
      #expect(parameters(path) == nil || path == "/a/", "\(path)")
    }
  }

  @Test("A known path says which methods it takes; HEAD is answered as GET")
  func methods() throws {
    guard case .wrongMethod(let allowed) = router.match("DELETE", "/a") else {
      Issue.record("DELETE found a route")
      return
    }
    #expect(allowed == ["GET", "HEAD", "POST"])
    guard case .route = router.match("HEAD", "/a/x") else {
      Issue.record("HEAD found no route")
      return
    }
  }

  @Test("Only one way to say how long a body is")
  func framing() throws {
    func body(_ pairs: [(String, String)]) throws -> Framing.Body {
      try Framing.body(HTTPFields(pairs))
    }
    #expect(try body([]) == .none)
    #expect(try body([("Content-Length", "0")]) == .none)
    #expect(try body([("content-length", "12")]) == .length(12))
    #expect(try body([("Transfer-Encoding", "Chunked")]) == .chunked)
    let wrong: [[(String, String)]] = [
      [("Content-Length", "1"), ("Content-Length", "1")],
      [("Content-Length", "1"), ("Transfer-Encoding", "chunked")],
      [("Content-Length", "+1")], [("Content-Length", "-1")], [("Content-Length", "0x10")],
      [("Content-Length", "")], [("Content-Length", "99999999999999999999")],
      [("Transfer-Encoding", "gzip, chunked")], [("Transfer-Encoding", "identity")],
    ]
    for pairs in wrong {
      #expect(throws: Problem.self, "\(pairs)") { try body(pairs) }
    }
  }

  @Test("A problem is what RFC 9457 says, and names the field")
  func problem() throws {
    let problem = Problem(
      .field, "unknown model", field: "model", value: "x", accepted: "a name",
      suggestions: ["y"])
    let response = problem.response
    #expect(response.status == 422)
    #expect(response["Content-Type"] == "application/problem+json")
    guard case .bytes(let bytes) = response.body else {
      Issue.record("no bytes")
      return
    }
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"type":"urn:inferplan:problem:field","title":"A field is not understood","status":422,"#
        + #""detail":"unknown model","field":"model","value":"x","accepted":"a name","#
        + #""suggestions":["y"]}"#)
  }
}
