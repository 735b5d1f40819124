import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTPServing

/// A server with routes of the tests' own, over real sockets.
@Suite struct HTTPServerTests {
  private static func withServer<T>(
    _ change: (inout ServerLimits) -> Void = { _ in }, pool: WorkPool? = nil,
    _ body: (HTTPServer) throws -> T
  ) throws -> T {
    var limits = ServerLimits()
    limits.headerTime = 1
    limits.bodyTime = 1
    limits.stopTime = 5
    limits.watchInterval = 0.05
    change(&limits)
    let pool = pool ?? WorkPool("test", workers: 2, mostWaiting: 2)
    let routes = [
      Route("GET", "/open", isOpen: true, .quick { _ in .text("open") }),
      Route("POST", "/echo", bodyLimit: 1000, .quick { .json($0.body) }),
      Route(
        "GET", "/slow",
        .slow(pool) { _, cancellation in
          for _ in 0..<40 where !cancellation.isCancelled { usleep(10_000) }
          return .text("slow")
        }),
      Route(
        "POST", "/job", bodyLimit: 1000,
        .job(pool, seconds: 20) { _ in
          { channel in
            while !channel.cancellation.isCancelled {
              channel.report("tick", Array("1".utf8), isSparable: true)
              usleep(20_000)
            }
            Self.cancelled.add(1, ordering: .relaxed)
            channel.finish(.json(Array("2".utf8)))
          }
        }),
    ]
    let server = try HTTPServer(
      Router(routes), admission: Admission(), listener: Listener(host: "127.0.0.1", port: 0),
      limits: limits)
    defer { server.stop() }
    return try body(server)
  }

  private static let cancelled = Atomic<Int>(0)

