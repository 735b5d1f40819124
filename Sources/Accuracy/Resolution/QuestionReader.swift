import Catalog
import PerformanceModel
import Quantities

/// Reads from a row which figures were measured, under which load.
struct QuestionReader {
  let point: MeasuredPoint
  let reading: MeasurementRules.Reading
  let layout: ReplicaLayout
  let deployment: Deployment
  let assumptions: [String]

  /// One figure of the row before it becomes a point.
  struct Question {
    var quantity: MeasuredQuantity
    var measured: Double
    var load: Load
    var workload: Workload
    var category: Category
  }

  func questions() throws(Skipped) -> [ResolvedPoint] {
    let questions =
      switch point.mode {
      case .singleStream: singleStream() + energy()
      case .batch: batch()
      case .concurrency: closedLoop() + energy()
      case .offline: offline()
      case .requestRate: try openLoop()
      case .memory: memory()
      }
    return questions.map(resolved)
  }

  // MARK: Conditions of the row

  private var input: Double? { point.inputTokens ?? reading.number(.assumeInput) }
  private var output: Double? { point.outputTokens ?? reading.number(.assumeOutput) }
  private var kind: DeviceKind { DeviceKind(deployment.accelerator) }
  private var isImmature: Bool { reading.has(.immature) }
  private var sequences: Double { max(1, point.concurrency ?? 1) }
  /// Tokens in the cache before the prompt or the answer that is measured.
  private var depth: Double { point.notes.number("depth") ?? 0 }

  private var loop: Load {
    .closedLoop(startShare: reading.number(.startShare) ?? 0, pollSteps: pollSteps)
  }

  /// `16:30`: from 16 requests on, every 30 steps.
  private var pollSteps: Double {
    let parts = (reading.text(.pollSteps) ?? "").split(separator: ":").compactMap { Double($0) }
    guard let least = parts.first, let steps = parts.last, parts.count == 2, sequences >= least
    else { return 1 }
    return max(1, steps)
  }

  // MARK: Modes

  private func singleStream() -> [Question] {
    var questions: [Question] = []
    if let rate = point.prefillRate {
      let tokens = (input ?? 0) > 0 ? input ?? Self.usualPrompt : Self.usualPrompt
      questions.append(
        Question(
          quantity: .prefillRate, measured: rate, load: .single,
          workload: Workload(inputTokens: depth + tokens, outputTokens: 1, cachedTokens: depth),
          category: prefill))
    } else if let time = point.timeToFirstToken, let input, input > 0 {
      questions.append(
        Question(
          quantity: .timeToFirstToken, measured: time / 1e3, load: .single,
          workload: Workload(inputTokens: input, outputTokens: 1), category: prefill))
    }
    // A decode row without lengths has a short context: what it is hardly matters.
    let context = Workload(
      inputTokens: input ?? Self.usualDepth, outputTokens: output ?? Self.usualAnswer)
    if let time = point.timePerOutputToken {
      questions.append(
        Question(
          quantity: .timePerOutputToken, measured: time / 1e3, load: .single, workload: context,
          category: decode))
    } else if let rate = point.outputRate {
      guard reading.has(.rateIncludesPrefill) else {
        questions.append(
          Question(
            quantity: .decodeRate, measured: rate, load: .single, workload: context,
            category: decode))
        return questions
      }
      if let input, let output {
        questions.append(
          Question(
            quantity: .outputRate, measured: rate, load: .together(1),
            workload: Workload(inputTokens: input, outputTokens: output), category: decode))
      }
    } else if let time = point.endToEnd, let input, let output {
      questions.append(
        Question(
          quantity: .endToEnd, measured: time, load: .together(1),
          workload: Workload(inputTokens: input, outputTokens: output), category: decode))
    }
    return questions
  }

  private func batch() -> [Question] {
    guard let input, let output else { return [] }
    let workload = Workload(inputTokens: input, outputTokens: output)
    let load = Load.together(sequences / layout.replicas)
    func question(_ quantity: MeasuredQuantity, _ measured: Double, _ category: Category)
      -> Question
    {
      Question(
        quantity: quantity, measured: measured, load: load, workload: workload, category: category)
    }
    var questions: [Question] = []
    if let rate = point.prefillRate {
      questions.append(question(.prefillRate, rate, prefill))
      if let rate = point.outputRate { questions.append(question(.decodeRate, rate, static_)) }
      return questions
    }
    if let time = point.timeToFirstToken {
      questions.append(question(.timeToFirstToken, time / 1e3, isImmature ? static_ : prefill))
    }
    if let time = point.timePerOutputToken {
      questions.append(question(.timePerOutputToken, time / 1e3, static_))
    } else if let time = point.endToEnd {
      questions.append(question(.endToEnd, time, static_))
    } else if let rate = point.outputRate {
      questions.append(question(.outputRate, rate, static_))
    }
    return questions
  }

