import Foundation
import TestSupport
import Testing

/// `inferplan serve`, run as its users do.
@Suite(.serialized) struct ServeCommandTests {
  /// Runs the server while `body` asks it.
  /// - Returns: the exit code after SIGTERM, and what `body` made.
  private func withServer<T>(
    _ arguments: [String] = [], _ body: (Int) throws -> T
  ) throws -> (status: Int32, value: T) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["serve", "--port", "0"] + arguments
    process.environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("INFERPLAN_")
    }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    var line = ""
    while !line.contains("\n") {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { break }
      line += String(decoding: data, as: UTF8.self)
    }
    let digits = line.components(separatedBy: ":").dropFirst(2).first?.prefix { $0.isNumber } ?? ""
    let port = try #require(Int(digits), "\(line)")
    let value = try body(port)
    process.terminate()
    process.waitUntilExit()
    return (process.terminationStatus, value)
  }

  @Test("It serves the page and the API, and SIGTERM ends it well")
  func serves() throws {
    let (status, _) = try withServer { (port: Int) throws in
      #expect(try ask(port, "GET", "/").text.contains("<title>"))
      #expect(try ask(port, "GET", "/healthz").text == "ok\n")
      let answer = try ask(
        port, "POST", "/v1/estimate", body: #"{"model":"llama-3.1-8b","hardware":"4090"}"#)
      #expect(answer.status == 200 && answer.text.contains("inferplan.estimate/1"))
    }
    #expect(status == 0)
  }

  @Test("A request in flight is answered after SIGTERM")
  func inFlight() throws {
    let body = #"{"task":"chatbot","requests_per_hour":1000}"#
    let (status, client) = try withServer { (port: Int) throws in
      let client = try RawClient(port: port)
      client.send(
        "POST /v1/plan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
      usleep(100_000)
      return client
    }
    let (bytes, isClosed) = client.receive(seconds: 5)
    #expect(HTTPAnswer(bytes, isClosed: isClosed)?.status == 200)
    #expect(status == 0)
  }

  @Test("Another host needs a token")
  func hostNeedsToken() throws {
    let refused = try Program.run(["serve", "--host", "0.0.0.0", "--port", "0"])
    #expect(refused.status == 2 && refused.stderr.contains("--token"))
    let short = try Program.run(["serve", "--token", "abc"])
    #expect(short.status == 2 && !short.stderr.contains("abc"))
  }

  @Test("With a token the API is closed to others; the page is not")
  func token() throws {
    let (status, _) = try withServer(["--token", "correct-horse"]) { (port: Int) throws in
      #expect(try ask(port, "GET", "/v1/catalog").status == 401)
      let wrong = [("Authorization", "Bearer correct-hors")]
      #expect(try ask(port, "GET", "/v1/catalog", headers: wrong).status == 401)
      let right = [("Authorization", "Bearer correct-horse")]
      #expect(try ask(port, "GET", "/v1/catalog", headers: right).status == 200)
      #expect(try ask(port, "GET", "/metrics").status == 401)
      #expect(try ask(port, "GET", "/").status == 200)
    }
    #expect(status == 0)
  }

  @Test("A port that is taken is said to be")
  func portTaken() throws {
    _ = try withServer { (port: Int) throws in
      let second = try Program.run(["serve", "--port", String(port)])
      #expect(second.status == 2 && second.stderr.contains("port \(port)"))
    }
  }
}
