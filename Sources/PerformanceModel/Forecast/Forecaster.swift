import Catalog
import Quantities

/// A deployment prepared for many questions: its memory and its step function.
public struct Forecaster: Hashable, Sendable {
  public let memory: MemoryModel
  public let steps: StepModel
  public let inventory: ParameterInventory
  public let batching: Engine.Batching
  /// The engine's limits on a batch and on a step.
  public let sequenceLimit: Double
  public let tokenLimit: Double
  /// Copies of the attention part: each schedules its own share of the sequences.
  public let attentionCopies: Double
  public let devices: Double
  /// Power of one device in compute-bound work, in decode, and idle; `nil` without a TDP.
  public let busyPower: Watts
  public let decodePower: Watts
  public let idlePower: Watts

  /// Prepares `deployment`.
  public init(_ deployment: Deployment, coefficients: Coefficients) {
    inventory = ParameterInventory(deployment.model)
    memory = MemoryModel(deployment, inventory: inventory)
    steps = StepModel(
      deployment, inventory: inventory, weights: memory.modelBytes, coefficients: coefficients)
    batching = deployment.engine.batching
    sequenceLimit = Double(max(1, deployment.sequenceLimit))
    tokenLimit = Double(max(1, deployment.batchedTokenLimit))
    attentionCopies = Double(deployment.parallelism.attentionData)
    devices = Double(deployment.parallelism.devices)
    let context = StepModel.context(deployment)
    let design = deployment.accelerator.power ?? .zero
    busyPower = design * coefficients.value(.powerBusy, context)
    decodePower = design * coefficients.value(.powerDecode, context)
    idlePower = design * coefficients.value(.powerIdle, context)
  }

  /// The closed form: a steady closed loop of requests of one shape.
  ///
  /// While a batch of `b` decodes, the prompts of the others that finish and start anew pass
  /// through in chunks: `(b − 1) × chunks` of them for the `n` output tokens of a request. The
  /// scheduler lets running sequences decode in every step and fills the step with as many chunks
  /// as its token limit takes, so that a share `r` of the steps is mixed and
  /// `TPOT = (1 − r) × decode + r × mixed`. A prompt waits for the step under way, for prompts
  /// before it (as in a queue with constant service), then for its own chunks. Where prompts outrun
  /// the steps, every step is mixed and the rest of the loop's time is waiting.
  /// - Complexity: O(1); no allocation.
  public func forecast(_ workload: Workload) -> Forecast {
    let byMemory = memory.largestBatch(tokens: workload.contextTokens)
    let limit = batching == .single ? 1 : sequenceLimit * attentionCopies
    let largest = min(byMemory, limit)
    let batch = min(workload.concurrency, largest)
    let breakdown = memory.breakdown(
      sequences: min(workload.concurrency, max(limit, 1)), tokens: workload.contextTokens)
    // A batch of none still has a step time: the figures say what would be, the memory says no.
    let running = max(1, batch)
    let context = workload.meanDecodeContext

    let newTokens = max(1, workload.inputTokens - workload.cachedTokens)
    let chunks = (newTokens / tokenLimit).rounded(.up)
    let alone = prefill(workload, newTokens: newTokens, chunks: chunks)
    // Stages of a pipeline work on different parts of the batch at the same time.
    let parts = steps.pipelines ? min(steps.stages, running) : 1
    let part = running / parts
    let decodeStep = steps.time(.decode(sequences: part, context: context))
    let decode = decodeStep.total
    let output = workload.outputTokens

    var timePerToken = decode
    var firstToken = steps.requestOverhead + alone.total
    var share = 0.0
    switch batching {
    case .single: break
    case .static:
      // All prompts of the batch are processed before any of its tokens is generated.
      let together = steps.time(
        Step(
          prefillTokens: running * newTokens,
          prefillContext: running * prefillContext(workload, newTokens: newTokens),
          finishedPrompts: running))
      firstToken = steps.requestOverhead + together.total
    case .continuous, .slots:
      if running > 1 {
        // Chunks for which a step has room, and chunks that every step must take to keep pace.
        let chunkTokens = newTokens / chunks
        let room = max(1, ((tokenLimit - part) / chunkTokens).rounded(.down))
        let others = max(0, part - 1)
        let rides = others * chunks / output
        let together = max(1, min(rides, room))
        let chunk = Step(
          prefillTokens: together * chunkTokens,
          prefillContext: together * prefillContext(workload, newTokens: newTokens) / chunks,
          finishedPrompts: together / chunks)
        let mixedStep = chunk + .decode(sequences: others, context: context)
        let mixed = max(decode, steps.time(mixedStep).total)
        timePerToken = decode + min(1, rides / together) * (mixed - decode)
        let service = chunks * mixed
        let load = rides / room
        share = load > 1 ? load : min(1, rides / together)
        // Prompts before this one; where they outrun the steps, the loop waits for them.
        let ahead = others / room * service
        let queue =
          load < 1
          ? min(ahead / 2, load * service / (2 * (1 - load)))
          : max(ahead / 2, ahead - (output - 1) * timePerToken)
        firstToken = steps.requestOverhead + timePerToken / 2 + queue + service
      }
    }

    let active = firstToken + (output - 1) * timePerToken
    let rate = running / active
    let wait = max(0, workload.concurrency - running) / rate
    let requests = batch >= 1 ? rate : 0

    let prefillTime = min(active, alone.total) * running
    let busyShare = min(1, prefillTime / active)
    let power =
      devices * (busyPower.value * busyShare + decodePower.value * (1 - busyShare))

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
    let byMemory = memory.largestBatch(tokens: workload.contextTokens)
    let limit = batching == .single ? 1 : sequenceLimit * attentionCopies
    var full = workload
    full.concurrency = max(1, min(byMemory, limit))
    return forecast(full)
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
  private func prefillContext(_ workload: Workload, newTokens: Double) -> Double {
    newTokens * (workload.cachedTokens + (newTokens + 1) / 2)
  }
}
