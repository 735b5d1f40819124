import StructuredText

/// `vllm serve` (https://docs.vllm.ai/en/latest/configuration/serve_args.html).
enum VLLMServer {
  static func replica(_ job: ExportJob, _ server: PlannedServer) throws(ExportError)
    -> ReplicaServer
  {
    if let missing = Quantization.missingInVLLM(server) {
      throw .cannotRun(
        job.format, reason: "vLLM reads no \(missing) without a plug-in",
        instead: "plan with --weights bf16,fp8,awq-int4, or with --engines llama.cpp,sglang")
    }
    guard let split = server.layout.split else {
      return ReplicaServer(processes: [
        ServerProcess(
          name: "server", arguments: try arguments(job, server, port: ReplicaServer.port))
      ])
    }
    // Caches cross between the workers by NIXL
    // (https://docs.vllm.ai/en/latest/features/nixl_connector_usage.html).
    var processes: [ServerProcess] = []
    var router: [Argument] = [
      .word("vllm-router"), .flag("--vllm-pd-disaggregation"), .option("--host", "0.0.0.0"),
      .option("--port", String(ReplicaServer.port)),
    ]
    for worker in EngineServer.workers(split, server.layout) {
      let port = ReplicaServer.port + 100 + worker.index
      processes.append(
        ServerProcess(
          name: worker.name,
          arguments: try arguments(job, server, port: port) + [
            .option("--kv-transfer-config", try Text.json(kvTransfer))
          ],
          environment: [("VLLM_NIXL_SIDE_CHANNEL_PORT", String(5600 + 8 * worker.index))],
          devices: worker.devices))
      router.append(
        .option(worker.isPrefill ? "--prefill" : "--decode", "http://127.0.0.1:\(port)"))
    }
    return ReplicaServer(processes: processes + [ServerProcess(name: "router", arguments: router)])
  }

  static let kvTransfer: YAMLNode = ["kv_connector": "NixlConnector", "kv_role": "kv_both"]

  private static func arguments(
    _ job: ExportJob, _ server: PlannedServer, port: Int
  ) throws(ExportError) -> [Argument] {
    var all: [Argument] = [
      .word("vllm"), .word("serve"), .word(job.weights),
      .option("--served-model-name", job.plan.model), .option("--host", "0.0.0.0"),
      .option("--port", String(port)),
    ]
    for (name, value) in settings(job, server) {
      let option = "--" + name.replacing("_", with: "-")
      switch value {
      case .bool(true): all.append(.flag(option))
      case .bool(false): all.append(.flag("--no-" + option.dropFirst(2)))
      case .integer(let whole): all.append(.option(option, String(whole)))
      case .number(let number): all.append(.option(option, Text.number(number)))
      case .text(let text): all.append(.option(option, text))
      case .list, .fields: all.append(.option(option, try Text.json(value)))
      case .null: continue
      }
    }
    return all
  }

  /// What the plan says, under the names of vLLM's engine arguments.
  static func settings(_ job: ExportJob, _ server: PlannedServer) -> [(String, YAMLNode)] {
    let settings = server.settings, layout = server.layout
    var all: [(String, YAMLNode)] = [
      ("max_model_len", .integer(settings.context)),
      ("max_num_seqs", .integer(EngineServer.sequences(server))),
    ]
    func add(_ name: String, _ value: YAMLNode?) {
      if let value { all.append((name, value)) }
    }
    add("max_num_batched_tokens", settings.batchedTokens.map { .integer($0) })
    if server.platform != "cpu" {
      add("gpu_memory_utilization", settings.memoryFraction.map { .number($0) })
    }
    add("kv_cache_dtype", .text(kvCache(server)))
    add("tensor_parallel_size", .integer(layout.tensor))
    if layout.pipeline > 1 { add("pipeline_parallel_size", .integer(layout.pipeline)) }
    if layout.attentionData > 1 { add("data_parallel_size", .integer(layout.attentionData)) }
    if layout.isExpertParallel { add("enable_expert_parallel", true) }
    add(
      "quantization",
      Quantization.vllm(server, hasCheckpoint: job.hasCheckpoint).map { .text($0) })
    add("enable_prefix_caching", settings.prefixCaching.map { .bool($0) })
    // https://docs.vllm.ai/en/latest/features/spec_decode
    add(
      "speculative_config",
      job.options.drafts.map { drafts in
        .present([
          ("method", drafts.model == nil ? "ngram" : "draft_model"),
          ("model", drafts.model.map { .text($0) }),
          ("num_speculative_tokens", .integer(drafts.tokens)),
          ("prompt_lookup_max", drafts.model == nil ? 4 : nil),
        ])
      })
    return all
  }

  private static func kvCache(_ server: PlannedServer) -> String {
    server.kvCache.hasPrefix("fp8") ? "fp8" : "auto"
  }
}
