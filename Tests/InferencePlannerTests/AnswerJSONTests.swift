import Foundation
import InferencePlanner
import Testing

/// The JSON that other programs read.
@Suite struct AnswerJSONTests {
  /// A question that fills every optional key.
  static let full = """
    {"model": "llama-3.1-8b", "hardware": "H100", "requests_per_hour": 100, "country": "Germany",
     "concurrency": 8, "pricing": "on-demand"}
    """

  private func object(_ text: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  /// Within a schema version keys are added, never renamed or removed: what goes missing here has
  /// to become a new version. New keys are recorded with `RECORD_SNAPSHOTS=1`.
  @Test func keysOfAnEstimateAreStable() throws {
    let estimate = try estimate(Self.full)
    let explanation = Explanation(estimate, coefficients: try estimator().coefficients)
    let text = try AnswerJSON.text(EstimateAnswer(estimate, explanation: explanation))
    #expect(text.contains(#""schema" : "inferplan.estimate/1""#))
    let keys = JSONTree.keys(try object(text)).sorted().joined(separator: "\n")
    try Snapshot.check(keys + "\n", "estimate-keys.txt")
  }

  @Test func keysOfAComparisonAreStable() throws {
    // Together the six have every optional key: errors, ratios, recommendations of both kinds.
    var keys: Set<String> = []
    for name in DocumentedScenarios.names {
      let answer = ComparisonAnswer(try DocumentedScenarios.comparison(name))
      let text = try AnswerJSON.text(answer)
      #expect(text.contains(#""schema" : "inferplan.compare/1""#))
      keys.formUnion(
        JSONTree.keys(try object(text)).filter { !$0.hasPrefix("options[].estimate.") })
    }
    try Snapshot.check(keys.sorted().joined(separator: "\n") + "\n", "compare-keys.txt")
  }

  /// The groups and keys of the documented calculator.
  @Test func documentedKeysAreThere() throws {
    let text = try AnswerJSON.text(EstimateAnswer(try estimate(Self.full)))
    let keys = JSONTree.keys(try object(text))
    for key in [
      "memory.total_memory_gb", "memory.memory_fits", "memory.memory_utilization_percent",
      "latency.total_latency_seconds", "latency.tokens_per_second", "cost.cost_per_request",
      "cost.hourly_cost", "cost.monthly_cost", "compatibility.performance_score",
      "compatibility.recommendations",
    ] {
      #expect(keys.contains("results." + key), "\(key)")
    }
  }

  @Test(arguments: [
    full, #"{"model": "llama-3.1-70b", "hardware": "T4"}"#,
    #"{"model": "llama-3.1-8b", "hardware": "A100 40GB", "pricing": "owned"}"#,
    #"{"model": "llama-3.1-8b", "hardware": "H100", "offer": "gpt-5-mini"}"#,
    #"{"model": "deepseek-v3", "hardware": "8x H200", "concurrency": 64}"#,
  ])
  func numbersAreFiniteAndGroupsAddUp(_ question: String) throws {
    let estimate = try estimate(question)
    let text = try AnswerJSON.text(EstimateAnswer(estimate))
    let tree = try object(text)
    for (path, number) in JSONTree.numbers(tree) {
      #expect(number.isFinite, "\(path)")
      #expect(number >= 0 || path.hasSuffix("headroom_gb"), "\(path) is \(number)")
    }
    let memory = try #require(JSONTree.group(tree, "results", "memory"))
    func gigabytes(_ key: String) throws -> Double { try #require(memory[key] as? Double) }
    let parts = try ["weights_gb", "kv_cache_gb", "activations_gb", "reserve_gb"].map(gigabytes)
    #expect(isClose(parts.reduce(0, +), try gigabytes("total_memory_gb")))
    #expect(
      isClose(
        try gigabytes("usable_gb") - gigabytes("total_memory_gb"), try gigabytes("headroom_gb"),
        within: 1e-6))
    #expect(memory["memory_fits"] as? Bool == (try gigabytes("headroom_gb") >= 0))
  }

  @Test func twoRunsAreTheSameToTheByte() throws {
    for name in ["chatbot", "content-generation"] {
      let path = DocumentedScenarios.path(name)
      let texts = try (0..<2).map { _ in
        try AnswerJSON.text(
          ComparisonAnswer(
            Comparison(
              try Scenario(RequestFile.value(path: path), file: path), estimator: try estimator())))
      }
      #expect(texts[0] == texts[1])
    }
    let answers = try (0..<2).map { _ in
      try AnswerJSON.text(EstimateAnswer(try estimate(Self.full)))
    }
    #expect(answers[0] == answers[1])
  }
}

/// Walks what JSON becomes.
enum JSONTree {
  /// The paths of all keys, `options[].name`.
  static func keys(_ value: Any, _ path: String = "") -> Set<String> {
    if let object = value as? [String: Any] {
      return object.reduce(into: []) { keys, entry in
        let own = path.isEmpty ? entry.key : path + "." + entry.key
        keys.insert(own)
        keys.formUnion(Self.keys(entry.value, own))
      }
    }
    if let array = value as? [Any] {
      return array.reduce(into: []) { $0.formUnion(Self.keys($1, path + "[]")) }
    }
    return []
  }

  /// All numbers with their paths.
  static func numbers(_ value: Any, _ path: String = "") -> [(String, Double)] {
    if let object = value as? [String: Any] {
      return object.flatMap { numbers($0.value, path + "." + $0.key) }
    }
    if let array = value as? [Any] { return array.flatMap { numbers($0, path + "[]") } }
    if value is Bool { return [] }
    return (value as? Double).map { [(path, $0)] } ?? []
  }

  static func group(_ value: Any, _ path: String...) -> [String: Any]? {
    path.reduce(value as? [String: Any]) { $0?[$1] as? [String: Any] }
  }
}
