import Catalog
import InferencePlanner
import PerformanceModel
import PlanSearch
import Presentation
import Quantities
import StructuredText
import Testing

/// Reading the catalogs takes longer than any plan: all tests share one reading.
private let sharedPlanner = Result { () throws(PlannerError) in
  let files: CatalogFiles
  do throws(CatalogError) { files = try CatalogFiles() } catch { throw .catalog(error) }
  return try Planner(files)
}

func plan(_ fields: [String: Value]) throws -> PlanOutcome {
  try sharedPlanner.get().plan(planRequest(fields))
}

@Suite struct PlanTests {
  static let open: [String: Value] = [
    "task": .string("chatbot"), "requests_per_hour": .number(1000), "e2e_p95": .string("8s"),
  ]
  static let fixed: [String: Value] = [
    "model": .string("meta-llama/Llama-3.3-70B-Instruct"), "input": .number(2048),
    "output": .number(256), "rate": .string("5/s"), "ttft_p95": .string("2s"),
    "tpot_p95": .string("60ms"),
  ]

  @Test("Every plan meets every requirement that was stated", arguments: [open, fixed])
  func plansHold(_ fields: [String: Value]) throws {
    let outcome = try plan(fields)
    try #require(outcome.isFeasible)
    for plan in outcome.plans {
      #expect(plan.checks.allSatisfy { $0.isMet }, "\(plan.summary): \(plan.checks)")
      for check in plan.checks where check.margin.isFinite {
        #expect(check.margin > -0.02, "\(plan.summary): \(check)")
      }
    }
  }

  @Test("A plan costs what its own arithmetic says", arguments: [open, fixed])
  func costsAgree(_ fields: [String: Value]) throws {
    for plan in try plan(fields).plans {
      let cost = try #require(plan.cost?.perMonth, "\(plan.summary)").value
      #expect(abs(cost / plan.candidate.monthly - 1) < 0.02, "\(plan.summary)")
    }
  }

  @Test("The simulator finds latencies near the approximation's", arguments: [open, fixed])
  func simulatedAlike(_ fields: [String: Value]) throws {
    for plan in try plan(fields).plans where plan.serving != nil {
      let played = try #require(plan.simulated, "\(plan.summary)").latency(.e2e, 0.95)
      let approximated = try #require(plan.latency(.e2e, 0.95))
      #expect(played / approximated > 0.7 && played / approximated < 1.4, "\(plan.summary)")
    }
  }

  @Test("What an earlier question has found does not change an answer")
  func remembered() throws {
    let remembering = try Planner(CatalogFiles(), remembering: SearchMemory(most: 2))
    for (rate, output) in [(1000.0, 256.0), (1300, 256), (40_000, 256), (1000, 200), (900, 256)] {
      var fields = Self.fixed
      fields["rate"] = nil
      fields["requests_per_hour"] = .number(rate)
      fields["output"] = .number(output)
      let kept = PlanAnswer(try remembering.plan(planRequest(fields)))
      #expect(try JSONBytes.encode(kept) == JSONBytes.encode(PlanAnswer(plan(fields))))
    }
  }

  @Test("Plans are no near-copies of each other")
  func plansDiffer() throws {
    let plans = try plan(Self.open).plans
    #expect(plans.count == 5)
    #expect(Set(plans.map { $0.what + $0.place + $0.candidate.payment.rawValue }).count == 5)
  }

  @Test("More traffic never costs less, a tighter limit never costs less")
  func monotone() throws {
    var before = 0.0
    for rate in [0.5, 2, 8, 32] {
      var fields = Self.fixed
      fields["rate"] = .number(rate)
      fields["prefer"] = .string("cost")
      let monthly = try #require(plan(fields).plans.first).candidate.monthly
      #expect(monthly >= before * 0.999)
      before = monthly
    }
    before = .infinity
    for limit in ["40ms", "60ms", "100ms", "300ms"] {
      var fields = Self.fixed
      fields["tpot_p95"] = .string(limit)
      fields["prefer"] = .string("cost")
      let monthly = try plan(fields).plans.first?.candidate.monthly ?? .infinity
      #expect(monthly <= before * 1.03, "\(limit)")
      before = monthly
    }
  }

