import Catalog
import Confidence
import PerformanceModel

extension QuestionReader {
  /// The point of a question, with the engine set as the row says.
  func resolved(_ question: Question) -> ResolvedPoint {
    var deployment = deployment
    deployment.settings = settings(question)
    var assumptions = assumptions
    if point.inputTokens == nil {
      assumptions.append("prompts of \(Int(question.workload.inputTokens)) tokens")
    }
    let layout = deployment.parallelism.label
    return ResolvedPoint(
      id: point.id, source: point.source, url: point.url, runtime: point.runtime,
      runtimeVersion: point.runtimeVersion, date: point.date, model: point.model,
      hardware: point.hardware.isEmpty ? deployment.accelerator.id : point.hardware,
      deployment: deployment, replicas: self.layout.replicas, workload: question.workload,
      load: question.load, quantity: question.quantity, measured: question.measured,
      category: Category(
        question.quantity, question.shape, deployment, isImmature: reading.has(.immature)),
      shape: question.shape,
      cellKey: [
        deployment.model.id, deployment.weightFormat.id, deployment.engine.id,
        deployment.accelerator.id, layout,
      ].joined(separator: "|"),
      weight: reading.number(.weight) ?? 1, usesFlashAttention: usesFlashAttention,
      threads: threads, assumptions: assumptions)
  }

  /// Limits of the engine that the row states, or that its mode implies.
  private func settings(_ question: Question) -> EngineSettings {
    var settings = EngineSettings()
    settings.memoryFraction = point.notes.number("gpu_memory_utilization").flatMap {
      (0.05...1).contains($0) ? $0 : nil
    }
    settings.maximumBatchedTokens =
      point.notes.count("max_num_batched_tokens") ?? point.notes.count("n_ubatch")
    settings.maximumSequences =
      point.notes.count("max_num_seqs") ?? point.notes.count("max-num-seqs")
      ?? point.notes.count("max_batch_size")
    settings.release = reading.text(.release)
    settings.threads = threads.flatMap { $0 >= 1 && $0 < 1e4 ? Int($0) : nil }
    settings.usesFlashAttention = usesFlashAttention
    settings.unpacksWeights = unpacksWeights
    let deployment = deployment
    var wanted: Double?
    switch question.load {
    // A static batch, and a grid over concurrency, are run with room for them.
    case .together(let requests), .wave(let requests): wanted = requests
    case .closedLoop, .decodeOnly: wanted = question.workload.concurrency
    case .resident(let sequences, _): wanted = sequences
    case .single, .queued, .rate: break
    }
    if settings.maximumSequences == nil, let wanted, wanted > Double(deployment.sequenceLimit) {
      settings.maximumSequences = Int(min(wanted.rounded(.up), 1e6))
    }
    // Engines of static batches process a prompt whole: its length is the largest step. So do some
    // pipelines of engines that serve in chunks.
    if deployment.engine.batching == .static || reading.has(.wholePrompt) {
      let tokens = question.workload.inputTokens * max(1, wanted ?? 1)
      settings.maximumBatchedTokens = Int(min(max(1, tokens), 1e6))
    }
    return settings
  }

  private var usesFlashAttention: Bool? {
    let notes = point.notes
    if let value = notes["fa"]?.lowercased() { return value == "1" || value == "true" }
    if notes.contains("-fa 1") { return true }
    if notes.contains("-fa 0") || notes.contains("no flash attention") || notes.contains("no FA") {
      return false
    }
    if notes.contains("flash attention") { return true }
    // llama.cpp left its fused kernel off by default until the end of August 2025 (ggml-org/llama.cpp
    // pull request 15434).
    let isLlama = deployment.engine.weightFamilies.first == .gguf
    if isLlama, deployment.engine.variant == nil, let date = point.date { return date >= "2025-09" }
    return nil
  }

  /// llama.cpp multiplied prompts in FP16 from an unpacked copy of the weights: on CUDA until June
  /// 2024 (ggml-org/llama.cpp pull requests 7676, 7860, 8062), on RDNA 3 under HIP until December
  /// 2025 (17576). Its Vulkan shaders unpack in registers.
  private var unpacksWeights: Bool {
    guard deployment.engine.id == "llama.cpp", deployment.engine.variant == nil,
      deployment.weightFormat.compute == .int8, let date = point.date,
      !point.runtime.lowercased().contains("vulkan")
    else { return false }
    let device = deployment.accelerator
    return switch device.platform {
    case "cuda": date < "2024-06"
    case "rocm": device.architecture.hasPrefix("rdna3") && date < "2025-12"
    default: false
    }
  }

  /// Threads of a CPU run: `threads=16` or "16 threads".
  private var threads: Double? {
    point.notes.number("threads") ?? point.notes.number(before: " threads")
  }
}