  @Test("A connection answers one request after the other")
  func keepsAlive() throws {
    try Self.withServer { (server: HTTPServer) throws in
      let client = try RawClient(port: server.port)
      for number in 0..<20 {
        let body = "{\"n\":\(number)}"
        client.send(
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let (bytes, _) = client.receive { HTTPAnswer($0) != nil }
        let answer = try #require(HTTPAnswer(bytes))
        #expect(answer.status == 200 && answer.text == body)
        #expect(answer["X-Content-Type-Options"] == "nosniff")
      }
    }
  }

  @Test("A body in chunks is read like another")
  func chunks() throws {
    try Self.withServer { (server: HTTPServer) throws in
      let client = try RawClient(port: server.port)
      client.send(
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n3\r\n,2]\r\n0\r\n\r\n")
      let (bytes, _) = client.receive { HTTPAnswer($0) != nil }
      #expect(HTTPAnswer(bytes)?.text == "[1,2]")
    }
  }

  @Test("What is wrong with headers or body is said, and the next client is served")
  func refusals() throws {
    try Self.withServer { (server: HTTPServer) throws in
      let json = [("Content-Type", "application/json")]
      let port = server.port
      #expect(try ask(port, "GET", "/nowhere").status == 404)
      let wrong = try ask(port, "DELETE", "/echo")
      #expect(wrong.status == 405 && wrong["Allow"] == "POST")
      #expect(try ask(port, "POST", "/echo", body: "x", type: "text/plain").status == 415)
      #expect(
        try ask(port, "POST", "/echo", body: String(repeating: "x", count: 1001)).status == 413)
      #expect(
        try ask(port, "POST", "/echo", body: String(repeating: "x", count: 3_000_000)).status == 413
      )
      #expect(try ask(port, "GET", "/open", body: "x").status == 413)
      #expect(try ask(port, "GET", "/open", headers: [("Host", "evil.example")]).status == 421)
      #expect(
        try ask(port, "GET", "/open", headers: [("Origin", "http://evil.example")]).status == 403)
      for pairs in [
        [("Content-Length", "1"), ("Content-Length", "2")],
        [("Content-Length", "1"), ("Transfer-Encoding", "chunked")],
        [("Content-Length", "x")],
      ] {
        // The library or the wrapper refuses; nothing is answered as if it were one request.
        let answer = try? ask(port, "POST", "/echo", headers: json + pairs, seconds: 3)
        #expect(answer.map { $0.status == 400 || $0.status == 413 } ?? true, "\(pairs)")
      }
      #expect(try ask(port, "GET", "/open").text == "open")
    }
  }

  @Test("A client that sends a byte now and then is closed; others are served meanwhile")
  func slowLoris() throws {
    try Self.withServer { (server: HTTPServer) throws in
      var loris: [RawClient] = []
      for _ in 0..<50 {
        let client = try RawClient(port: server.port)
        client.send("GET /open HTTP/1.1\r\nHost: localhost\r\n")
        loris.append(client)
      }
      let body = try RawClient(port: server.port)
      body.send(
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 900\r\n\r\n")
      for _ in 0..<12 {
        for client in loris { client.send("X: y\r\n") }
        body.send(" ")
        #expect(try ask(server.port, "GET", "/open").status == 200)
        usleep(200_000)
      }
      for client in loris + [body] { #expect(client.receive(seconds: 2).isClosed) }
      #expect(server.connectionCount <= 2)
    }
  }

  @Test("What takes too long is answered with 503, and what is too much with 429")
  func limits() throws {
    let pool = WorkPool("test", workers: 1, mostWaiting: 1)
    try Self.withServer({ $0.answerTime = 0.05 }, pool: pool) { (server: HTTPServer) throws in
      let answer = try ask(server.port, "GET", "/slow")
      #expect(answer.status == 503)
    }
    let busy = WorkPool("busy", workers: 1, mostWaiting: 1)
    try Self.withServer(pool: busy) { (server: HTTPServer) throws in
      let clients = try (0..<6).map { _ in
        let client = try RawClient(port: server.port)
        client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        return client
      }
      let statuses = clients.compactMap { client in
        HTTPAnswer(client.receive { HTTPAnswer($0) != nil }.bytes)?.status
      }
      // Two are taken on at once; on a busy machine the first may be done before the last comes.
      #expect(statuses.count { $0 == 200 } >= 2)
      #expect(statuses.count { $0 == 429 } >= 1)
      #expect(statuses.allSatisfy { $0 == 200 || $0 == 429 } && statuses.count == 6)
    }
  }

  @Test("Stopping lets requests in flight end")
  func stopping() throws {
    let client = try Self.withServer { (server: HTTPServer) throws in
      let client = try RawClient(port: server.port)
      client.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
      usleep(100_000)
      return client
    }
    let (bytes, isClosed) = client.receive(seconds: 2)
    #expect(HTTPAnswer(bytes, isClosed: isClosed)?.text == "slow")
  }

  @Test("Events come as they are made, and end the job when the client goes")
  func events() throws {
    try Self.withServer { (server: HTTPServer) throws in
      let before = Self.cancelled.load(ordering: .relaxed)
      let client = try RawClient(port: server.port)
      client.send(
        "POST /job HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
          + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
      let (bytes, _) = client.receive(seconds: 5) {
        String(decoding: $0, as: UTF8.self).split(separator: "event: tick").count > 4
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains("text/event-stream"))
      #expect(text.contains("event: tick\ndata: 1\n\n"))
      client.close()
      for _ in 0..<100 where Self.cancelled.load(ordering: .relaxed) == before { usleep(50_000) }
      #expect(Self.cancelled.load(ordering: .relaxed) > before)
    }
  }

  @Test("Bytes that are no request cost their connection and nothing else")
  func malformed() throws {
    let whole = Array(
      ("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: 7\r\n\r\n{\"a\":1}").utf8)
    let words = [
      "\r\n", "\r\n\r\n", ":", " ", "\0", "HTTP/1.1", "Host: a\r\n", "Content-Length: 5\r\n",
      "Transfer-Encoding: chunked\r\n", "GET ", "%00", "/../", "\u{FF}",
      String(repeating: "A", count: 20_000),
    ]
    try Self.withServer { (server: HTTPServer) throws in
      var generator = SeededGenerator(seed: 8)
      for _ in 0..<400 {
        let client = try RawClient(port: server.port)
        client.send(mutated(whole, dictionary: words, using: &generator))
        client.finishSending()
        _ = client.receive(seconds: 0.2)
      }
      #expect(try ask(server.port, "POST", "/echo", body: "{}").text == "{}")
    }
  }
}
