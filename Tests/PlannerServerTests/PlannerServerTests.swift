import Catalog
import Foundation
import InferencePlanner
import StructuredText
import TestSupport
import Testing

@testable import PlannerServer

@Suite struct PlannerServerTests {
  private var port: Int { ServerUnderTest.port }

  @Test("An estimate is the answer of the command, but for the order of its keys")
  func sameAsCommand() throws {
    let question = #"{"model":"qwen3-32b","hardware":"2x A100 80GB","input":2000,"offer":null}"#
    let answer = try ask(port, "POST", "/v1/estimate", body: question)
    let request = try RequestFile.estimateRequest(Value.json(Array(question.utf8)))
    let expected = EstimateAnswer(try Estimator(CatalogFiles()).estimate(request))
    #expect(try Value.json(answer.body) == Value.json(Array(AnswerJSON.text(expected).utf8)))
  }

  @Test("A plan from searches that were kept is that of a search of its own")
  func keptSearches() throws {
    let alone = try Planner(CatalogFiles())
    for rate in ["900/h", "1100/h", "4000/h", "20000/h", "1000/h"] {
      let fields: [String: Value] = [
        "task": .string("chatbot"), "rate": .string(rate), "tpot_p95": .string("40ms"),
        "model": .string("llama-3.3-70b"), "budget": .string("9000/month"),
      ]
      let body = String(decoding: try JSONBytes.encode(Value.object(fields)), as: UTF8.self)
      let answer = try ask(port, "POST", "/v1/plan", body: body)
      let request = try RequestFile.planRequest(fields, CatalogFiles())
      let expected = PlanAnswer(try alone.plan(request))
      #expect(try Value.json(answer.body) == Value.json(JSONBytes.encode(expected)), "\(rate)")
    }
  }

  @Test(
    "No file that a question names is opened, and no path stands in an answer",
    arguments: [
      ("/v1/estimate", #"{"config":"/etc/passwd","hardware":"H100"}"#),
      ("/v1/estimate", #"{"gguf":"/etc/passwd","hardware":"H100"}"#),
      ("/v1/estimate", #"{"safetensors":"/etc","hardware":"H100"}"#),
      ("/v1/plan", #"{"config":"/etc/passwd"}"#),
      (
        "/v1/compare",
        #"{"scenario":"x","options":[{"name":"a","request":{"gguf":"/etc/passwd","hardware":"H100"}}]}"#
      ),
      ("/v1/simulate", #"{"config":"/etc/passwd","hardware":"H100","rate":"1/s"}"#),
      (
        "/v1/simulate", #"{"model":"llama-3.1-8b","hardware":"H100","trace":"/etc/passwd"}"#
      ),
      (
        "/v1/simulate",
        #"{"model":"llama-3.1-8b","hardware":"H100","rate":"1/s","profile":"/etc/passwd"}"#
      ),
      (
        "/v1/simulate",
        #"{"model":"llama-3.1-8b","hardware":"H100","rate":"1/s","pools":"config=/etc/passwd,hardware=T4"}"#
      ),
    ])
  func files(_ path: String, _ body: String) throws {
    let answer = try ask(port, "POST", path, body: body)
    #expect(answer.status == 422, "\(answer.text)")
    #expect(!answer.text.contains("root:"))
    #expect(!answer.text.contains("no such file") && !answer.text.contains("cannot read"))
  }

  @Test("An uploaded trace is played, and forgotten when asked")
  func traces() throws {
    let rows = (0..<200).map { "\(Double($0) / 4),\(100 + $0 % 50),\(20 + $0 % 9)" }
    let csv = "arrival_s,input_tokens,output_tokens\n" + rows.joined(separator: "\n") + "\n"
    let stored = try ServerUnderTest.conforming("POST", "/v1/traces", body: csv, type: "text/csv")
    #expect(stored.status == 201)
    let name = try #require(try Value.json(stored.body)["trace"]?.text)
    let question = #"{"model":"llama-3.1-8b","hardware":"H100","trace":"\#(name)"}"#
    let answer = try ServerUnderTest.conforming("POST", "/v1/simulate", body: question)
    #expect(try Value.json(answer.body)["requests"]?["completed"] == .number(200))
    let path = "/v1/traces/{id}"
    #expect(
      try ServerUnderTest.conforming("DELETE", "/v1/traces/\(name)", pattern: path).status == 204)
    #expect(
      try ServerUnderTest.conforming("DELETE", "/v1/traces/\(name)", pattern: path).status == 404)
    let bad = try ServerUnderTest.conforming(
      "POST", "/v1/traces", body: "a,b\n1,2\n", type: "text/csv")
    #expect(bad.status == 422 && !bad.text.contains("inferplan-"))
  }

  @Test("A simulation tells its name and its progress, and ends when told to")
  func cancelling() throws {
    let body =
      #"{"model":"llama-3.1-8b","hardware":"H100","rate":"1/s","requests":4000000,"input":64,"output":16}"#
    let client = try RawClient(port: port)
    client.send(
      "POST /v1/simulate HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    let (begin, _) = client.receive(seconds: 30) {
      String(decoding: $0, as: UTF8.self).contains("event: progress")
    }
    let text = String(decoding: begin, as: UTF8.self)
    let start = try #require(text.range(of: #"{"id":""#), "\(text)")
    let id = String(text[start.upperBound...].prefix { $0 != "\"" })
    #expect(
      try ServerUnderTest.conforming(
        "DELETE", "/v1/simulate/\(id)", pattern: "/v1/simulate/{id}"
      ).status == 204)
    let (end, _) = client.receive(seconds: 30) {
      String(decoding: $0, as: UTF8.self).contains("event: problem")
    }
    #expect(String(decoding: end, as: UTF8.self).contains("urn:inferplan:problem:cancelled"))
  }

  @Test("The page may load its own files alone, and is not sent twice")
  func page() throws {
    let answer = try ask(port, "GET", "/")
    #expect(answer.status == 200 && answer["Content-Type"] == "text/html; charset=utf-8")
    let policy = try #require(answer["Content-Security-Policy"])
    #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"))
    let tag = try #require(answer["ETag"])
    let again = try ask(port, "GET", "/", headers: [("If-None-Match", tag)])
    #expect(again.status == 304 && again.body.isEmpty)
    // The browser lays the headers of this answer over those of the page that it keeps.
    #expect(again["Content-Security-Policy"] == policy)
  }

  @Test("Questions with faults of any kind are answered, not crashed on")
  func mutations() throws {
    let words = [
      "null", "1e308", "-1", "\"\"", "{}", "[]", "0", "1e-9", "999999999", "\"999999999x H100\"",
      "\"\\u0000\"", "true", "\"replicas\":4096", "\"input\":100000000", "\"concurrency\":1000000",
    ]
    var generator = SeededGenerator(seed: 21)
    for (path, body) in ConformityTests.questions where !path.hasPrefix("/v1/plan") {
      for _ in 0..<12 {
        let bytes = mutated(Array(body.utf8), dictionary: words, using: &generator)
        let text = String(decoding: bytes, as: UTF8.self)
        let answer = try ServerUnderTest.conforming("POST", path, body: text)
        #expect(answer.status < 500 || answer.status == 503, "\(path) \(text): \(answer.text)")
      }
    }
  }
}
