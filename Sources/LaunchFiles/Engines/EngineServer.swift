import StructuredText

/// A plan's engine as programs with arguments: the one place that knows which engines can be told
/// what a plan says.
enum EngineServer {
  /// Programs of one replica.
  /// - Throws: ``ExportError/cannotRun(_:reason:instead:)`` for an engine that nothing here starts.
  static func replica(_ job: ExportJob, _ server: PlannedServer) throws(ExportError)
    -> ReplicaServer
  {
    if let engine = job.format.engine, engine != server.engine {
      throw .cannotRun(
        job.format,
        reason: "it was made for \(job.engineName(server)) with weights in \(server.weights)",
        instead: (ExportFormat.starting(server.engine).map { "export it --to \($0.rawValue), or " }
          ?? "") + "plan with --engines \(engine)")
    }
    return switch server.engine {
    case "vllm": try VLLMServer.replica(job, server)
    case "sglang": try SGLangServer.replica(job, server)
    case "tensorrt-llm": try TensorRTServer.replica(job, server)
    case "llama.cpp": try LlamaServer.replica(job, server)
    case "mlx-lm": try MLXServer.replica(job, server)
    default:
      throw .cannotRun(
        job.format, reason: "it does not start \(job.engineName(server))",
        instead: (ExportFormat.starting(server.engine).map { "export it --to \($0.rawValue), or " }
          ?? "") + "plan with --engines vllm,sglang,tensorrt-llm,llama.cpp")
    }
  }

  /// The image that containers run.
  /// - Throws: ``ExportError/cannotRun(_:reason:instead:)`` for platforms that containers do not
  ///   reach, and where the engine's makers publish none and none is named.
  static func image(_ job: ExportJob, _ server: PlannedServer) throws(ExportError) -> String {
    let instead =
      ExportFormat.starting(server.engine).map { "export it --to \($0.rawValue)" }
      ?? "plan with --engines vllm,sglang"
    if ["metal", "phone", "npu", "mcu", "vendor-cloud"].contains(server.platform) {
      throw .cannotRun(
        job.format, reason: "containers do not reach the \(server.hardwareName)", instead: instead)
    }
    guard
      let image = job.options.image
        ?? job.names.image(server.engine, platform: server.platform)
    else {
      throw .cannotRun(
        job.format,
        reason: "the makers of \(job.engineName(server)) publish no image for "
          + "\(server.hardwareName)",
        instead: instead + ", or name an image with --image")
    }
    return image
  }

  /// The share of sequences of each copy of the attention part, which has a limit of its own.
  static func sequences(_ server: PlannedServer) -> Int {
    let copies = max(1, server.layout.attentionData)
    return max(1, (server.settings.sequences + copies - 1) / copies)
  }

  /// Workers of both phases with their devices: prompts first.
  static func workers(_ split: PlannedServer.Layout.Split, _ layout: PlannedServer.Layout)
    -> [(name: String, isPrefill: Bool, index: Int, devices: Range<Int>)]
  {
    (0..<(split.prefill + split.decode)).map { place in
      let isPrefill = place < split.prefill
      let index = isPrefill ? place : place - split.prefill
      let first = place * layout.workerDevices
      return (
        "\(isPrefill ? "prefill" : "decode")-\(index)", isPrefill, place,
        first..<(first + layout.workerDevices)
      )
    }
  }
}
