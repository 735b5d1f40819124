import Catalog
import Quantities

/// A deployment prepared for many questions: its memory and its step function.
public struct Forecaster: Hashable, Sendable {
  public let memory: MemoryModel
  /// The step function; a fit puts others in its place.
  public var steps: StepModel
  public let inventory: ParameterInventory
  public let batching: Engine.Batching
  /// The engine's limits on a batch and on a step.
  public let sequenceLimit: Double
  public let tokenLimit: Double
  /// Copies of the attention part: each schedules its own share of the sequences.
  public let attentionCopies: Double
  /// The last tokens of a prompt that are a step of their own; 0 where prompts are not split so.
  public let checkpointTokens: Double
  public let devices: Double
  /// Bytes a second of the links of all devices together; `nil` where they share none.
  let linkBandwidth: Double?
  /// Power of one device in prefill, in decode, and while it waits; zero without a TDP.
  public var busyPower: Watts
  public var decodePower: Watts
  public var idlePower: Watts

  /// Prepares `deployment`.
  public init(_ deployment: Deployment, coefficients: Coefficients) {
    self.init(
      deployment, inventory: ParameterInventory(deployment.model),
      values: StepModel.context(deployment).values(coefficients))
  }

  /// Prepares `deployment` from what many deployments share.
  /// - Parameters:
  ///   - inventory: the parameters of the deployment's model.
  ///   - values: the coefficients of the deployment's context.
  public init(
    _ deployment: borrowing Deployment, inventory: ParameterInventory, values: ContextValues
  ) {
    self.inventory = inventory
    memory = MemoryModel(deployment, inventory: inventory)
    steps = StepModel(
      StepGeometry(
        deployment, inventory: inventory, weights: memory.modelBytes, cache: memory.kvCache),
      values.steps)
    batching = deployment.engine.batching
    sequenceLimit = Double(max(1, deployment.sequenceLimit))
    tokenLimit = Double(max(1, deployment.batchedTokenLimit))
    attentionCopies = Double(deployment.parallelism.attentionData)
    let cache = memory.kvCache
    checkpointTokens =
      cache.windowedBytesPerToken + cache.stateBytes > 0
      ? Double(deployment.engine.checkpointTokens) : 0
    let devices = Double(deployment.parallelism.devices)
    self.devices = devices
    linkBandwidth = deployment.accelerator.interconnect.map { $0.bandwidth * devices }
    let design = deployment.accelerator.power ?? .zero
    busyPower = design * values.busyPower
    decodePower = design * values.decodePower
    idlePower = design * values.idlePower
  }

  /// The closed form: a steady closed loop of requests of one shape.
  ///
  /// While a request decodes, the prompts of others that start anew pass through the same steps in
  /// chunks, `r` of them a step (see ``ClosedLoop``): `TPOT = (1 − r) × decode + r × mixed` for
  /// `r ≤ 1`; beyond, every step carries `r` chunks. A prompt waits for the step under way, for
  /// prompts before it where steps have no more room, then passes in chunks of its own.
  /// - Parameter arrivals: when requests arrive, which says how long they wait for that step.
  /// - Complexity: O(1); no allocation.
  public func forecast(_ workload: Workload, arrivals: Arrivals = .afterAnswers) -> Forecast {
    let shape = PreparedWorkload(workload, self, arrivals: arrivals)
    let concurrency = workload.concurrency
    let batch = shape.batch(concurrency)
    let breakdown = memory.breakdown(
      sequences: min(concurrency, max(batchLimit, 1)), tokens: workload.contextTokens)
    let decoding = self.decoding(shape, concurrency: concurrency)
    let times = self.times(shape, decoding)
    let running = decoding.running, output = workload.outputTokens
    let requests = batch >= 1 ? times.requestsPerSecond : 0
    let power = self.power(
      prefill: shape.alone, decode: decoding.step,
      decodes: (output - 1) * decoding.parts / running, seconds: times.active / running)

    return Forecast(
      memory: breakdown, largestBatchByMemory: shape.largestBatchByMemory,
      largestBatch: shape.largestBatch, batch: batch,
      timeToFirstToken: Seconds(times.firstToken), queueWait: Seconds(times.wait),
      timePerOutputToken: Seconds(decoding.timePerToken), endToEnd: Seconds(times.endToEnd),
      prefillAlone: shape.alone, decodeStep: decoding.step, prefillShare: decoding.prefillShare,
      outputTokensPerSecond: requests * output,
      outputTokensPerSecondPerUser: 1 / decoding.timePerToken,
      totalTokensPerSecond: requests * (output + workload.inputTokens),
      requestsPerSecond: requests, power: Watts(power),
      energyPerOutputToken: Joules(requests > 0 ? power / (requests * output) : 0))
  }

