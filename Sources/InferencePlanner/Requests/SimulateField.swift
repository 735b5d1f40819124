import ServingSimulator

/// The fields of a simulation's question: those of an estimate, then traffic, scheduling and run.
public enum SimulateField {
  /// Every field, in the order in which help shows them.
  public static let all: [RequestField] =
    EstimateField.all + [
      .init("rate", .text, "RATE", "Requests of all users together (8/s, 300/min)", .arrivals),
      .init(
        "arrivals", .oneOf(SimulateRequest.Arrivals.allCases.map(\.rawValue)), "KIND",
        "How requests arrive (default: poisson; closed-loop where only concurrency is given)",
        .arrivals),
      .init("burstiness", .number, "CV", "Variation of the gaps (gamma; 1 is Poisson)", .arrivals),
      .init(
        "peak_factor", .number, "RATIO", "Busiest time over the mean of a daily curve", .arrivals),
      .init("period", .text, "TIME", "Length of the daily curve (default 24h)", .arrivals),
      .init("ramp_from", .text, "RATE", "Rate at which a ramp begins", .arrivals),
      .init("ramp_over", .text, "TIME", "Time over which a ramp reaches the rate", .arrivals),
      .init(
        "turns", .whole, "N", "Turns of a conversation, each with all before it", .arrivals),
      .init(
        "think_time", .text, "TIME", "Pause of a closed loop's clients, and between turns",
        .arrivals),
      .init("trace", .path, "FILE", "Requests as they were seen somewhere (CSV, JSONL)", .arrivals),
      .init("window", .text, "FROM-TO", "The part of the trace, in seconds (0-600)", .arrivals),
      .init("workload", .text, "NAME", "Lengths of a use case (chat, rag, code …)", .arrivals),
      .init(
        "lengths", .oneOf(SimulateRequest.Lengths.allCases.map(\.rawValue)), "KIND",
        "How lengths vary about input and output", .arrivals),
      .init("input_cv", .number, "CV", "Variation of prompt lengths", .arrivals),
      .init("output_cv", .number, "CV", "Variation of answer lengths", .arrivals),
      .init("patience", .text, "TIME", "Mean time after which clients give up", .arrivals),
      .init(
        "scheduler", .oneOf(SchedulerPolicy.all.map(\.name)), "NAME",
        "Scheduler, where not the engine's of today", .scheduling),
      .init(
        "scheduling", .oneOf(SchedulerPolicy.Order.allCases.map(\.rawValue)), "ORDER",
        "What a step takes first", .scheduling),
      .init(
        "chunked_prefill", .oneOf(["on", "off"]), "ON|OFF", "Whether prompts are cut", .scheduling),
      .init(
        "prefix_caching", .oneOf(["on", "off"]), "ON|OFF",
        "Whether prompts find blocks of earlier ones, where a trace names them", .scheduling),
      .init(
        "preemption", .oneOf(SimulateRequest.Preemption.allCases.map(\.rawValue)), "WAY",
        "What becomes of a preempted cache (default: recompute)", .scheduling),
      .init(
        "swap_space", .number, "GB", "Memory of the host for caches, a device (default 4)",
        .scheduling),
      .init("host_bandwidth", .number, "GB/S", "Link from a device to its host", .scheduling),
      .init(
        "draft_tokens", .whole, "N", "Speculative decoding: tokens drafted for a step", .scheduling),
      .init(
        "acceptance", .number, "SHARE", "Probability that a drafted token is accepted (0.8)",
        .scheduling),
      .init(
        "draft_model", .text, "NAME", "Model that drafts (default: drafts are looked up, for free)",
        .scheduling),
      .init("batch_delay", .text, "TIME", "Wait of a static batch that is not full", .scheduling),
      .init("queue_limit", .whole, "N", "Most requests that wait on a replica", .scheduling),
      .init("timeout", .text, "TIME", "Time after which the server gives up", .scheduling),
      .init(
        "routing", .oneOf(Routing.allCases.map(\.rawValue)), "KIND",
        "Which replica takes a request (default: round-robin)", .scheduling),
      .init("replica_weights", .text, "LIST", "Weights of the replicas (2,1,1)", .scheduling),
      .init(
        "autoscale", .text, "MIN-MAX", "Replicas that come and go with the load (0-8)", .scheduling),
      .init(
        "scale_schedule", .text, "LIST", "Least replicas from times of a period on (8h=6,20h=2)",
        .scheduling),
      .init(
        "scale_ahead", .flag, "", "Order replicas for the load that its trend announces",
        .scheduling),
      .init("scale_target", .number, "N", "Requests in flight a replica aimed at", .scheduling),
      .init("cold_start", .text, "TIME", "From ordering a replica to its start", .scheduling),
      .init("prefill_replicas", .whole, "N", "Replicas for prompts alone", .scheduling),
      .init(
        "kv_bandwidth", .number, "GB/S", "Link over which they send caches", .scheduling),
      .init("mtbf", .text, "TIME", "Mean life of a replica: failures, spot", .scheduling),
      .init("recovery", .text, "TIME", "Until an interrupted replica is back", .scheduling),
      .init(
        "pools", .text, "LIST",
        "Further, unlike replicas beside these (hardware=L40S,replicas=2; …)", .cluster),
      .init(
        "tiers", .text, "LIST",
        "Classes of requests and who serves them (name=simple,share=60%,hardware=4090; "
          + "name=complex,share=40%,api=gpt-5-mini,ttft=600ms,tpot=15ms)", .cluster),
      .init(
        "fallback_queue", .whole, "N", "Waiting on each replica: go to the next tier", .cluster),
      .init("fallback_wait", .text, "TIME", "Time in a queue: go to the next tier", .cluster),
      .init("response_cache", .text, "SHARE", "Requests that a cache answers (20%)", .cluster),
      .init("response_cache_time", .text, "TIME", "How long that takes (20ms)", .cluster),
      .init(
        "profile", .path, "FILE", "Measured step times in the place of the step function (CSV)",
        .run),
      .init("requests", .whole, "N", "Requests to play (default 10000, or the trace)", .run),
      .init("duration", .text, "TIME", "Time in which requests arrive", .run),
      .init("seed", .whole, "N", "What random numbers start from (default 1)", .run),
      .init(
        "warm_up", .text, "SHARE", "First requests that latencies leave out (5%, auto: MSER-5)",
        .run),
      .init("replications", .whole, "N", "Independent runs, for intervals (default 1)", .run),
      .init("overload", .flag, "", "Play it even where requests outrun the deployment", .run),
      .init("slo", .text, "LIST", "What to keep: ttft.p95=1s,tpot.p95=50ms", .run),
      .init(
        "find", .oneOf(SimulateRequest.Search.allCases.map(\.rawValue)), "WHAT",
        "The highest rate, or the fewest replicas, that keep the SLO", .run),
    ]
}

extension RequestField.Section {
  static let arrivals = RequestField.Section("Users")
  static let scheduling = RequestField.Section("Scheduling")
  static let cluster = RequestField.Section("Pools and tiers")
  static let run = RequestField.Section("Run")
}
