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
    _ deployment: Deployment, inventory: ParameterInventory, values: ContextValues
  ) {
    self.inventory = inventory
    memory = MemoryModel(deployment, inventory: inventory)
    steps = StepModel(
      StepGeometry(deployment, inventory: inventory, weights: memory.modelBytes), values.steps)
    batching = deployment.engine.batching
    sequenceLimit = Double(max(1, deployment.sequenceLimit))
    tokenLimit = Double(max(1, deployment.batchedTokenLimit))
    attentionCopies = Double(deployment.parallelism.attentionData)
    devices = Double(deployment.parallelism.devices)
    linkBandwidth = deployment.accelerator.interconnect.map {
      $0.bandwidth * Double(deployment.parallelism.devices)
    }
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
    let byMemory = largestBatchByMemory(workload)
    let largest = min(byMemory, batchLimit)
    let batch = min(workload.concurrency, largest)
    let breakdown = memory.breakdown(
      sequences: min(workload.concurrency, max(batchLimit, 1)), tokens: workload.contextTokens)
    // A batch of none still has a step time: the figures say what would be, the memory says no.
    let running = max(1, batch)
    let context = workload.meanDecodeContext

    let newTokens = max(1, workload.inputTokens - workload.cachedTokens)
    // Engines that start a batch together process its prompts whole.
    let chunks = batching == .static ? 1 : (newTokens / tokenLimit).rounded(.up)
    let alone = prefill(workload, newTokens: newTokens, chunks: chunks)
    // Stages of a pipeline work on different parts of the batch at the same time.
    let parts = steps.pipelines ? min(steps.stages, running) : 1
    let part = running / parts
    let output = workload.outputTokens
    let decodeStep: StepTime
    let timePerToken: Double
    var firstToken = steps.requestOverhead + alone.total
    var share = 0.0
    switch running > 1 ? batching : .single {
    case .single:
      decodeStep = steps.time(.decode(sequences: part, context: context))
      timePerToken = decodeStep.total
    case .static:
      decodeStep = steps.time(.decode(sequences: part, context: context))
      timePerToken = decodeStep.total
      // All prompts of the batch are processed before any of its tokens is generated.
      let together = steps.time(
        Step(
          prefillTokens: running * newTokens,
          prefillContext: running * prefillContext(workload, newTokens: newTokens),
          finishedPrompts: running))
      firstToken = steps.requestOverhead + together.total
    case .continuous, .slots:
      let room = tokenLimit * attentionCopies
      // With less than one other in flight, there is not always a step under way.
      let underWay = min(1, running - 1)
      let loop = ClosedLoop(
        requests: part, chunks: chunks, tokens: newTokens + output - 1, decodes: output - 1,
        room: room, rest: underWay * arrivals.rest)
      let chunk = Step(
        prefillTokens: newTokens / chunks,
        prefillContext: prefillContext(workload, newTokens: newTokens) / chunks,
        finishedPrompts: 1 / chunks)
      let decoding = loop.others * (output - 1)
      // Its own chunks share their steps with others' where there is room. What others could not
      // do then, they do in the steps in which it waits or decodes.
      let met = min(loop.others * chunks, max(0, room / chunk.prefillTokens - 1))
      let elsewhere = loop.waiting + output - 1
      share = loop.others * chunks + (loop.others * chunks - met) * chunks / elsewhere
      decodeStep = steps.time(.decode(sequences: 1 + decoding, context: context))
      let mixed = steps.time(
        chunk * max(1, share) + .decode(sequences: 1 + decoding, context: context))
      let own = steps.time(chunk * (1 + met) + .decode(sequences: decoding, context: context))
      timePerToken = decodeStep.total + min(1, share) * (mixed.total - decodeStep.total)
      // Steps in which a prompt waits carry the prompt it waits for; when all are full, no more
      // than any other step.
      let crowded = mixed.total + loop.taken * (timePerToken - mixed.total)
      // Chunks follow each other through stages that no other part of the batch occupies.
      let free = steps.stages / parts
      firstToken =
        steps.requestOverhead
        + underWay
        * arrivals.rest(mixed: mixed.total, decode: decodeStep.total, share: min(1, share))
        + (loop.waiting - underWay * arrivals.rest) * crowded / free
        + (chunks + free - 1) / free * own.total
    }

    let active = firstToken + (output - 1) * timePerToken
    let rate = running / active
    let wait = max(0, workload.concurrency - running) / rate
    let requests = batch >= 1 ? rate : 0

    let power = self.power(
      prefill: alone, decode: decodeStep, decodes: (output - 1) * parts / running,
      seconds: active / running)

    return Forecast(
      memory: breakdown, largestBatchByMemory: byMemory, largestBatch: largest, batch: batch,
      timeToFirstToken: Seconds(firstToken + wait), queueWait: Seconds(wait),
      timePerOutputToken: Seconds(timePerToken), endToEnd: Seconds(active + wait),
      prefillAlone: alone, decodeStep: decodeStep, prefillShare: share,
      outputTokensPerSecond: requests * output,
      outputTokensPerSecondPerUser: 1 / timePerToken,
      totalTokensPerSecond: requests * (output + workload.inputTokens),
      requestsPerSecond: requests, power: Watts(power),
      energyPerOutputToken: Joules(requests > 0 ? power / (requests * output) : 0))
  }

  /// The forecast at the largest batch that memory and engine allow: what the replica can do.
  public func capacity(_ workload: Workload) -> Forecast {
    var full = workload
    full.concurrency = max(1, largestBatch(workload))
    return forecast(full)
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
  private func prefill(_ workload: Workload, newTokens: Double, chunks: Double) -> StepTime {
    var time = steps.time(
      Step(
        prefillTokens: newTokens / chunks,
        prefillContext: prefillContext(workload, newTokens: newTokens) / chunks,
        finishedPrompts: 1))
    // Chunks of one prompt follow each other through the stages of a pipeline.
    let passes = (chunks + steps.stages - 1) / steps.stages
    time.matrices *= passes
    time.attention *= passes
    time.communication *= passes
    time.overhead *= passes
    return time
  }

  /// Sum over the new prompt tokens of the tokens each attends to.
  func prefillContext(_ workload: Workload, newTokens: Double) -> Double {
    newTokens * (workload.cachedTokens + (newTokens + 1) / 2)
  }
}
