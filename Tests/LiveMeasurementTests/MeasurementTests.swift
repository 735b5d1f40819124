import Foundation
import InferencePlanner
import LoadGenerator
import MeasurementStore
import Presentation
import Quantities
import ServingSimulator
import StructuredText
import TestSupport
import Testing

@testable import LiveMeasurement

@Suite("Measurements and what is made of them", .serialized)
struct MeasurementTests {
  private func generator(_ server: FakeServer, _ model: String = "steady") throws -> LoadGenerator {
    LoadGenerator(
      try EndpointAddress(server.url), shape: RequestShape(endpoint: .chat, model: model),
      limits: RequestLimits(firstToken: Seconds(2), stall: Seconds(1), total: Seconds(5)))
  }

  @Test("Levels are measured one after the other and kept as they end")
  func levels() throws {
    try withTemporaryFolder { folder in
      let server = try FakeServer(ttft: 10, itl: 2)
      let store = try MeasurementStore(path: folder + "/m.db")
      let plan = LoadPlan(
        levels: [.concurrency(1), .rate(50)], input: .fixed(16), output: .fixed(4), requests: 12,
        objectives: try Objectives.read("ttft.p95=5s"))
      let outcome = try Measurer(
        try generator(server), plan: plan, store: store, setup: ["hardware": .string("x")]
      ).run()
      #expect(outcome.isWhole && outcome.keepsObjectives && outcome.levels.count == 2)
      let stored = MeasurementOutcome(try store.run("last"))
      #expect(stored.levels.map(\.summary) == outcome.levels.map(\.summary))
      #expect(stored.setup == outcome.setup && stored.isWhole)
      // Another run beside it: nothing but chance differs.
      let comparison = RunComparison(stored, outcome)
      #expect(!comparison.lines.isEmpty && comparison.lines.allSatisfy { $0.ratio == 1 })
    }
  }

  @Test("The knee is where throughput over latency is largest; goodput lies between two rates")
  func searches() throws {
    let server = try FakeServer(ttft: 5, itl: 1)
    let knee = try Measurer(
      try generator(server),
      plan: LoadPlan(
        levels: [], input: .fixed(8), output: .fixed(3), requests: 16, search: .knee),
      store: nil, setup: [:]
    ).run()
    guard case .knee(let concurrency, let around)? = knee.found else {
      Issue.record("nothing was found")
      return
    }
    #expect(concurrency >= 1 && around.contains(concurrency))
    // Every rate takes longer than a millisecond to a first token: the search ends all the same.
    let none = try Measurer(
      try generator(server),
      plan: LoadPlan(
        levels: [], input: .fixed(8), output: .fixed(3), requests: 6,
        objectives: try Objectives.read("ttft.p95=1ms"), search: .goodput), store: nil, setup: [:]
    ).run()
    guard case .goodput(nil, .some)? = none.found else {
      Issue.record("\(String(describing: none.found))")
      return
    }
    #expect(!none.keepsObjectives)
  }

  @Test("The search for goodput closes in on the limit")
  func bracket() {
    // A server that keeps its promise up to 10 requests a second.
    var levels: [MeasuredLevel] = []
    while let next = LoadSearch.next(.goodput, after: levels) {
      let isKept = next.kind != "rate" || next.amount <= 10
      let objectives = [ServiceObjective(.firstToken, .mean, limit: Seconds(1))]
      let stored = Runs.level(concurrency: 1, ttft: isKept ? 0.5 : 2, tpot: 0.01, output: 11)
      var level = stored
      level.kind = next.kind
      level.amount = next.amount
      levels.append(
        MeasuredLevel(
          level: level, summary: LoadSummary(level.requests, warmUp: 0, objectives: objectives)))
    }
    guard case .goodput(let kept?, let missed?)? = LoadSearch.found(.goodput, in: levels) else {
      Issue.record("nothing was found")
      return
    }
    #expect(kept <= 10 && missed > 10 && missed / kept <= 1.1 && levels.count <= LoadSearch.limit)
  }

  private static let forecast = """
    {"schema": "inferplan.estimate/1",
     "deployment": {"model": "llama-3.2-1b", "hardware": "ryzen-5800x", "engine": "llama.cpp",
       "weights": "gguf-q4_k_m", "kv_cache": "fp16", "devices_per_replica": 1, "replicas": 1},
     "workload": {"input": 512, "output": 33, "concurrency": 2},
     "results": {"latency": {"ttft_ms": 110, "tpot_ms": 12, "e2e_ms": 494},
       "throughput": {"output_tokens_per_second": 130, "requests_per_second": 4},
       "intervals": {"ttft_ms": {"low": 90, "high": 140}, "tpot_ms": {"low": 11, "high": 13}}}}
    """

