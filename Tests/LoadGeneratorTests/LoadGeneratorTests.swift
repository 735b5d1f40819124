import Foundation
import Quantities
import ServingSimulator
import TestSupport
import Testing

@testable import LoadGenerator

@Suite("Load on a server of known pace", .serialized)
struct LoadGeneratorTests {
  private func generator(
    _ server: FakeServer, _ model: String, endpoint: EndpointAddress.Endpoint = .chat,
    key: APIKey? = nil
  ) throws -> LoadGenerator {
    LoadGenerator(
      try EndpointAddress(server.url), shape: RequestShape(endpoint: endpoint, model: model),
      key: key,
      limits: RequestLimits(
        connect: Seconds(2), firstToken: Seconds(1), stall: Seconds(0.5), total: Seconds(3)))
  }

  private func load(_ arrivals: ArrivalProcess, requests: Int, output: Int = 8) -> Load {
    Load(Traffic(arrivals, input: .fixed(32), output: .fixed(output)), requests: requests)
  }

  @Test("Times are those of the server", arguments: EndpointAddress.Endpoint.allCases)
  func truth(endpoint: EndpointAddress.Endpoint) throws {
    let server = try FakeServer(ttft: 60, itl: 10)
    let result = try generator(server, "steady", endpoint: endpoint)
      .run(load(.closedLoop(concurrency: 2), requests: 12, output: 11))
    let summary = LoadSummary(result.requests, warmUp: 0)
    #expect(summary.completed == 12 && summary.tokenSource == .usage)
    // Never below what the server waits; above it by what a busy machine adds.
    let first = try #require(summary.timeToFirstToken)
    #expect(first.least >= 0.0595 && first.quantile(0.5) < 0.075)
    let each = try #require(summary.timePerOutputToken)
    #expect(each.quantile(0.5) > 0.0095 && each.quantile(0.5) < 0.0125)
    #expect(result.isWithinOneMachine && result.clientShare > 0)
  }

  @Test("What the server's socket saw of a first token, within a millisecond")
  func socket() throws {
    try withTemporaryFolder { folder in
      let log = folder + "/log"
      let server = try FakeServer(ttft: 30, itl: 5, log: log)
      let result = try generator(server, "steady")
        .run(load(.closedLoop(concurrency: 1), requests: 20, output: 3))
      let seen = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").map {
        line in
        let times = line.split(separator: " ").compactMap { Double($0) }
        return (times[1] - times[0]) / 1e9
      }
      let ours = result.requests.compactMap(\.timeToFirstToken)
      #expect(seen.count == 20 && ours.count == 20)
      let differences = zip(ours, seen).map { $0 - $1 }.sorted()
      #expect(differences[10] < 0.001, "median of \(differences)")
      #expect(differences[0] > 0)
    }
  }

  @Test("Faults are counted by kind, and never hang a run")
  func faults() throws {
    let server = try FakeServer(ttft: 5, itl: 2)
    for (model, failure) in [
      ("stall", RequestFailure.stall), ("drop", .dropped), ("malformed", .malformed),
      ("forever", .neverFinished), ("error-event", .reported), ("json", .notStreamed),
      ("empty", .empty), ("status-429", .status(429)), ("status-500", .status(500)),
      ("redirect", .status(302)), ("silent", .timeout), ("keyed", .status(401)),
    ] {
      let result = try generator(server, model)
        .run(load(.closedLoop(concurrency: 2), requests: 2))
      #expect(result.requests.map(\.failure) == [failure, failure], "\(model)")
      #expect(result.seconds < 8, "\(model)")
    }
    let gone = try EndpointAddress("http://127.0.0.1:1/v1")
    let nobody = LoadGenerator(gone, shape: RequestShape(endpoint: .chat, model: "x"))
    #expect(
      try nobody.run(load(.closedLoop(concurrency: 1), requests: 1)).requests[0].failure == .connect
    )
  }

  @Test("A faulty server does not stop the others' requests")
  func flaky() throws {
    let server = try FakeServer(ttft: 5, itl: 2)
    let generator = try generator(server, "flaky")
    _ = try generator.probe(inputTokens: 32)
    let result = try generator.run(load(.closedLoop(concurrency: 3), requests: 24))
    let summary = LoadSummary(result.requests, warmUp: 0)
    #expect(summary.sent == 24 && summary.completed > 0 && summary.completed + summary.failed == 24)
    #expect(
      Set(summary.failures.map(\.failure)).isSuperset(of: [.stall, .dropped, .malformed, .empty]))
  }

  @Test("An open loop sends when requests are due, however slow the server is")
  func openLoop() throws {
    let server = try FakeServer(ttft: 400, itl: 1)
    let result = try generator(server, "steady")
      .run(load(.constant(rate: 50), requests: 30, output: 2))
    #expect(result.longestDelay < 0.05)
    let last = try #require(result.requests.last)
    // All are sent within 0.6 s, though each takes 0.4 s.
    #expect(last.sent < 0.75 && result.requests.allSatisfy(\.isComplete))
  }

  @Test("A run that is ended keeps what had completed")
  func interruption() throws {
    let server = try FakeServer(ttft: 20, itl: 2)
    var kept: [SentRequest] = []
    let result = try generator(server, "steady").run(
      Load(
        Traffic(.closedLoop(concurrency: 2), input: .fixed(8), output: .fixed(4)),
        duration: Seconds(60)),
      onTurn: { kept += $0 }, progress: { $0.completed < 6 })
    #expect(result.isInterrupted && result.seconds < 10)
    #expect(kept.count { $0.isComplete } >= 6 && kept.contains { $0.failure == .interrupted })
  }

  @Test("A first look leaves out what the server refuses, and says what is wrong")
  func probe() throws {
    let server = try FakeServer(ttft: 5, itl: 1)
    let strict = try generator(server, "strict")
    let remarks = try strict.probe(inputTokens: 64).remarks
    #expect(!strict.shape.ignoresEnd && !strict.shape.asksUsage && remarks.count == 3)
    #expect(throws: LoadError.self) { try generator(server, "keyed").probe(inputTokens: 8) }
    let key = try APIKey("secret-key")
    #expect(try generator(server, "keyed", key: key).probe(inputTokens: 8).remarks.isEmpty)
    let wrong = try APIKey("wrong-key")
    #expect { try generator(server, "keyed", key: wrong).probe(inputTokens: 8) } throws: {
      "\($0)".contains("401") && "\($0)".contains("[key]") && !"\($0)".contains("wrong-key")
    }
  }

  @Test("Prompts have as many tokens as were asked for, by the server's count")
  func lengths() throws {
    let server = try FakeServer(ttft: 1, itl: 1)
    let generator = try generator(server, "steady")
    _ = try generator.probe(inputTokens: 300)
    let result = try generator.run(
      Load(
        Traffic(.closedLoop(concurrency: 1), input: .fixed(300), output: .fixed(2)), requests: 3))
    #expect(result.requests.allSatisfy { $0.promptTokens == 300 })
  }

  @Test("Two tokens in a chunk are two by the server's count, one without it")
  func packed() throws {
    let server = try FakeServer(ttft: 1, itl: 4)
    let counted = try generator(server, "packed")
      .run(load(.closedLoop(concurrency: 1), requests: 1, output: 10)).requests[0]
    #expect(counted.outputTokens == 10 && counted.chunks == 5)
    let guessed = try generator(server, "no-usage")
      .run(load(.closedLoop(concurrency: 1), requests: 1, output: 10)).requests[0]
    #expect(guessed.usageTokens == nil && guessed.outputTokens == 10)
  }
}
