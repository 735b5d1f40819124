import Foundation
import TestSupport
import Testing

/// `inferplan plan`, run as its users do.
@Suite struct PlanCommandTests {
  private static let fixed = [
    "plan", "--model", "llama-3.3-70b", "--input", "2048", "--output", "256", "--rate", "5/s",
    "--ttft-p95", "2s", "--tpot-p95", "60ms",
  ]

  @Test("A plan is complete: what, where, how many, how paid, what it delivers")
  func complete() throws {
    let result = try Program.run(Self.fixed + ["--json"])
    #expect(result.status == 0 && result.stderr.isEmpty, "\(result.stderr)")
    let answer = try Printed.json(result)
    #expect(answer["schema"] as? String == "inferplan.plan/1")
    let plans = try #require(answer["plans"] as? [[String: Any]])
    #expect(plans.count == 5)
    let first = try #require(plans.first)
    for key in [
      "model", "weights", "engine", "hardware", "replicas", "devices_per_replica", "payment",
      "monthly_usd", "ttft_ms", "tpot_ms", "e2e_ms", "settings", "checks", "rationale",
      "usd_per_million_output_tokens", "usd_per_million_output_tokens_at_full_load", "confidence",
    ] {
      #expect(first[key] != nil, "\(key)")
    }
    let latency = try #require((first["tpot_ms"] as? [String: Any])?["p95"] as? Double)
    #expect(latency > 0 && latency <= 60)
    for key in ["pareto_front", "removed", "sensitivity", "levers", "break_evens", "rollout"] {
      #expect((answer[key] as? [Any])?.isEmpty == false, "\(key)")
    }
  }

  @Test("Text keeps within the columns there are", arguments: [40, 80, 120])
  func widths(_ width: Int) throws {
    let result = try Program.run(Self.fixed, environment: ["COLUMNS": String(width)])
    #expect(result.status == 0 && result.stderr.isEmpty)
    #expect(Printed.tooWide(result.stdout, width).isEmpty)
    #expect(!result.stdout.contains("\u{1B}"))
  }

  @Test("What nothing meets exits with 1 and says what would help")
  func infeasible() throws {
    let result = try Program.run(Self.fixed + ["--budget", "20/month"])
    #expect(result.status == 1 && result.stderr.isEmpty)
    #expect(result.stdout.contains("The cheapest way out"))
    let answer = try Printed.json(Program.run(Self.fixed + ["--budget", "20/month", "--json"]))
    #expect(answer["is_feasible"] as? Bool == false)
    #expect((answer["relaxations"] as? [Any])?.isEmpty == false)
  }

  @Test(
    "Bad input is an error that names field, value and what is accepted",
    arguments: [
      (["plan", "--task", "chat", "--e2e-p95", "fast"], ["e2e_p95", "fast"]),
      (["plan", "--task", "chat", "--budget", "500 EUR"], ["budget", "EUR"]),
      (["plan", "--task", "chat", "--rate", "-1"], ["rate"]),
      (["plan", "--task", "chatt"], ["chatt", "chat"]),
      (["plan"], ["task"]),
      (["plan", "--task", "chat", "--privacy", "secret"], ["privacy", "on-premises"]),
    ])
  func badInput(_ words: [String], _ named: [String]) throws {
    let result = try Program.run(words)
    #expect(result.status == 2 && result.stdout.isEmpty)
    for name in named { #expect(result.stderr.contains(name), "\(result.stderr)") }
  }

  @Test("A question file is read, and a misspelt field in it is named")
  func questionFile() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/question.yaml"
      try "model: llama-3.1-8b\nrate: 2/s\ninput: 512\noutput: 128\ntpot_p95: 80ms\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      let result = try Program.run(["plan", path, "--json", "--plans", "2"])
      #expect(result.status == 0, "\(result.stderr)")
      #expect((try Printed.json(result)["plans"] as? [Any])?.count == 2)
      try "model: llama-3.1-8b\nratte: 2/s\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      let wrong = try Program.run(["plan", path])
      #expect(wrong.status == 2 && wrong.stderr.contains("ratte"))
      #expect(wrong.stderr.contains("rate"))
    }
  }

  @Test("Decisions are held against measurements")
  func decisions() throws {
    let result = try Program.run([
      "validate", Printed.repository + "/Data/measured/serving_grid.csv", "--decisions", "--json",
    ])
    #expect(result.status == 0, "\(result.stderr)")
    let answer = try Printed.json(result)
    for key in [
      "groups", "decisions", "violation_rate", "violation_rate_tpot_only", "regret_mean",
      "regret_p90", "kendall_tau",
    ] {
      #expect(answer[key] is Double || answer[key] is Int, "\(key)")
    }
    #expect((answer["groups"] as? Int ?? 0) > 20)
  }
}
