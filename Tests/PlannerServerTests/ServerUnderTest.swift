import Catalog
import HTTPServing
import StructuredText
import TestSupport
import Testing

@testable import PlannerServer

/// One server for all tests of a process: reading the catalogs takes longer than most of them.
enum ServerUnderTest {
  static let server: PlannerServer = {
    do {
      // A debug build that shares its cores with other tests is slow.
      var limits = ServerLimits()
      limits.answerTime = 300
      return try PlannerServer(
        CatalogFiles(), listener: Listener(host: "127.0.0.1", port: 0), limits: limits)
    } catch {
      fatalError("no server: \(error)")
    }
  }()

  static var port: Int { server.http.port }

  static func document() throws -> SchemaChecker {
    let answer = try ask(port, "GET", "/openapi.json")
    return SchemaChecker(document: try Value.json(answer.body))
  }

  /// Asks, and holds the answer against what the document says of the address.
  static func conforming(
    _ method: String, _ path: String, pattern: String? = nil, body: String? = nil,
    type: String = "application/json", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> HTTPAnswer {
    let checker = try document()
    let answer = try ask(port, method, path, body: body, type: type, seconds: 300)
    let address = pattern ?? String(path.prefix { $0 != "?" })
    let operation = try #require(
      checker.document["paths"]?[address]?[method.lowercased()], "\(method) \(address)",
      sourceLocation: sourceLocation)
    var response = try #require(
      operation["responses"]?[String(answer.status)],
      "\(method) \(address) answers \(answer.status), which is not documented: \(answer.text)",
      sourceLocation: sourceLocation)
    if let reference = response["$ref"]?.text {
      response = try #require(checker.resolve(reference), sourceLocation: sourceLocation)
    }
    guard answer.status != 204 else { return answer }
    let media = String((answer["Content-Type"] ?? "").prefix { $0 != ";" })
    let content = try #require(
      response["content"]?[media], "\(media) is not documented", sourceLocation: sourceLocation)
    if media.hasSuffix("json"), let schema = content["schema"] {
      let faults = checker.faults(try Value.json(answer.body), schema)
      #expect(faults.isEmpty, "\(path): \(faults.prefix(8))", sourceLocation: sourceLocation)
    }
    return answer
  }
}
