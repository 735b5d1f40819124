import LoadGenerator

/// The latencies that are published, and whose word each of them is.
struct Latency: Sendable {
  let name: String
  /// The name in JSON.
  let key: String
  let sample: @Sendable (LoadSummary) -> SampleStatistics?

  static let all = [
    Latency(name: "TTFT", key: "ttft_ms") { $0.timeToFirstToken },
    Latency(name: "TPOT", key: "tpot_ms") { $0.timePerOutputToken },
    Latency(name: "ITL", key: "itl_ms") { $0.interTokenLatency },
    Latency(name: "NTPOT", key: "ntpot_ms") { $0.normalizedTime },
    Latency(name: "end to end", key: "e2e_ms") { $0.endToEnd },
  ]

  /// What the names mean here and elsewhere; tools use the same words for different things.
  static let definitions = [
    "TTFT: from when a request was due to the first chunk with text (vLLM bench, GuideLLM, AIPerf "
      + "and inference-perf agree)",
    "TPOT: (end to end − TTFT) / (tokens − 1); vLLM bench and inference-perf call it TPOT, "
      + "GuideLLM and AIPerf ITL",
    "ITL: gaps between chunks, pooled over requests; vLLM bench and inference-perf call it ITL, "
      + "AIPerf ICL",
    "NTPOT: end to end / tokens; inference-perf's word, GuideLLM calls it TPOT",
  ]
}