  private func closedLoop() -> [Question] {
    guard let output else { return [] }
    let input = input ?? Self.usualPrompt
    let workload = Workload(
      inputTokens: input, outputTokens: output, concurrency: sequences / layout.replicas)
    var questions: [Question] = []
    if layout.isDisaggregated {
      // Prompts wait for other devices: only the time per token is this deployment's.
      if let time = point.timePerOutputToken {
        questions.append(
          Question(
            quantity: .timePerOutputToken, measured: time / 1e3, load: .decodeOnly,
            workload: workload, category: .closedLoopTPOT))
      }
      return questions
    }
    if let time = point.timeToFirstToken, point.inputTokens != nil {
      let isWave = point.notes.contains("start together")
      questions.append(
        Question(
          quantity: .timeToFirstToken, measured: time / 1e3,
          load: isWave ? .wave(sequences / layout.replicas) : loop, workload: workload,
          category: .closedLoopTTFT))
    }
    if let time = point.timePerOutputToken {
      questions.append(
        Question(
          quantity: .timePerOutputToken, measured: time / 1e3, load: loop,
          workload: workload, category: .closedLoopTPOT))
    }
    if let rate = point.outputRate {
      questions.append(
        Question(
          quantity: .outputRate, measured: rate, load: loop, workload: workload,
          category: .closedLoopThroughput))
    }
    return questions
  }

  private func offline() -> [Question] {
    guard let input, let output else { return [] }
    let load = Load.queued(point.concurrency.map { $0 / layout.replicas })
    let category: Category =
      deployment.engine.id == "tensorrt-llm" ? .offlineTensorRT : .offlineOther
    let figure: (MeasuredQuantity, Double)? =
      point.outputRate.map { (.outputRate, $0) } ?? point.totalRate.map { (.totalRate, $0) }
      ?? point.requestsPerSecond.map { (.requestRate, $0) }
    guard let (quantity, measured) = figure else { return [] }
    return [
      Question(
        quantity: quantity, measured: measured, load: load,
        workload: Workload(inputTokens: input, outputTokens: output), category: category)
    ]
  }

  private func openLoop() throws(Skipped) -> [Question] {
    guard let rate = point.requestRate, rate > 0, let input, let output else { return [] }
    if let reason = reading.reason(.throughputOnly) { throw Skipped(reason) }
    let workload = Workload(inputTokens: input, outputTokens: output)
    let requests =
      (point.notes.number(before: " requests") ?? point.notes.number(before: " ok requests"))
      .map { $0 / layout.replicas }
    let figures: [(MeasuredQuantity, Double?)] = [
      (.timeToFirstToken, point.timeToFirstToken.map { $0 / 1e3 }),
      (.timePerOutputToken, point.timePerOutputToken.map { $0 / 1e3 }),
      (.endToEnd, point.timePerOutputToken == nil ? point.endToEnd : nil),
    ]
    let questions = figures.compactMap { quantity, measured in
      measured.map {
        Question(
          quantity: quantity, measured: $0, load: .rate(rate / layout.replicas, requests: requests),
          workload: workload, category: .requestRate)
      }
    }
    if questions.isEmpty { throw Skipped("the throughput of an open load is the load itself") }
    return questions
  }

  private func memory() -> [Question] {
    guard let measured = point.memory else { return [] }
    let notes = point.notes
    let scope = Load.MemoryScope(
      includesContext: !notes.contains("excludes CUDA context"),
      includesEmbedding: !notes.contains("CPU weights"), onlyTouched: notes.contains("RSS"))
    return [
      Question(
        quantity: .memory, measured: measured,
        load: .resident(sequences: sequences, scope),
        workload: resident, category: .memory)
    ]
  }

  /// The context that a memory row reached; a prompt of one token where it only generated.
  private var resident: Workload {
    let context = input ?? Self.usualPrompt
    var prompt = context - 1
    if let stated = point.notes.number(before: " + 2048 generated") {
      prompt = stated
    } else if point.notes.contains("generate 1024") || point.notes.contains("generating 2048")
      || point.notes.contains("tokens generated")
    {
      prompt = 1
    }
    return Workload(inputTokens: prompt, outputTokens: context - prompt)
  }

  private func energy() -> [Question] {
    guard let output else { return [] }
    let stated =
      point.notes.number("energy_j_per_token")
      ?? point.notes.number("energy_j_per_request").map { $0 / output }
    guard let stated, stated > 0 else { return [] }
    return [
      Question(
        quantity: .energyPerToken, measured: stated, load: loop,
        workload: Workload(
          inputTokens: input ?? Self.usualPrompt, outputTokens: output,
          concurrency: sequences / layout.replicas),
        category: .energy)
    ]
  }

  // MARK: Categories

  private var prefill: Category {
    if isImmature { return .immatureStream }
    return switch kind {
    case .consumer: .consumerPrefill
    case .apple: .applePrefill
    case .cpu: .cpuPrefill
    case .edge: .edgePrefill
    case .datacenter: .datacenterPrefill
    }
  }

  private var decode: Category {
    if isImmature { return .immatureStream }
    return switch kind {
    case .consumer: .consumerDecode
    case .apple: .appleDecode
    case .cpu: .cpuDecode
    case .edge: .edgeDecode
    case .datacenter: .datacenterStream
    }
  }

  private var static_: Category {
    if isImmature { return .immatureBatch }
    return kind == .datacenter ? .datacenterBatch : .consumerBatch
  }

  // Lengths where a table states none: their influence is small, and the point says so.
  static let usualPrompt = 256.0
  static let usualDepth = 64.0
  static let usualAnswer = 128.0
}

/// Devices that are forecast alike.
enum DeviceKind {
  case consumer, apple, cpu, edge, datacenter

  init(_ device: Accelerator) {
    switch (device.kind, device.platform) {
    case (.mobile, _), (_, "phone"), (_, "npu"): self = .edge
    case (_, "cpu"): self = .cpu
    case (.appleSoC, _): self = .apple
    case (.datacenterGPU, _), (.npu, _): self = .datacenter
    default: self = .consumer
    }
  }
}
