/// `python3 -m sglang.launch_server` (https://docs.sglang.ai/advanced_features/server_arguments.html).
enum SGLangServer {
  static func replica(_ job: ExportJob, _ server: PlannedServer) throws(ExportError)
    -> ReplicaServer
  {
    guard let split = server.layout.split else {
      return ReplicaServer(processes: [
        ServerProcess(
          name: "server", arguments: arguments(job, server, port: ReplicaServer.port))
      ])
    }
    // https://docs.sglang.ai/advanced_features/pd_disaggregation.html
    var processes: [ServerProcess] = []
    var router: [Argument] = [
      .word("python3"), .option("-m", "sglang_router.launch_router"), .flag("--pd-disaggregation"),
      .option("--host", "0.0.0.0"), .option("--port", String(ReplicaServer.port)),
    ]
    for worker in EngineServer.workers(split, server.layout) {
      let port = ReplicaServer.port + 100 + worker.index
      let meeting = String(8998 + worker.index)
      var arguments = self.arguments(job, server, port: port)
      arguments += [
        .option("--disaggregation-mode", worker.isPrefill ? "prefill" : "decode"),
        .option("--disaggregation-transfer-backend", "nixl"),
      ]
      let url = "http://127.0.0.1:\(port)"
      if worker.isPrefill {
        arguments.append(.option("--disaggregation-bootstrap-port", meeting))
        router += [.option("--prefill", url), .word(meeting)]
      } else {
        router.append(.option("--decode", url))
      }
      processes.append(
        ServerProcess(name: worker.name, arguments: arguments, devices: worker.devices))
    }
    return ReplicaServer(processes: processes + [ServerProcess(name: "router", arguments: router)])
  }

  /// https://docs.sglang.ai/advanced_features/speculative_decoding.html
  private static func speculation(_ drafts: ExportOptions.Drafts) -> [Argument] {
    guard let model = drafts.model else {
      return [
        .option("--speculative-algorithm", "NGRAM"),
        .option("--speculative-num-draft-tokens", String(drafts.tokens)),
      ]
    }
    // One chain of drafts: the token that the step makes itself counts among them.
    return [
      .option("--speculative-algorithm", "STANDALONE"),
      .option("--speculative-draft-model-path", model),
      .option("--speculative-num-steps", String(drafts.tokens)),
      .option("--speculative-eagle-topk", "1"),
      .option("--speculative-num-draft-tokens", String(drafts.tokens + 1)),
    ]
  }

  private static func arguments(
    _ job: ExportJob, _ server: PlannedServer, port: Int
  ) -> [Argument] {
    let settings = server.settings, layout = server.layout
    var all: [Argument] = [
      .word("python3"), .option("-m", "sglang.launch_server"),
      .option("--model-path", job.weights), .option("--served-model-name", job.plan.model),
      .option("--host", "0.0.0.0"), .option("--port", String(port)),
      .option("--context-length", String(settings.context)),
      .option("--max-running-requests", String(settings.sequences)),
    ]
    if let tokens = settings.batchedTokens {
      all.append(.option("--chunked-prefill-size", String(tokens)))
    }
    if let share = settings.memoryFraction {
      all.append(.option("--mem-fraction-static", Text.number(share)))
    }
    all.append(
      .option("--kv-cache-dtype", server.kvCache.hasPrefix("fp8") ? "fp8_e4m3" : "auto"))
    // SGLang counts the copies of the attention part within its tensor parallelism.
    let tensor = layout.tensor * layout.attentionData
    all.append(.option("--tp-size", String(tensor)))
    if layout.pipeline > 1 { all.append(.option("--pp-size", String(layout.pipeline))) }
    if layout.attentionData > 1 {
      all.append(.option("--attn-dp-size", String(layout.attentionData)))
    }
    if layout.isExpertParallel { all.append(.option("--ep-size", String(tensor))) }
    if let method = Quantization.sglang(server, hasCheckpoint: job.hasCheckpoint) {
      all.append(.option("--quantization", method))
    }
    if settings.prefixCaching == false { all.append(.flag("--disable-radix-cache")) }
    if let drafts = job.options.drafts { all += speculation(drafts) }
    return all
  }
}
