import Catalog
import Confidence
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
    /// How the row loads the engine: with quantity and device, the category.
    var shape: LoadShape
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
          shape: .single))
    } else if let time = point.timeToFirstToken, let input, input > 0 {
      questions.append(
        Question(
          quantity: .timeToFirstToken, measured: time / 1e3, load: .single,
          workload: Workload(inputTokens: input, outputTokens: 1), shape: .single))
    }
    // A decode row without lengths has a short context: what it is hardly matters.
    let context = Workload(
      inputTokens: input ?? Self.usualDepth, outputTokens: output ?? Self.usualAnswer)
    if let time = point.timePerOutputToken {
      questions.append(
        Question(
          quantity: .timePerOutputToken, measured: time / 1e3, load: .single, workload: context,
          shape: .single))
    } else if let rate = point.outputRate {
      guard reading.has(.rateIncludesPrefill) else {
        questions.append(
          Question(
            quantity: .decodeRate, measured: rate, load: .single, workload: context,
            shape: .single))
        return questions
      }
      if let input, let output {
        questions.append(
          Question(
            quantity: .outputRate, measured: rate, load: .together(1),
            workload: Workload(inputTokens: input, outputTokens: output), shape: .single))
      }
    } else if let time = point.endToEnd, let input, let output {
      questions.append(
        Question(
          quantity: .endToEnd, measured: time, load: .together(1),
          workload: Workload(inputTokens: input, outputTokens: output), shape: .single))
    }
    return questions
  }

  private func batch() -> [Question] {
    guard let input, let output else { return [] }
    let workload = Workload(inputTokens: input, outputTokens: output)
    let load = Load.together(sequences / layout.replicas)
    func question(_ quantity: MeasuredQuantity, _ measured: Double) -> Question {
      Question(
        quantity: quantity, measured: measured, load: load, workload: workload, shape: .together)
    }
    var questions: [Question] = []
    if let rate = point.prefillRate {
      questions.append(question(.prefillRate, rate))
      if let rate = point.outputRate { questions.append(question(.decodeRate, rate)) }
      return questions
    }
    if let time = point.timeToFirstToken {
      questions.append(question(.timeToFirstToken, time / 1e3))
    }
    if let time = point.timePerOutputToken {
      questions.append(question(.timePerOutputToken, time / 1e3))
    } else if let time = point.endToEnd {
      questions.append(question(.endToEnd, time))
    } else if let rate = point.outputRate {
      questions.append(question(.outputRate, rate))
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
            workload: workload, shape: .closedLoop))
      }
      return questions
    }
    if let time = point.timeToFirstToken, point.inputTokens != nil {
      let isWave = point.notes.contains("start together")
      questions.append(
        Question(
          quantity: .timeToFirstToken, measured: time / 1e3,
          load: isWave ? .wave(sequences / layout.replicas) : loop, workload: workload,
          shape: .closedLoop))
    }
    if let time = point.timePerOutputToken {
      questions.append(
        Question(
          quantity: .timePerOutputToken, measured: time / 1e3, load: loop,
          workload: workload, shape: .closedLoop))
    }
    if let rate = point.outputRate {
      questions.append(
        Question(
          quantity: .outputRate, measured: rate, load: loop, workload: workload,
          shape: .closedLoop))
    }
    return questions
  }

  private func offline() -> [Question] {
    guard let input, let output else { return [] }
    let load = Load.queued(point.concurrency.map { $0 / layout.replicas })
    let figure: (MeasuredQuantity, Double)? =
      point.outputRate.map { (.outputRate, $0) } ?? point.totalRate.map { (.totalRate, $0) }
      ?? point.requestsPerSecond.map { (.requestRate, $0) }
    guard let (quantity, measured) = figure else { return [] }
    return [
      Question(
        quantity: quantity, measured: measured, load: load,
        workload: Workload(inputTokens: input, outputTokens: output), shape: .queued)
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
          workload: workload, shape: .rate)
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
        workload: resident, shape: .resident)
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
        shape: .closedLoop)
    ]
  }

  // Lengths where a table states none: their influence is small, and the point says so.
  static let usualPrompt = 256.0
  static let usualDepth = 64.0
  static let usualAnswer = 128.0
}
