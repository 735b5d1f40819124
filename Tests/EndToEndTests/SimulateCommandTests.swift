import Foundation
import TestSupport
import Testing

@Suite("inferplan simulate")
struct SimulateCommandTests {
  private static let trace = Printed.repository + "/Examples/traces/azure-conv-2023.csv"

  private func simulate(_ more: String...) throws -> Program.Result {
    try Program.run(["simulate", "--model", "llama-3.1-8b", "--hardware", "H100"] + more)
  }

  @Test("Percentiles, requests and cost of a run, the same for the same seed")
  func answer() throws {
    let result = try simulate(
      "--rate", "8/s", "--requests", "500", "--slo", "ttft.p95=5s,tpot.p95=1s", "--json")
    #expect(result.status == 0 && result.stderr.isEmpty, "\(result.stderr)")
    let answer = try Printed.json(result)
    #expect(answer["schema"] as? String == "inferplan.simulate/1")
    for key in ["ttft_ms", "tpot_ms", "e2e_ms", "queue_wait_ms"] {
      let latency = try #require(answer[key] as? [String: Double])
      let values = ["p50", "p90", "p95", "p99", "max"].compactMap { latency[$0] }
      #expect(values.count == 5 && values == values.sorted(), "\(key)")
      #expect((latency["mean"] ?? 0) > 0)
    }
    let requests = try #require(answer["requests"] as? [String: Int])
    #expect(requests["completed"] == 500 && requests["arrived"] == 500)
    #expect(
      result.stdout
        == (try simulate(
          "--rate", "480/min", "--requests", "500", "--slo", "ttft.p95=5s,tpot.p95=1s", "--json"))
        .stdout)
    #expect(
      result.stdout
        != (try simulate(
          "--rate", "8/s", "--requests", "500", "--seed", "2", "--json")).stdout)
  }

  @Test("A trace is played, its requests are written one a line, and drawn")
  func trace() throws {
    try withTemporaryFolder { folder in
      let table = folder + "/requests.csv", picture = folder + "/run.svg"
      let saved = folder + "/trace.csv"
      let result = try simulate(
        "--trace", Self.trace, "--replicas", "2", "--csv", table, "--svg", picture,
        "--save-trace", saved)
      #expect(result.status == 0 && result.stderr.isEmpty, "\(result.stderr)")
      #expect(result.stdout.contains("1,000 requests"))
      let lines = try String(contentsOf: URL(filePath: table), encoding: .utf8)
        .split(separator: "\n")
      #expect(lines.count == 1_001)
      #expect(lines.first?.hasPrefix("id,outcome,replica,input_tokens") == true)
      #expect(
        try String(contentsOf: URL(filePath: picture), encoding: .utf8).hasPrefix("<svg"))
      // What was saved plays like what it was saved from, to the rounding of its times.
      let again = try simulate("--trace", saved, "--replicas", "2", "--json")
      let first = try simulate("--trace", Self.trace, "--replicas", "2", "--json")
      let one = try Printed.json(first)["e2e_ms"] as? [String: Double]
      let two = try Printed.json(again)["e2e_ms"] as? [String: Double]
      #expect(abs((one?["mean"] ?? 0) / (two?["mean"] ?? 1) - 1) < 1e-4)
    }
  }

  @Test("The highest rate and the fewest replicas that keep an SLO")
  func search() throws {
    let rate = try Printed.json(
      try simulate(
        "--workload", "chat", "--find", "rate", "--slo", "ttft.p95=1s,tpot.p95=40ms",
        "--requests", "2000", "--json"))
    let found = try #require((rate["found"] as? [String: Double])?["rate"])
    #expect(found > 1)
    let replicas = try Printed.json(
      try simulate(
        "--workload", "chat", "--find", "replicas", "--rate", "\(found * 3)/s", "--slo",
        "ttft.p95=1s,tpot.p95=40ms", "--requests", "6000", "--json"))
    let count = try #require((replicas["found"] as? [String: Int])?["replicas"])
    #expect((2...4).contains(count))
  }

  @Test("A question file, with options in the place of its fields")
  func file() throws {
    try withTemporaryFolder { folder in
      let path = try Printed.write(
        """
        model: llama-3.1-8b
        hardware: H100
        rate: 4/s
        requests: 200
        slo: ttft.p95=2s

        """, folder + "/deployment.yaml")
      let result = try Program.run(["simulate", path, "--rate", "2/s", "--json"])
      let run = try #require(try Printed.json(result)["run"] as? [String: Any])
      #expect(run["requests_per_second"] as? Double == 2)
    }
  }

  @Test("Measured step times take the place of the step function")
  func profile() throws {
    try withTemporaryFolder { folder in
      let path = try Printed.write(
        """
        prefill_tokens,decode_batch,context_tokens,step_ms
        0,1,0,10
        0,64,0,10
        1,0,0,10
        4096,0,0,10
        """, folder + "/profile.csv")
      let result = try simulate(
        "--rate", "1/s", "--requests", "50", "--profile", path, "--warm-up", "auto", "--json")
      let answer = try Printed.json(result)
      let each = try #require(answer["tpot_ms"] as? [String: Double])
      #expect(abs((each["max"] ?? 0) - 10) < 0.01, "\(result.stderr)")
      let run = try #require(answer["run"] as? [String: Any])
      #expect((run["warm_up"] as? [String: Any])?["rule"] as? String == "MSER-5")
      let broken = try Printed.write("a,b\n1,2\n", folder + "/broken.csv")
      let refused = try simulate("--rate", "1/s", "--profile", broken)
      #expect(refused.status == 2 && refused.stderr.contains("prefill_tokens"))
    }
  }

  @Test("Speculative decoding, and preempted caches on the host")
  func speculation() throws {
    func tokens(_ more: String...) throws -> Double {
      let result = try Program.run(
        ["simulate", "--model", "llama-3.1-70b", "--hardware", "4xH100", "--concurrency", "1"]
          + ["--requests", "20", "--json"] + more)
      let answer = try Printed.json(result)
      return try #require((answer["tpot_ms"] as? [String: Double])?["mean"])
    }
    let plain = try tokens()
    #expect(
      try tokens("--draft-tokens", "4", "--acceptance", "0.8", "--draft-model", "llama-3.2-1b")
        < plain)
    let swapped = try Program.run([
      "simulate", "--model", "llama-3.1-8b", "--hardware", "L4", "--concurrency", "40",
      "--requests",
      "80", "--preemption", "swap",
    ])
    #expect(swapped.status == 0 && swapped.stdout.contains("on the host"), "\(swapped.stderr)")
  }

  @Test("Tiers of own machines, rented ones and an API, from options and from a file")
  func tiers() throws {
    let result = try simulate(
      "--rate", "3/s", "--requests", "500", "--tiers",
      "name=simple,share=60%,hardware=4090,weights=fp8,replicas=2; name=medium,share=30%; "
        + "name=complex,share=10%,api=gpt-4o,ttft=600ms,tpot=15ms", "--fallback-wait", "2s",
      "--response-cache", "20%", "--json")
    let answer = try Printed.json(result)
    let tiers = try #require(answer["tiers"] as? [[String: Any]], "\(result.stderr)")
    #expect(tiers.compactMap { $0["name"] as? String } == ["simple", "medium", "complex"])
    #expect(tiers.allSatisfy { ($0["usd"] as? Double ?? 0) > 0 })
    let requests = try #require(answer["requests"] as? [String: Int])
    #expect(requests["completed"] == 500 && (requests["response_cache"] ?? 0) > 50)
    try withTemporaryFolder { folder in
      let path = try Printed.write(
        """
        model: llama-3.1-8b
        hardware: H100
        rate: 8/s
        requests: 300
        tiers:
          - name: edge
            share: 1
            hardware: L4
          - name: cloud
            pools:
              - {hardware: H100, weight: 3}
              - {hardware: L40S, replicas: 2}
        fallback_queue: 2

        """, folder + "/tiers.yaml")
      let file = try Program.run(["simulate", path])
      #expect(file.status == 0, "\(file.stderr)")
      #expect(file.stdout.contains("cloud"))
    }
  }

  @Test("What cannot be: said at once, with the figure that says so")
  func infeasible() throws {
    let overload = try simulate("--rate", "5000/s")
    #expect(overload.status == 1 && overload.stdout.isEmpty)
    #expect(overload.stderr.contains("can serve"))
    let hopeless = try simulate("--find", "replicas", "--rate", "2/s", "--slo", "ttft.p95=1ms")
    #expect(hopeless.status == 1 && hopeless.stderr.contains("alone"))
    let missed = try simulate("--rate", "2/s", "--requests", "50", "--slo", "e2e.p99=1ms")
    #expect(missed.status == 1 && missed.stdout.contains("NO"))
    let large = try Program.run([
      "simulate", "--model", "llama-3.1-70b", "--hardware", "T4", "--rate", "1/s",
    ])
    #expect(large.status == 1 && large.stderr.contains("fits"))
  }

  @Test(
    "Bad input names what is wrong",
    arguments: [
      (["--rate", "-1"], "rate"), (["--rate", "5/s", "--slo", "ttft.p42=1s"], "ttft.p42"),
      (["--rate", "5/s", "--slo", "ttft=soon"], "slo"),
      (["--rate", "5/s", "--trace", "/no"], "/no"),
      ([], "rate"), (["--find", "rate"], "slo"), (["--rate", "5/s", "--routing", "x"], "routing"),
      (["--rate", "5/s", "--duration", "900h", "--requests", "0"], "requests"),
      (["--rate", "5/s", "--workload", "chess-boxing"], "chess-boxing"),
      (["--rate", "5/s", "--draft-tokens", "3"], "acceptance"),
      (["--rate", "5/s", "--acceptance", "0.5"], "draft_tokens"),
      (["--rate", "5/s", "--profile", "/no"], "/no"),
      (["--rate", "5/s", "--pools", "hardwre=L4"], "pools[0].hardwre"),
      (["--rate", "5/s", "--pools", "L4"], "hardware=L40S"),
      (["--rate", "5/s", "--tiers", "api=gpt-4o,share=1,ttft=1s,tpot=9ms"], "APIs"),
      (["--rate", "5/s", "--tiers", "api=gpt-4o,share=1"], "ttft"),
      (["--rate", "5/s", "--tiers", "share=0"], "share"),
      (["--rate", "5/s", "--response-cache", "120%"], "response_cache"),
      (["--rate", "5/s", "--fallback-wait", "2s"], "tiers"),
      (["--rate", "5/s", "--scale-schedule", "8h=3"], "autoscale"),
      (["--rate", "5/s", "--warm-up", "95%"], "warm_up"),
      (
        ["--rate", "5/s", "--pools", "hardware=L4", "--autoscale", "1-2", "--scale-target", "9"]
          + ["--cold-start", "1m"], "autoscale"
      ),
    ] as [([String], String)])
  func bad(arguments: [String], word: String) throws {
    let result = try Program.run(
      ["simulate", "--model", "llama-3.1-8b", "--hardware", "H100"] + arguments)
    #expect(result.status == 2 && result.stdout.isEmpty, "\(arguments)")
    #expect(result.stderr.contains(word), "\(result.stderr)")
  }
}
