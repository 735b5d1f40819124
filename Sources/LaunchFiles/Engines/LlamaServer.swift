/// `llama-server` of llama.cpp (its tools/server/README.md).
enum LlamaServer {
  static func replica(_ job: ExportJob, _ server: PlannedServer) throws(ExportError)
    -> ReplicaServer
  {
    let settings = server.settings
    // The images of its makers have it in no folder of PATH.
    let program = job.format.isContainerised ? "/app/llama-server" : "llama-server"
    var all: [Argument] = [.word(program)] + model(job)
    all += [
      .option("--alias", job.plan.model), .option("--host", "0.0.0.0"),
      .option("--port", String(ReplicaServer.port)),
      // The cache is one for all slots.
      .option("--ctx-size", String(settings.context * settings.sequences)),
      .option("--parallel", String(settings.sequences)),
      .option("--n-gpu-layers", server.platform == "cpu" ? "0" : "999"),
    ]
    if let tokens = settings.batchedTokens {
      all += [
        .option("--batch-size", String(max(2048, tokens))),
        .option("--ubatch-size", String(tokens)),
      ]
    }
    let cache = try cacheType(job, server)
    // A cache of values in anything but 16 bits needs fused attention.
    all += [
      .option("--cache-type-k", cache), .option("--cache-type-v", cache),
      .option("--flash-attn", "on"),
    ]
    if server.layout.workerDevices > 1 { all.append(.option("--split-mode", "layer")) }
    if settings.prefixCaching == false { all.append(.flag("--no-cache-prompt")) }
    if let drafts = job.options.drafts { all += speculation(job, drafts) }
    all += [.flag("--metrics"), .flag("--jinja")]
    return ReplicaServer(processes: [ServerProcess(name: "server", arguments: all)])
  }

  /// A file, or a repository of such files with the type of the wanted one.
  private static func model(_ job: ExportJob) -> [Argument] {
    job.usesLocalWeights ? [.option("--model", job.weights)] : [.option("--hf-repo", job.weights)]
  }

  private static func speculation(_ job: ExportJob, _ drafts: ExportOptions.Drafts) -> [Argument] {
    guard let model = drafts.model else {
      return [
        .option("--spec-type", "ngram-simple"),
        .option("--spec-ngram-simple-size-m", String(drafts.tokens)),
      ]
    }
    let source: Argument =
      if !model.hasSuffix(".gguf") {
        .option("--spec-draft-hf", model)
      } else {
        .option(
          "--spec-draft-model",
          job.format.isContainerised ? ExportJob.inContainer(model) : model)
      }
    return [
      .option("--spec-type", "draft-simple"), source,
      .option("--spec-draft-n-max", String(drafts.tokens)),
    ]
  }

  private static func cacheType(
    _ job: ExportJob, _ server: PlannedServer
  ) throws(ExportError) -> String {
    let known = ["f32", "f16", "bf16", "q8_0", "q4_0", "q4_1", "iq4_nl", "q5_0", "q5_1"]
    guard known.contains(server.kvCache) else {
      throw .cannotRun(
        job.format, reason: "llama.cpp keeps no cache in \(server.kvCache)",
        instead: "plan with --kv-cache f16 or q8_0")
    }
    return server.kvCache
  }
}

/// Names of GGUF files as their makers choose them.
enum GGUFName {
  static func isGGUF(_ weights: String) -> Bool { weights.hasPrefix("gguf-") }

  /// `Q4_K_M` of `gguf-q4_k_m`.
  static func type(_ weights: String) -> String {
    (weights.hasPrefix("gguf-") ? String(weights.dropFirst(5)) : weights).uppercased()
  }

  /// `models/Llama-3.1-8B-Q4_K_M.gguf`: what a download of the plan's weights is usually called.
  static func file(_ model: String, _ weights: String) -> String {
    let name = model.unicodeScalars.split(separator: "/").last.map { String($0) } ?? model
    return "models/\(name)-\(type(weights)).gguf"
  }
}
