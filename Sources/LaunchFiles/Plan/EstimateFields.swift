import StructuredText

/// Fields of `inferplan.estimate/1`.
enum EstimateFields {
  static func plan(_ document: Value, name: String) throws(StructuredTextError) -> LaunchPlan {
    var root = try FieldReader(document)
    var deployment = try root.require("deployment", try root.group("deployment"))
    var workload = try root.require("workload", try root.group("workload"))
    var results = try root.require("results", try root.group("results"))
    let model = try Shared.model(&deployment)
    var server = try Shared.server(&deployment)
    server.replicas = try deployment.integer("replicas", in: 1...1_000_000) ?? 1
    server.machines = server.replicas
    let input = try workload.require("input", try workload.integer("input"))
    let output = try workload.require("output", try workload.integer("output"))
    let concurrency = try workload.require(
      "concurrency", try workload.integer("concurrency", in: 1...10_000_000))
    let cached = try workload.integer("cached_input") ?? 0
    server.settings = PlannedServer.Settings(
      context: context(input: input, output: output), sequences: concurrency,
      prefixCaching: cached > 0)
    var latency = try results.group("latency")
    var throughput = try results.group("throughput")
    var cost = try results.group("cost")
    func milliseconds(_ field: String) throws(StructuredTextError) -> PlannedForecast.Latency? {
      try latency?.number(field).map { PlannedForecast.Latency(value: $0) }
    }
    let rate = try workload.number("requests_per_hour", in: 0...1e12).map { $0 / 3600 }
    return LaunchPlan(
      model: model, means: .server(server),
      forecast: PlannedForecast(
        origin: "the estimate in \(name)", inputTokens: input, outputTokens: output,
        peakRate: rate, meanRate: rate, concurrency: concurrency,
        ttft: try milliseconds("ttft_ms"), tpot: try milliseconds("tpot_ms"),
        endToEnd: try milliseconds("e2e_ms"), isPercentile: false,
        maximumRate: try throughput?.number("full_load_requests_per_second").map {
          $0 * Double(server.replicas)
        },
        monthlyCost: try cost?.number("monthly_cost"),
        costPerMillionOutputTokens: try cost?.number("cost_per_million_output_tokens")))
  }

  /// Room for a request and a quarter more, in steps of 1,024 tokens, as plans have it.
  private static func context(input: Int, output: Int) -> Int {
    let tokens = Double(max(1, input)) + Double(max(1, output))
    return Int((tokens * 1.25 / 1024).rounded(.up)) * 1024
  }
}
