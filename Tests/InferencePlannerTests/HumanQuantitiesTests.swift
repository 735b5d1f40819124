import Catalog
import InferencePlanner
import PlanSearch
import Quantities
import StructuredText
import Testing

/// A plan's request as a person would write it in a file.
func planRequest(_ fields: [String: Value]) throws -> PlanRequest {
  try RequestFile.planRequest(fields, CatalogFiles())
}

@Suite struct HumanQuantitiesTests {
  @Test(
    "Times as people write them",
    arguments: [
      ("500ms", 0.5), ("2 sec", 2), ("2s", 2), ("1.5 min", 90), ("0.25", 0.25), ("1 h", 3600),
      ("2 Seconds", 2),
    ])
  func times(_ text: String, _ seconds: Double) throws {
    let request = try planRequest(["task": .string("chat"), "e2e_p95": .string(text)])
    #expect(try #require(request.levels.first).limit.value == seconds)
  }

  @Test(
    "Budgets as people write them",
    arguments: [
      ("500/month", 500), ("500$/mo", 500), ("$500", 500), ("500 USD/month", 500),
      ("6k/year", 500), ("1.2k", 1200), ("500 dollars per month", 500), ("1m/mo", 1_000_000),
    ])
  func budgets(_ text: String, _ dollars: Double) throws {
    let request = try planRequest(["task": .string("chat"), "budget": .string(text)])
    #expect(abs(try #require(request.budget).value - dollars) < 1e-9 * dollars)
  }

  @Test(
    "Rates as people write them",
    arguments: [
      ("5", 5), ("5/s", 5), ("300/min", 5), ("18000/h", 5), ("60 rpm", 1), ("86400 per day", 1),
    ])
  func rates(_ text: String, _ perSecond: Double) throws {
    let request = try planRequest(["task": .string("chat"), "rate": .string(text)])
    #expect(abs(try #require(request.rate) - perSecond) < 1e-9)
  }

  @Test(
    "What is no amount is an error that names field, value and what is accepted",
    arguments: [
      ("e2e_p95", "fast"), ("e2e_p95", "-1s"), ("e2e_p95", "0"), ("e2e_p95", "2 parsecs"),
      ("budget", "500 EUR/month"), ("budget", "€500"), ("budget", "cheap"), ("budget", "-5"),
      ("rate", "0"), ("rate", "-3/s"), ("rate", "5/fortnight"), ("requests_per_hour", "0"),
      ("requests_per_hour", "many"), ("availability", "100%"), ("availability", "150"),
      ("payments", "barter"), ("payments", ""), ("compliance", "iso"), ("ttft_p95", "1e999"),
      ("ttft_p95", ""), ("budget", "1e400"),
    ])
  func nonsense(_ field: String, _ text: String) throws {
    let error = #expect(throws: PlannerError.self) {
      try planRequest(["task": .string("chat"), field: .string(text)])
    }
    let words = try #require(error).description
    #expect(words.contains(field), "\(words)")
    #expect(words.contains("accepted"), "\(words)")
  }

  @Test(
    "Requirements that contradict each other",
    arguments: [
      ["input": Value.number(10), "cached_input": .number(10)],
      ["rate": .string("5/s"), "requests_per_hour": .number(3)],
      ["privacy": .string("on-premises"), "payments": .string("api")],
      ["hardware": .string("H100"), "accelerators": .string("H100")],
      ["ttft_p95": .string("3s"), "e2e_p95": .string("2s")],
      ["offline": .bool(true), "privacy": .string("any")],
    ])
  func contradictions(_ fields: [String: Value]) {
    #expect(throws: PlannerError.self) {
      try planRequest(fields.merging(["task": .string("chat")]) { given, _ in given })
    }
  }

  @Test("A misspelt field is named with the one that was meant")
  func misspelt() throws {
    let error = #expect(throws: PlannerError.self) {
      try planRequest(["task": .string("chat"), "budgett": .number(5)])
    }
    #expect(try #require(error).description.contains("budget"))
  }
}
