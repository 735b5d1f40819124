/// Ollama: a Modelfile (https://docs.ollama.com/modelfile), and a script that starts the server with
/// the settings that it takes from its environment (https://docs.ollama.com/faq).
enum OllamaFiles {
  static func files(_ job: ExportJob) throws(ExportError) -> [LaunchFile] {
    let server = try job.server()
    guard server.engine == "ollama" || server.engine == "llama.cpp" else {
      throw .cannotRun(
        job.format,
        reason: "it was made for \(job.engineName(server)) with weights in \(server.weights)",
        instead: (ExportFormat.starting(server.engine).map { "export it --to \($0.rawValue), or " }
          ?? "") + "plan with --engines ollama")
    }
    guard job.options.drafts == nil else {
      throw .cannotRun(
        job.format, reason: "Ollama has no speculative decoding",
        instead: "leave --draft-tokens out, or export it --to llama.cpp")
    }
    guard ["f16", "q8_0", "q4_0"].contains(server.kvCache) else {
      throw .cannotRun(
        job.format, reason: "Ollama keeps no cache in \(server.kvCache)",
        instead: "plan with --kv-cache f16, q8_0 or q4_0")
    }
    let header = Header.lines(job, name: job.label)
    let settings = server.settings
    var model = Text.comment(header) + "FROM \(try source(job))\n"
    model += "PARAMETER num_ctx \(settings.context)\n"
    if let tokens = settings.batchedTokens { model += "PARAMETER num_batch \(tokens)\n" }
    if server.platform == "cpu" { model += "PARAMETER num_gpu 0\n" }
    return [
      LaunchFile(path: "Modelfile", text: model),
      LaunchFile(path: "serve.sh", text: script(job, server, header), isExecutable: true),
    ]
  }

  /// A file, or a repository of the hub that Ollama reads GGUF files from. The grammar of Modelfiles
  /// takes the rest of the line and knows no quotes for it.
  private static func source(_ job: ExportJob) throws(ExportError) -> String {
    let checkpoint = job.checkpoint
    let isPlain = checkpoint.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
    guard isPlain, !checkpoint.hasPrefix("\"") else {
      throw .name(
        checkpoint, reason: "cannot stand in a Modelfile: no spaces, quotes or control characters")
    }
    if !job.usesLocalWeights { return "hf.co/" + checkpoint }
    let isPath = checkpoint.hasPrefix("/") || checkpoint.hasPrefix(".")
    return isPath ? checkpoint : "./" + checkpoint
  }

  private static func script(
    _ job: ExportJob, _ server: PlannedServer, _ header: [String]
  ) -> String {
    var environment = [
      ("OLLAMA_HOST", "0.0.0.0:\(ReplicaServer.port)"),
      ("OLLAMA_CONTEXT_LENGTH", String(server.settings.context)),
      ("OLLAMA_NUM_PARALLEL", String(server.settings.sequences)),
      ("OLLAMA_MAX_LOADED_MODELS", "1"), ("OLLAMA_KEEP_ALIVE", "-1"),
      ("OLLAMA_FLASH_ATTENTION", "1"), ("OLLAMA_KV_CACHE_TYPE", server.kvCache),
    ]
    if server.layout.devices > 1 { environment.append(("OLLAMA_SCHED_SPREAD", "1")) }
    return "#!/bin/bash\n" + Text.comment(header)
      + "set -euo pipefail\ncd \"$(dirname \"$0\")\"\n"
      + environment.map { "export \($0.0)=\(ShellText.word($0.1))\n" }.joined()
        + """
        trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
        ollama serve &
        until ollama list >/dev/null 2>&1; do
          kill -0 $! || exit 1
          sleep 1
        done
        ollama create \(ShellText.word(job.label)) -f Modelfile
        wait

        """
  }
}