  @Test("What cannot be met says what would help, the cheapest first")
  func wayOut() throws {
    var fields = Self.fixed
    fields["budget"] = .string("50/month")
    let outcome = try plan(fields)
    #expect(!outcome.isFeasible)
    let first = try #require(outcome.relaxations.first)
    #expect(first.change.contains("budget"))
    let costs = outcome.relaxations.map(\.plan.candidate.monthly)
    #expect(costs == costs.sorted())
    // The way out is one: with it the question has an answer.
    fields["budget"] = .number(first.plan.candidate.monthly * 1.001)
    #expect(try plan(fields).isFeasible)
  }

  @Test("An impossible latency names the limit that would do")
  func impossibleLatency() throws {
    var fields = Self.fixed
    fields["tpot_p95"] = .string("0.5ms")
    let outcome = try plan(fields)
    #expect(!outcome.isFeasible)
    #expect(outcome.relaxations.contains { $0.change.contains("TPOT p95") })
  }

  @Test("Where no single relaxation is enough, one and the budget are")
  func twoWaysOut() throws {
    var fields = Self.fixed
    fields["tpot_p95"] = .string("0.5ms")
    fields["budget"] = .string("1/month")
    let outcome = try plan(fields)
    #expect(!outcome.isFeasible)
    #expect(!outcome.relaxations.isEmpty)
    for relaxation in outcome.relaxations {
      #expect(relaxation.change.contains("a month instead of"), "\(relaxation.change)")
      #expect(relaxation.change.contains(", and a budget of"), "\(relaxation.change)")
    }
    let searched = outcome.removed.filter { entry in
      entry.constraint != .budget && entry.constraint != .offer
    }
    #expect(searched.reduce(0) { $0 + $1.count } <= outcome.considered)
  }

  @Test("Own hardware is used and nothing else")
  func inHand() throws {
    let outcome = try plan([
      "hardware": .string("2x RTX 4090"), "task": .string("code-assistant"),
      "offline": .bool(true), "tpot_p95": .string("50ms"),
    ])
    try #require(outcome.isFeasible)
    for plan in outcome.plans {
      let serving = try #require(plan.serving)
      #expect(serving.deployment.accelerator.id.contains("4090"))
      #expect(serving.deployment.parallelism.devices * plan.candidate.replicas <= 2)
      #expect(plan.candidate.payment == .inHand)
    }
  }

  @Test("Privacy keeps prompts where they may be", arguments: ["no-api", "on-premises"])
  func privacy(_ privacy: String) throws {
    var fields = Self.open
    fields["privacy"] = .string(privacy)
    for plan in try plan(fields).plans {
      #expect(plan.candidate.payment != .api)
      if privacy == "on-premises" { #expect(plan.candidate.payment == .owned) }
    }
  }

  @Test("Without infrastructure nothing is run, with little no servers are bought")
  func infrastructure() throws {
    var fields = Self.open
    fields["infrastructure"] = .string("none")
    for plan in try plan(fields).plans {
      #expect([Payment.api, .serverless].contains(plan.candidate.payment))
    }
    fields = Self.fixed
    fields["payments"] = .string("owned")
    fields["infrastructure"] = .string("basic")
    for plan in try plan(fields).plans {
      #expect(plan.serving?.deployment.accelerator.kind != .datacenterGPU)
    }
  }

  @Test("A tight time per token takes workers of their own for prompts, and saves devices by it")
  func splitPhases() throws {
    let fields: [String: Value] = [
      "model": .string("Qwen/Qwen3-32B"), "weights": .string("fp8"),
      "accelerators": .string("H100-SXM-80GB"), "input": .number(8192), "output": .number(256),
      "rate": .string("20/s"), "ttft_p95": .string("4s"), "tpot_p95": .string("12ms"),
      "payments": .string("owned"), "plans": .number(1),
    ]
    let best = try #require(try plan(fields).plans.first)
    let serving = try #require(best.serving)
    let split = try #require(serving.split)
    #expect(
      best.candidate.devicesPerReplica == split.workers * serving.deployment.parallelism.devices)
    #expect(best.candidate.devicesPerReplica <= 8, "caches cross the fast link of one machine")
    let played = try #require(best.simulated)
    #expect(played.latency(.tpot, 0.95) <= Seconds(0.012))
    #expect(played.latency(.ttft, 0.95) <= Seconds(4))
  }

