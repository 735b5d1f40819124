import StructuredText

/// Fields of `inferplan.plan/1`.
enum PlanFields {
  /// The load that a plan was made for.
  struct Question {
    var input: Int
    var output: Int
    var peakRate: Double
    var meanRate: Double

    func scaled(_ share: Double) -> Question {
      Question(
        input: input, output: output, peakRate: peakRate * share, meanRate: meanRate * share)
    }
  }

  static func question(_ given: FieldReader) throws(StructuredTextError) -> Question {
    var reader = given
    let input = try reader.require(
      "input_tokens", try reader.number("input_tokens", in: 0...1e9))
    let output = try reader.require(
      "output_tokens", try reader.number("output_tokens", in: 0...1e9))
    let peak = try reader.require(
      "peak_requests_per_second", try reader.number("peak_requests_per_second", in: 0...1e9))
    return Question(
      input: Int(input.rounded()), output: Int(output.rounded()), peakRate: peak,
      meanRate: try reader.number("mean_requests_per_second", in: 0...1e9) ?? peak)
  }

  static func plan(
    _ given: FieldReader, _ question: Question, origin: String
  ) throws(StructuredTextError) -> LaunchPlan {
    var reader = given
    var plan = LaunchPlan(
      model: try Shared.model(&reader),
      means: .service(PlannedService(provider: "")),
      forecast: PlannedForecast(
        origin: origin, inputTokens: question.input, outputTokens: question.output,
        peakRate: question.peakRate, meanRate: question.meanRate,
        ttft: try latency(&reader, "ttft_ms"), tpot: try latency(&reader, "tpot_ms"),
        endToEnd: try latency(&reader, "e2e_ms"), isPercentile: true,
        maximumRate: try reader.number("maximum_requests_per_second", in: 0...1e12),
        monthlyCost: try reader.number("monthly_usd"),
        costPerMillionOutputTokens: try reader.number("usd_per_million_output_tokens")))
    let payment = try reader.require("payment", try reader.string("payment"))
    if payment == "api" {
      plan.means = .service(
        PlannedService(
          provider: try reader.require("provider", try reader.string("provider")),
          providerKey: try reader.string("provider_key")))
    } else {
      plan.means = .server(try server(&reader, payment: payment))
    }
    return plan
  }

  private static func server(
    _ reader: inout FieldReader, payment: String
  ) throws(StructuredTextError) -> PlannedServer {
    var server = try Shared.server(&reader)
    server.replicas = try reader.require(
      "replicas", try reader.integer("replicas", in: 1...1_000_000))
    server.machines = try reader.integer("machines", in: 1...1_000_000) ?? server.replicas
    server.spareMachines = try reader.integer("spare_machines", in: 0...1_000_000) ?? 0
    server.place = PlannedServer.Place(
      payment: payment, provider: try reader.string("provider"),
      instance: try reader.string("instance_type"), region: try reader.string("region"),
      devices: try reader.number("devices_per_machine", in: 0...1024).map { max(1, Int($0)) })
    if let prefill = try reader.integer("prefill_workers", in: 1...1024) {
      server.layout.split = PlannedServer.Layout.Split(
        prefill: prefill,
        decode: try reader.require(
          "decode_workers", try reader.integer("decode_workers", in: 1...1024)))
    }
    var settings = try reader.require("settings", try reader.group("settings"))
    server.settings = PlannedServer.Settings(
      context: try settings.require(
        "max_model_len", try settings.integer("max_model_len", in: 1...1_000_000_000)),
      sequences: try settings.require(
        "max_num_seqs", try settings.integer("max_num_seqs", in: 1...10_000_000)),
      batchedTokens: try settings.integer("max_num_batched_tokens", in: 1...1_000_000_000),
      memoryFraction: try settings.number("gpu_memory_utilization", in: 0...1),
      prefixCaching: try settings.bool("prefix_caching"))
    return server
  }

  private static func latency(
    _ reader: inout FieldReader, _ field: String
  ) throws(StructuredTextError) -> PlannedForecast.Latency? {
    guard var group = try reader.group(field) else { return nil }
    return PlannedForecast.Latency(
      value: try group.require("p95", try group.number("p95")),
      low: try group.number("p95_low"), high: try group.number("p95_high"))
  }
}

/// Fields that plans and estimates share.
enum Shared {
  static func model(_ reader: inout FieldReader) throws(StructuredTextError) -> String {
    try reader.require("model", try reader.string("model"))
  }

  /// What runs where, on one machine with an engine's defaults.
  static func server(_ reader: inout FieldReader) throws(StructuredTextError) -> PlannedServer {
    let hardware = try reader.require("hardware", try reader.string("hardware"))
    return PlannedServer(
      engine: try reader.require("engine", try reader.string("engine")),
      weights: try reader.require("weights", try reader.string("weights")),
      weightsAreNative: try reader.bool("weights_are_native"),
      kvCache: try reader.string("kv_cache") ?? "f16", hardware: hardware,
      hardwareName: try reader.string("hardware_name") ?? hardware,
      platform: try reader.string("platform") ?? "cuda",
      layout: PlannedServer.Layout(
        tensor: try size(&reader, "tensor_parallel"),
        pipeline: try size(&reader, "pipeline_parallel"),
        attentionData: try size(&reader, "attention_data_parallel"),
        isExpertParallel: try reader.bool("expert_parallel") ?? false),
      replicas: 1, machines: 1, spareMachines: 0, place: PlannedServer.Place(),
      settings: PlannedServer.Settings(context: 1, sequences: 1))
  }

  private static func size(
    _ reader: inout FieldReader, _ field: String
  ) throws(StructuredTextError) -> Int {
    try reader.require(field, try reader.integer(field, in: 1...1024))
  }
}
