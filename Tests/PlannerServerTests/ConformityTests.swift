import Foundation
import HTTPServing
import InferencePlanner
import StructuredText
import TestSupport
import Testing

@testable import PlannerServer

/// Every address answers what the OpenAPI document says, and nothing else.
@Suite struct ConformityTests {
  private static let deployment = #""model":"llama-3.1-8b","hardware":"H100-SXM-80GB""#

  static let questions: [(path: String, body: String)] = [
    ("/v1/estimate", "{\(deployment),\"weights\":\"fp8\",\"concurrency\":32}"),
    (
      "/v1/estimate?explain=true",
      "{\(deployment),\"country\":\"Germany\",\"requests_per_hour\":500}"
    ),
    ("/v1/estimate", #"{"model":"llama-3.1-70b","hardware":"4090"}"#),
    (
      "/v1/estimate",
      #"{"model_size":"7B","tokens":100,"batch_size":1,"hardware_type":"RTX 4090","deployment_mode":"local"}"#
    ),
    (
      "/v1/plan",
      #"{"task":"chatbot","requests_per_hour":1000,"e2e_p95":"4s","budget":"500/month","country":"France","hybrid":true,"survey":true}"#
    ),
    ("/v1/plan", #"{"task":"chatbot","requests_per_hour":100000,"e2e_p95":"1ms"}"#),
    ("/v1/plan", #"{"preset":"consumer-llm"}"#),
    (
      "/v1/compare",
      "{\"scenario\":\"two\",\"requirements\":{\"requests_per_hour\":1000},\"options\":"
        + "[{\"name\":\"a\",\"request\":{\(deployment)},\"documented\":{\"total_memory_gb\":18.5}},"
        + "{\"name\":\"b\",\"request\":{\"model\":\"llama-3.1-70b\",\"hardware\":\"4090\"}}]}"
    ),
    ("/v1/simulate", "{\(deployment),\"rate\":\"8/s\",\"requests\":300,\"slo\":\"ttft.p95=1s\"}"),
    ("/v1/simulate", "{\(deployment),\"concurrency\":4,\"requests\":200,\"replications\":3}"),
    ("/v1/advise", #"{"building":"mobile","platform":"ios"}"#),
    ("/v1/advise", #"{"building":"api","api_need":"lowest-cost","input":2000,"output":300}"#),
    ("/v1/advise", #"{"assume":false}"#),
    ("/v1/advise", #"{"device":"jetson orin nano","task":"detection","fps":30,"top":5}"#),
    ("/v1/advise", #"{"device":"iPhone 15 Pro","task":"llm","top":5}"#),
  ]

  @Test("Answers to questions agree with the document", arguments: questions)
  func answers(_ question: (path: String, body: String)) throws {
    let answer = try ServerUnderTest.conforming("POST", question.path, body: question.body)
    #expect(answer.status == 200, "\(question.path): \(answer.text.prefix(300))")
  }

  @Test(
    "Lists and documents agree with the document",
    arguments: [
      ("/v1/presets", nil), ("/v1/guides", nil), ("/v1/guides/hardware", "/v1/guides/{name}"),
      ("/v1/catalog", nil), ("/v1/catalog/devices?q=nvidia&limit=3", "/v1/catalog/{kind}"),
      ("/v1/catalog/tools?sort=name:desc", "/v1/catalog/{kind}"),
      ("/v1/catalog/offers?limit=2&offset=5", "/v1/catalog/{kind}"),
      ("/v1/catalog/models/meta-llama/Llama-3.1-8B", "/v1/catalog/{kind}/{name}"),
      ("/v1/advise/tools/vllm", "/v1/advise/tools/{name}"),
      ("/v1/validate?quantity=TTFT&limit=20", nil), ("/healthz", nil), ("/metrics", nil),
      ("/openapi.json", nil),
    ] as [(String, String?)])
  func lists(_ path: String, _ pattern: String?) throws {
    let answer = try ServerUnderTest.conforming("GET", path, pattern: pattern)
    #expect(answer.status == 200, "\(path): \(answer.text.prefix(300))")
  }

  @Test(
    "Questions that are wrong are problems that name the field",
    arguments: [
      ("/v1/estimate", "{", 400, nil), ("/v1/estimate", "[]", 400, "(document)"),
      ("/v1/estimate", "{}", 422, "model"),
      ("/v1/estimate", #"{"model":"no such model","hardware":"H100"}"#, 422, "model"),
      ("/v1/estimate", #"{"model":"llama-3.1-8b","hardware":"no such"}"#, 422, "hardware"),
      ("/v1/estimate", #"{"model":"llama-3.1-8b","hardware":"H100","inptu":1}"#, 422, "inptu"),
      ("/v1/estimate", #"{"model":"llama-3.1-8b","hardware":"H100","input":-1}"#, 422, "input"),
      ("/v1/estimate?explain=maybe", "{}", 422, "explain"),
      ("/v1/plan", "{}", 422, nil), ("/v1/plan", #"{"task":"chatbto"}"#, 422, "task"),
      ("/v1/plan", #"{"task":"chatbot","budget":"lots"}"#, 422, "budget"),
      ("/v1/compare", #"{"scenario":"x","options":[]}"#, 422, "options"),
      ("/v1/simulate", #"{"model":"llama-3.1-8b","hardware":"H100","rate":"x"}"#, 422, "rate"),
      ("/v1/advise", #"{"building":"a house"}"#, 422, "building"),
      ("/v1/advise", #"{"device":"no such","task":"detection"}"#, 422, nil),
    ] as [(String, String, Int, String?)])
  func problems(_ path: String, _ body: String, _ status: Int, _ field: String?) throws {
    let answer = try ServerUnderTest.conforming("POST", path, body: body)
    #expect(answer.status == status, "\(answer.text)")
    let problem = try Value.json(answer.body)
    if let field { #expect(problem["field"]?.text == field, "\(answer.text)") }
    #expect(problem["status"] == .number(Double(status)))
  }

  @Test("Requests that the tests make are ones that the document allows")
  func requests() throws {
    let checker = try ServerUnderTest.document()
    for question in Self.questions {
      let path = String(question.path.prefix { $0 != "?" })
      let schema = try #require(
        checker.document["paths"]?[path]?["post"]?["requestBody"]?["content"]?[
          "application/json"]?["schema"])
      let faults = checker.faults(try Value.json(Array(question.body.utf8)), schema)
      #expect(faults.isEmpty, "\(path): \(faults)")
    }
  }

  @Test("The document has every field of a question but files")
  func fields() throws {
    let checker = try ServerUnderTest.document()
    func names(_ schema: String) throws -> Set<String> {
      guard
        case .object(let properties)? = checker.document["components"]?["schemas"]?[schema]?[
          "properties"]
      else { throw RawClient.Failure(words: "no schema \(schema)") }
      return Set(properties.keys)
    }
    func wanted(_ fields: [RequestField]) -> Set<String> {
      Set(fields.filter { $0.kind != .path }.map(\.name))
    }
    let calculator: Set = [
      "model_size", "hardware_type", "tokens", "batch_size", "deployment_mode", "results",
    ]
    #expect(try names("EstimateRequest") == wanted(EstimateField.all).union(calculator))
    #expect(try names("PlanRequest") == wanted(PlanField.all))
    #expect(
      try names("SimulateRequest")
        == wanted(SimulateField.all).union(calculator).union(["trace"]))
  }

  @Test("Every route is in the document, and the other way round")
  func routes() throws {
    let checker = try ServerUnderTest.document()
    guard case .object(let paths)? = checker.document["paths"] else {
      Issue.record("the document has no paths")
      return
    }
    var documented: Set<String> = []
    for (path, operations) in paths {
      guard case .object(let methods) = operations else { continue }
      for method in methods.keys { documented.insert("\(method.uppercased()) \(path)") }
    }
    let served = Set(
      ServerUnderTest.server.http.router.routes.map {
        "\($0.method) \($0.pattern.filter { $0 != "*" })"
      })
    let page = served.filter { route in
      !route.contains("/v1/")
        && !["GET /healthz", "GET /metrics", "GET /openapi.json"].contains(route)
    }
    #expect(served.subtracting(page) == documented)
  }
}