  @Test("A survey plans every setting for its own load, and names what does not hold")
  func survey() throws {
    var fields = Self.open
    fields["survey"] = .bool(true)
    let survey = try #require(try plan(fields).survey)
    #expect(Set(survey.entries.map(\.setting.group)) == Set(DeploymentSetting.Group.allCases))
    for entry in survey.entries {
      guard let plan = entry.plan else { continue }
      if !entry.setting.kinds.isEmpty, let serving = plan.serving {
        #expect(entry.setting.kinds.contains(serving.deployment.accelerator.kind))
      }
      if !entry.setting.payments.isEmpty {
        #expect(entry.setting.payments.contains(plan.candidate.payment.rawValue))
      }
      if let serving = plan.serving {
        #expect(serving.maximumRate * Double(plan.candidate.replicas) >= entry.rate * 0.999)
      }
    }
    let owned = survey.entries.filter { $0.setting.payments == ["owned"] }
      .compactMap { entry in entry.plan.map { (entry.rate, $0.candidate.monthly) } }
    #expect(zip(owned, owned.dropFirst()).allSatisfy { $0.0 < $1.0 && $0.1 <= $1.1 })
  }

  @Test("Availability takes spare machines")
  func spares() throws {
    var fields = Self.fixed
    fields["availability"] = .string("99.99%")
    let spared = try plan(fields)
    #expect(spared.plans.allSatisfy { $0.candidate.payment == .api || $0.candidate.spares > 0 })
    let plain = try #require(try plan(Self.fixed).plans.first)
    #expect(try #require(spared.plans.first).candidate.monthly >= plain.candidate.monthly)
  }

  @Test("A model nobody has scored does not pass a floor")
  func unknownQuality() throws {
    let outcome = try plan([
      "task": .string("chat"), "quality": .string("advanced"), "rate": .string("1/s"),
    ])
    for plan in outcome.plans { #expect(plan.candidate.quality != nil) }
    #expect(outcome.removed.contains { $0.constraint == .unknownQuality && $0.count > 0 })
  }

  @Test(
    "Names that nothing answers to are errors",
    arguments: [
      ["task": Value.string("telepathy")], ["model": .string("no-such-model-at-all")],
      ["task": .string("chat"), "hardware": .string("RTX 9999 Ultra Max")],
      ["task": .string("chat"), "providers": .string("acme-cloud")],
      ["task": .string("chat"), "engines": .string("warp-drive")],
      ["task": .string("chat"), "quality": .string("superb")], [:],
      ["preset": .string("no-such-preset")],
    ])
  func unknownNames(_ fields: [String: Value]) {
    #expect(throws: PlannerError.self) { try plan(fields) }
  }

  @Test(
    "Every preset is answered, by plans or by a way out",
    arguments: try PlanPreset.load(CatalogFiles()).map(\.id))
  func presets(_ name: String) throws {
    let outcome = try plan(["preset": .string(name)])
    #expect(outcome.isFeasible || !outcome.relaxations.isEmpty, "\(name)")
    #expect(!outcome.corrections.isEmpty)
    let text = PlanReport.document(outcome).plainText(width: 100)
    try Snapshot.check(text, "plan-\(name).txt")
  }
}