  /// What a request that decodes sees with so many in flight.
  /// - Parameter concurrency: requests in flight, at least 1.
  @inline(__always)
  func decoding(_ shape: PreparedWorkload, concurrency: Double) -> DecodingLoop {
    // A batch of none still has a step time: the figures say what would be, the memory says no.
    let running = max(1, shape.batch(concurrency))
    // Stages of a pipeline work on different parts of the batch at the same time.
    let parts = steps.pipelines ? min(steps.stages, running) : 1
    let part = running / parts
    let context = shape.context
    let isSerial =
      switch running > 1 ? batching : .single {
      case .single, .static: true
      case .continuous, .slots: false
      }
    if isSerial {
      let step = steps.time(.decode(sequences: part, context: context))
      return DecodingLoop(
        concurrency: concurrency, running: running, parts: parts, loop: nil, step: step,
        mixed: step.total, timePerToken: step.total, prefillShare: 0)
    }
    let output = shape.outputTokens, chunks = shape.chunks
    // Beside its prompt's chunks, a request is in these steps.
    let small = output - 1 + (shape.last == nil ? 0 : 1)
    let loop = ClosedLoop(
      requests: part, chunks: chunks, tokens: shape.newTokens + output - 1, decodes: small,
      room: shape.room, rest: shape.rest(running: running))
    let others = loop.others * (output - 1)
    let met = shape.met(loop)
    let elsewhere = loop.waiting + small
    let share = loop.others * chunks + (loop.others * chunks - met) * chunks / elsewhere
    let step = steps.time(.decode(sequences: 1 + others, context: context))
    let mixed = steps.time(
      shape.chunk * max(1, share) + .decode(sequences: 1 + others, context: context))
    return DecodingLoop(
      concurrency: concurrency, running: running, parts: parts, loop: loop, step: step,
      mixed: mixed.total, timePerToken: step.total + min(1, share) * (mixed.total - step.total),
      prefillShare: share)
  }

  /// The latencies of a request among those that decode.
  @inline(__always)
  func times(_ shape: PreparedWorkload, _ decoding: DecodingLoop) -> RequestTimes {
    let running = decoding.running, timePerToken = decoding.timePerToken
    let output = shape.outputTokens
    var firstToken = shape.firstTokenAlone
    if let loop = decoding.loop {
      let chunks = shape.chunks
      let others = Step.decode(sequences: loop.others * (output - 1), context: shape.context)
      let own = steps.time(shape.chunk * (1 + shape.met(loop)) + others)
      // Steps in which a prompt waits carry the prompt it waits for; when all are full, no more
      // than any other step.
      let crowded = decoding.mixed + loop.taken * (timePerToken - decoding.mixed)
      // Chunks follow each other through stages that no other part of the batch occupies.
      let free = steps.stages / decoding.parts
      firstToken =
        steps.requestOverhead
        + min(1, running - 1) * rest(shape, decoding, others)
        + (loop.waiting - shape.rest(running: running)) * crowded / free
        + (chunks + free - 1) / free * own.total
      if let last = shape.last {
        firstToken += steps.time(last + others).total + timePerToken - decoding.step.total
      }
    } else if batching == .static, running > 1 {
      // All prompts of the batch are processed before any of its tokens is generated.
      let together = steps.time(
        Step(
          prefillTokens: running * shape.newTokens,
          prefillContext: running * shape.prefillContext, finishedPrompts: running))
      firstToken = steps.requestOverhead + together.total
    }
    let active = firstToken + (output - 1) * timePerToken
    let rate = running / active
    let wait = max(0, decoding.concurrency - running) / rate
    return RequestTimes(
      firstToken: firstToken + wait, perToken: timePerToken, endToEnd: active + wait,
      active: active, wait: wait, requestsPerSecond: rate)
  }

