import StructuredText

/// `trtllm-serve` (https://nvidia.github.io/TensorRT-LLM/commands/trtllm-serve).
enum TensorRTServer {
  static let file = "trtllm.yaml"
  static let routerFile = "disaggregated.yaml"

  static func replica(_ job: ExportJob, _ server: PlannedServer) throws(ExportError)
    -> ReplicaServer
  {
    guard server.layout.attentionData == 1 || server.layout.tensor == 1 else {
      throw .cannotRun(
        job.format, reason: "TensorRT-LLM has no copies of the attention part that are cut again",
        instead: "plan with --engines vllm,sglang")
    }
    guard let split = server.layout.split else {
      return ReplicaServer(
        processes: [
          ServerProcess(name: "server", arguments: arguments(job, port: ReplicaServer.port))
        ], configurations: [(file, try job.yaml(.fields(settings(job, server, phase: nil))))])
    }
    var urls: [Bool: [YAMLNode]] = [:]
    var processes: [ServerProcess] = []
    for worker in EngineServer.workers(split, server.layout) {
      let port = ReplicaServer.port + 100 + worker.index
      processes.append(
        ServerProcess(
          name: worker.name,
          arguments: arguments(job, port: port, file: worker.isPrefill ? prefillFile : file),
          devices: worker.devices))
      urls[worker.isPrefill, default: []].append(.text("127.0.0.1:\(port)"))
    }
    func servers(_ isPrefill: Bool) -> YAMLNode {
      let all = urls[isPrefill] ?? []
      return ["num_instances": .integer(all.count), "urls": .list(all)]
    }
    processes.append(
      ServerProcess(
        name: "router",
        arguments: [.word("trtllm-serve"), .word("disaggregated"), .option("-c", routerFile)]))
    return ReplicaServer(
      processes: processes,
      configurations: [
        (prefillFile, try job.yaml(.fields(settings(job, server, phase: .prefill)))),
        (file, try job.yaml(.fields(settings(job, server, phase: .decode)))),
        (
          routerFile,
          try job.yaml([
            "hostname": "0.0.0.0", "port": .integer(ReplicaServer.port), "backend": "pytorch",
            "context_servers": servers(true), "generation_servers": servers(false),
          ])
        ),
      ])
  }

  /// https://nvidia.github.io/TensorRT-LLM/features/speculative-decoding.html
  private static func speculation(_ drafts: ExportOptions.Drafts) -> YAMLNode {
    let length = YAMLNode.integer(drafts.tokens)
    guard let model = drafts.model else {
      return ["decoding_type": "NGram", "max_draft_len": length, "max_matching_ngram_size": 4]
    }
    return [
      "decoding_type": "Draft_Target", "max_draft_len": length,
      "speculative_model": .text(model),
    ]
  }

  private static let prefillFile = "trtllm-prefill.yaml"

  enum Phase { case prefill, decode }

  private static func arguments(
    _ job: ExportJob, port: Int, file: String = file
  ) -> [Argument] {
    [
      .word("trtllm-serve"), .word("serve"), .word(job.weights), .option("--host", "0.0.0.0"),
      .option("--port", String(port)), .option("--extra_llm_api_options", file),
    ]
  }

  /// What the plan says, under the names of the LLM API
  /// (https://nvidia.github.io/TensorRT-LLM/llm-api/reference.html).
  static func settings(
    _ job: ExportJob, _ server: PlannedServer, phase: Phase?
  ) -> [YAMLNode.Field] {
    let settings = server.settings, layout = server.layout
    var all: [YAMLNode.Field] = [
      .init("max_seq_len", .integer(settings.context)),
      .init("max_batch_size", .integer(EngineServer.sequences(server))),
    ]
    if let tokens = settings.batchedTokens { all.append(.init("max_num_tokens", .integer(tokens))) }
    let tensor = layout.tensor * layout.attentionData
    all.append(.init("tensor_parallel_size", .integer(tensor)))
    if layout.pipeline > 1 {
      all.append(.init("pipeline_parallel_size", .integer(layout.pipeline)))
    }
    if layout.attentionData > 1 { all.append(.init("enable_attention_dp", true)) }
    if layout.isExpertParallel { all.append(.init("moe_expert_parallel_size", .integer(tensor))) }
    all.append(.init("enable_chunked_prefill", true))
    all.append(
      .init(
        "kv_cache_config",
        .present([
          ("dtype", server.kvCache.hasPrefix("fp8") ? "fp8" : "auto"),
          ("free_gpu_memory_fraction", settings.memoryFraction.map { .number($0) }),
          ("enable_block_reuse", settings.prefixCaching.map { .bool($0) }),
        ])))
    if let drafts = job.options.drafts {
      all.append(.init("speculative_config", speculation(drafts)))
      // Drafts of a step are known only when it ends.
      all.append(.init("disable_overlap_scheduler", true))
    }
    if let phase {
      // Workers that only fill caches have nothing to overlap, and refuse to try.
      if phase == .prefill, job.options.drafts == nil {
        all.append(.init("disable_overlap_scheduler", true))
      }
      all.append(
        .init(
          "cache_transceiver_config",
          ["backend": "DEFAULT", "max_tokens_in_buffer": .integer(settings.context)]))
    }
    return all
  }
}