  private func figures(_ text: String) throws -> ForecastFigures {
    try withTemporaryFolder { folder in
      let path = folder + "/forecast.json"
      try Data(text.utf8).write(to: URL(filePath: path))
      return try ForecastFigures(file: path)
    }
  }

  @Test("A forecast stands beside the load that is nearest to its own")
  func against() throws {
    let outcome = MeasurementOutcome(
      Runs.run([
        Runs.level(concurrency: 1, ttft: 0.05, tpot: 0.01),
        Runs.level(concurrency: 2, ttft: 0.1, tpot: 0.01),
      ]))
    let comparison = try #require(ForecastComparison(try figures(Self.forecast), outcome))
    #expect(comparison.level.level.amount == 2 && comparison.remarks.isEmpty)
    func line(_ quantity: ForecastFigures.Quantity) throws -> ForecastComparison.Line {
      try #require(comparison.lines.first { $0.quantity == quantity })
    }
    #expect(try line(.timeToFirstToken).isInside == true)
    #expect(abs(try line(.timeToFirstToken).ratio - 1.1) < 0.01)
    #expect(try line(.timePerOutputToken).isInside == false)
    #expect(try line(.endToEnd).isInside == nil)
    let other = MeasurementOutcome(
      Runs.run([Runs.level(concurrency: 8, ttft: 0.1, tpot: 0.01, output: 100)]))
    #expect(try #require(ForecastComparison(try figures(Self.forecast), other)).remarks.count == 2)
  }

  @Test(
    "What is no forecast, or has no figures, is refused",
    arguments: [
      "{}", "[]", #"{"schema": "inferplan.estimate/1"}"#, #"{"schema": "inferplan.plan/1"}"#,
      #"{"schema": "inferplan.plan/1", "plans": []}"#, "{",
    ])
  func noForecast(text: String) {
    #expect(throws: MeasurementError.self) { try figures(text) }
  }

  @Test("Objectives are those of a client, and are read as they are written")
  func objectives() throws {
    let read = try Objectives.read("ttft.p95=1s,tpot.mean=50ms")
    #expect(try Objectives.read(Objectives.text(read)) == read)
    #expect(throws: StructuredTextError.self) { try Objectives.read("queue_wait.p95=1s") }
    #expect(throws: StructuredTextError.self) { try Objectives.read("speed=1") }
  }

  @Test("A benchmark report has the fields and units of llm-d's version 0.2.1")
  func benchmarkReport() throws {
    var outcome = MeasurementOutcome(
      Runs.run([Runs.level(concurrency: 2, ttft: 0.1, tpot: 0.01)], id: 7))
    outcome.model = "model: 'quoted' # \n- evil"
    let bytes = try BenchmarkReport.bytes(outcome, toolVersion: "1")
    let report = try Value.yaml(bytes)
    #expect(report["version"] == .string("0.2.1"))
    #expect(report["run"]?["uid"] == .string("inferplan-7-1"))
    #expect(report["run"]?["description"] == .string(outcome.model + ", concurrency 2"))
    let load = report["scenario"]?["load"]?["standardized"]
    #expect(load?["concurrency"] == .number(2) && load?["tool"] == .string("inferplan"))
    let aggregate = report["results"]?["request_performance"]?["aggregate"]
    #expect(aggregate?["requests"]?["total"] == .number(24))
    let first = aggregate?["latency"]?["time_to_first_token"]
    #expect(first?["units"] == .string("s") && abs((first?["mean"]?.double ?? 0) - 0.1) < 0.001)
    #expect(
      aggregate?["latency"]?["time_per_output_token"]?["units"] == .string("s/token"))
  }

  @Test("What a server says is printed without its control characters")
  func printable() {
    var level = Runs.level(concurrency: 1, ttft: 0.1, tpot: 0.01)
    level.requests[0].failure = .status(500)
    level.requests[0].detail = "\u{1B}[31mred"
    let text = MeasurementReport.document(MeasurementOutcome(Runs.run([level]))).plainText(
      width: 80)
    #expect(!text.contains("\u{1B}") && text.contains("red"))
  }

  @Test("This machine is measured and has the row of a device")
  func device() {
    let found = DeviceMeasurement(threads: 1)
    #expect(found.bandwidth > 1e8 && found.fp32 > 1e8 && found.memory > 1e8)
    #expect(found.row(id: "x")["platform"] == "cpu" && found.row(id: "x")["cores"] == "1")
  }
}
