import Catalog
import InferencePlanner
import StructuredText
import Testing

/// Scenario files: what they may say, and what is said of those that cannot be read.
@Suite struct ScenarioTests {
  private func scenario(_ yaml: String) throws -> Scenario {
    try Scenario(Value.yaml(Array(yaml.utf8), name: "YAML"), file: "s.yaml")
  }

  private func comparison(_ yaml: String) throws -> Comparison {
    Comparison(try scenario(yaml), estimator: try estimator())
  }

  private func refusal(_ yaml: String) -> String {
    do {
      _ = try scenario(yaml)
      return "(none)"
    } catch {
      return "\(error)"
    }
  }

  @Test func defaultsAreEveryOptionsUnlessItSaysOtherwise() throws {
    let read = try scenario(
      """
      scenario: S
      defaults: {model: llama-3.1-8b, input: 100, output: 20}
      options:
        - {name: A, request: {hardware: H100}}
        - {name: B, request: {hardware: H200, output: 30}}
      """)
    #expect(read.options.map(\.request.input) == [100, 100])
    #expect(read.options.map(\.request.output) == [20, 30])
    #expect(read.options.map(\.name) == ["A", "B"])
  }

  private static let options = "options: [{name: A, request: {model: m, hardware: h}}]"

  @Test(
    arguments: [
      ("options: []", ["'scenario' is missing"]),
      ("scenario: S", ["'options' is missing"]),
      ("{scenario: S, options: []}", ["'options' is a list of 0", "at least one option"]),
      ("{scenario: S, options: [3]}", ["'options[0]' is 3", "a group of fields"]),
      ("{scenario: S, options: [{request: {}}]}", ["'options[0].name' is missing"]),
      ("{scenario: S, options: [{name: A}]}", ["'options[0].request' is missing"]),
      (
        "{scenario: S, options: [{name: A, request: {model: m}}]}",
        ["'options[0].request.hardware' is missing"]
      ),
      (
        "{scenario: S, options: [{name: A, request: {model: m, hardware: h, inptu: 3}}]}",
        ["unknown field 'options[0].request.inptu'", "input"]
      ),
      (
        "{scenario: S, scenery: T, options: [{name: A, request: {model: m, hardware: h}}]}",
        ["unknown field 'scenery'", "scenario"]
      ),
      (
        "{scenario: S, requirements: {tpof: 1}, \(options)}",
        ["unknown field 'requirements.tpof'", "tpot"]
      ),
      (
        "{scenario: S, requirements: {e2e: -1}, \(options)}",
        ["'requirements.e2e' is -1"]
      ),
      (
        "{scenario: S, defaults: 3, options: [{name: A, request: {model: m, hardware: h}}]}",
        ["'defaults' is 3", "a group of fields"]
      ),
      (
        """
        scenario: S
        options:
          - {name: A, request: {model: m, hardware: h}}
          - {name: A, request: {model: m, hardware: h}}
        """, ["'options[1].name' is 'A'", "stands only once"]
      ),
      (
        "{scenario: S, documented_recommendation: B, \(options)}",
        ["'documented_recommendation' is 'B'", "A"]
      ),
      (
        """
        scenario: S
        options: [{name: A, request: {model: m, hardware: h}, documented: {memory: 3}}]
        """, ["unknown field 'options[0].documented.memory'"]
      ),
      ("- 1", ["a group of fields"]),
    ] as [(String, [String])])
  func refusalsNameThePlace(_ yaml: String, words: [String]) {
    let refusal = refusal(yaml)
    #expect(refusal.hasPrefix("s.yaml: "))
    for word in words { #expect(refusal.contains(word), "\(refusal)") }
  }

  @Test func anOptionThatCannotBeIsAnOutcome() throws {
    let comparison = try comparison(
      """
      scenario: S
      defaults: {model: llama-3.1-8b}
      options:
        - {name: no such device, request: {hardware: H1000}}
        - {name: no such engine there, request: {hardware: H100, engine: mlx-lm}}
        - {name: fine, request: {hardware: H100}}
      """)
    #expect(comparison.options.map(\.isFeasible) == [false, false, true])
    #expect(comparison.recommendation.option == "fine")
    #expect(comparison.recommendation.rationale.contains { $0.contains("unknown accelerator") })
    #expect(comparison.recommendation.rationale.contains { $0.contains("does not run on") })
  }

  @Test func theLoadOfTheScenarioIsEveryOptions() throws {
    let comparison = try comparison(
      """
      scenario: S
      requirements: {requests_per_hour: 100}
      defaults: {model: llama-3.1-8b, hardware: H100}
      options: [{name: A, request: {}}, {name: B, request: {requests_per_hour: 7}}]
      """)
    #expect(comparison.options.map { $0.estimate?.request.requestsPerHour } == [100, 7])
  }

  /// Each requirement alone decides: once stated so that it holds, once so that it cannot.
  @Test(arguments: [
    ("ttft: 100", "ttft: 0.000002"), ("tpot: 1", "tpot: 0.000002"), ("e2e: 1000", "e2e: 0.000002"),
    ("requests_per_hour: 1", "requests_per_hour: 1000000000"),
    ("output_tokens_per_second: 1", "output_tokens_per_second: 1000000000"),
    ("monthly_budget: 1000000", "monthly_budget: 0.01"), ("context: 2000", "context: 1000000000"),
    ("offline: false", "offline: true"),
  ])
  func everyRequirementDecides(_ met: String, unmet: String) throws {
    func isFeasible(_ requirement: String) throws -> Bool {
      let comparison = try comparison(
        """
        scenario: S
        requirements: {\(requirement)}
        options: [{name: A, request: {model: llama-3.1-8b, hardware: H100, concurrency: 4}}]
        """)
      let outcome = comparison.options[0]
      #expect(outcome.isFeasible == outcome.checks.allSatisfy { $0.isMet && $0.margin >= 0 })
      #expect((comparison.recommendation.option == "A") == outcome.isFeasible)
      return outcome.isFeasible
    }
    #expect(try isFeasible(met))
    #expect(!(try isFeasible(unmet)))
  }

  @Test func replicasCarryTheLoadTogether() throws {
    let comparison = try comparison(
      """
      scenario: S
      requirements: {output_tokens_per_second: 1}
      defaults: {model: llama-3.1-8b, hardware: H100}
      options: [{name: A, request: {}}, {name: B, request: {replicas: 4}}]
      """)
    let margins = comparison.options.map { $0.checks[1].margin + 1 }
    #expect(isClose(margins[1], 4 * margins[0]))
  }

  @Test func cheaperIsRecommended() throws {
    let comparison = try comparison(
      """
      scenario: S
      requirements: {requests_per_hour: 10}
      defaults: {model: llama-3.1-8b, pricing: on-demand}
      options:
        - {name: dear, request: {hardware: H200}}
        - {name: cheap, request: {hardware: L4}}
      """)
    #expect(comparison.options.allSatisfy { $0.isFeasible })
    #expect(comparison.recommendation.option == "cheap")
    #expect(comparison.recommendation.rationale.contains { $0.contains("dear also meets them") })
  }
}
