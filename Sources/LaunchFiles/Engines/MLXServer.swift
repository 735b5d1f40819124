/// `mlx_lm.server` of MLX LM (its mlx_lm/SERVER.md).
enum MLXServer {
  static func replica(_ job: ExportJob, _ server: PlannedServer) throws(ExportError)
    -> ReplicaServer
  {
    var all: [Argument] = [
      .word("mlx_lm.server"), .option("--model", job.weights), .option("--host", "0.0.0.0"),
      .option("--port", String(ReplicaServer.port)),
      .option("--decode-concurrency", String(server.settings.sequences)),
    ]
    if let tokens = server.settings.batchedTokens {
      all.append(.option("--prefill-step-size", String(tokens)))
    }
    if let drafts = job.options.drafts {
      guard let model = drafts.model else {
        throw .cannotRun(
          job.format, reason: "MLX LM looks no drafts up", instead: "name a --draft-model")
      }
      all += [
        .option("--draft-model", model), .option("--num-draft-tokens", String(drafts.tokens)),
      ]
    }
    return ReplicaServer(processes: [ServerProcess(name: "server", arguments: all)])
  }
}