  /// Seconds to the end of the step under way when a request arrives. The request itself is not in
  /// that step.
  /// - Parameter others: the sequences that decode beside it.
  private func rest(
    _ shape: PreparedWorkload, _ decoding: DecodingLoop, _ others: Step
  ) -> Double {
    let share = min(1, decoding.prefillShare)
    return shape.arrivals.rest(
      mixed: steps.time(shape.chunk * max(1, decoding.prefillShare) + others).total,
      decode: share < 1 ? steps.time(others).total : 0, share: share)
  }

  /// The latencies of a request with so many in flight, at least 1.
  func times(_ shape: PreparedWorkload, concurrency: Double) -> RequestTimes {
    times(shape, decoding(shape, concurrency: concurrency))
  }

  /// The forecast at the largest batch that memory and engine allow: what the replica can do.
  public func capacity(_ workload: Workload) -> Forecast {
    var full = workload
    full.concurrency = max(1, largestBatch(workload))
    return forecast(full)
  }

  /// Requests a second of the largest batch that memory and engine allow, which is never empty; 0
  /// where not one request fits.
  public func mostRequestsPerSecond(_ shape: PreparedWorkload) -> Double {
    guard shape.largestBatch >= 1 else { return 0 }
    // The same figure as ``capacity(_:)``, however the requests arrive that are asked about.
    var full = shape
    full.arrivals = .afterAnswers
    return times(full, concurrency: shape.largestBatch).requestsPerSecond
  }

  /// Mean power of all devices, W. A device works while it streams or multiplies; while it waits
  /// for launches, the engine's own work or the link, it draws little more than when idle.
  /// - Parameters:
  ///   - decodes: decode steps for one request's share of the batch.
  ///   - seconds: the replica's time for one request.
  private func power(
    prefill: StepTime, decode: StepTime, decodes: Double, seconds: Double
  ) -> Double {
    // Each stage of a pipeline does its part of the work.
    let prefilling = (prefill.matrices + prefill.attention) / steps.stages / seconds
    let decoding = (decode.matrices + decode.attention) * decodes / steps.stages / seconds
    let whole = max(1, prefilling + decoding)
    let idle = idlePower.value
    return devices
      * (idle + max(0, busyPower.value - idle) * prefilling / whole
        + max(0, decodePower.value - idle) * decoding / whole)
  }

  /// The most sequences that the engine runs at once, whatever memory holds.
  var batchLimit: Double { batching == .single ? 1 : sequenceLimit * attentionCopies }

  /// The most requests that run at once, by memory and by the engine.
  func largestBatch(_ workload: Workload) -> Double {
    min(largestBatchByMemory(workload), batchLimit)
  }

  /// The most requests that memory holds at once: as long as they get where the engine reserves
  /// for that, as long as they are on average where it gives room as they grow.
  func largestBatchByMemory(_ workload: Workload) -> Double {
    memory.growsOnDemand
      ? memory.largestBatch(input: workload.inputTokens, output: workload.outputTokens)
      : memory.largestBatch(tokens: workload.contextTokens)
  }

  /// The prefill of one request in equal chunks on an otherwise idle replica.
  func prefill(_ chunk: Step, chunks: Double, last: Step?) -> StepTime {
    var chunk = chunk
    if last == nil { chunk.finishedPrompts = 1 }
    var time = steps.time(chunk)
    // Chunks of one prompt follow each other through the stages of a pipeline.
    let passes = (chunks + steps.stages - 1) / steps.stages
    time.matrices *= passes
    time.attention *= passes
    time.communication *= passes
    time.overhead *= passes
    if let last {
      let more = steps.time(last)
      time.matrices += more.matrices
      time.attention += more.attention
      time.communication += more.communication
      time.overhead += more.overhead
    }
    return time
  }

  /// Sum over the new prompt tokens of the tokens each attends to.
  func prefillContext(_ workload: Workload, newTokens: Double) -> Double {
    newTokens * (workload.cachedTokens + (newTokens + 1) / 2)
  }
}
