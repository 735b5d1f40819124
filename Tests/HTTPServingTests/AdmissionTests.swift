import Testing

@testable import HTTPServing

@Suite struct AdmissionTests {
  private func request(_ headers: [(String, String)]) -> HTTPRequest {
    HTTPRequest(method: "GET", path: "/", headers: HTTPFields(headers))
  }

  @Test(
    "Names of the server are answered, at any port",
    arguments: ["localhost", "LOCALHOST:8787", "127.0.0.1:1", "[::1]:8787", "planner.lan"])
  func ownNames(_ host: String) throws {
    try Admission(hosts: ["planner.lan"]).checkOrigin(request([("Host", host)]))
  }

  @Test(
    "Other names are not answered",
    arguments: ["evil.example", "localhost.evil.example", "127.0.0.1.evil:80", "", "[::2]:1"])
  func otherNames(_ host: String) {
    let problem = #expect(throws: Problem.self) {
      try Admission().checkOrigin(request([("Host", host)]))
    }
    #expect(problem?.status == 421)
  }

  @Test("A request has one host")
  func oneHost() {
    #expect(throws: Problem.self) { try Admission().checkOrigin(request([])) }
    #expect(throws: Problem.self) {
      try Admission().checkOrigin(request([("Host", "localhost"), ("host", "localhost")]))
    }
  }

  @Test("Only the server's own page may ask")
  func origin() throws {
    let admission = Admission()
    let host = ("Host", "localhost:8787")
    try admission.checkOrigin(request([host, ("Origin", "http://localhost:8787")]))
    for origin in [
      "http://localhost:3000", "http://evil.example", "null", "http://localhost:8787/x",
    ] {
      let problem = #expect(throws: Problem.self) {
        try admission.checkOrigin(request([host, ("Origin", origin)]))
      }
      #expect(problem?.status == 403)
    }
  }

  @Test("The token has to be whole and right")
  func token() throws {
    let admission = Admission(token: "correct horse")
    try admission.checkToken(request([("Authorization", "Bearer correct horse")]))
    for given in ["", "Bearer", "Bearer ", "Bearer correct", "Bearer correct horses", "Basic x"] {
      let problem = #expect(throws: Problem.self) {
        try admission.checkToken(request([("Authorization", given)]))
      }
      #expect(problem?.status == 401)
    }
    #expect(throws: Problem.self) { try admission.checkToken(request([])) }
    try Admission().checkToken(request([]))
  }

  @Test("Comparing looks at every byte and at the length")
  func comparing() {
    #expect(Admission.isEqual(Array("abc".utf8), Array("abc".utf8)))
    #expect(!Admission.isEqual(Array("abcabc".utf8), Array("abc".utf8)))
    #expect(!Admission.isEqual([], Array("abc".utf8)))
    #expect(!Admission.isEqual(Array("abd".utf8), Array("abc".utf8)))
    #expect(!Admission.isEqual([], []))
  }
}
