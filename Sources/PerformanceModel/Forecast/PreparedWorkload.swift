import Catalog
import Quantities

/// A workload prepared for forecasts with any number of requests in flight. A search asks for
/// dozens of each.
public struct PreparedWorkload: Sendable {
  /// When requests arrive.
  var arrivals: Arrivals
  let outputTokens: Double
  /// Prompt tokens that no earlier request left in the cache, and the tokens that they attend to.
  let newTokens: Double
  let prefillContext: Double
  /// Steps over which a prompt is spread, and what each adds to a step.
  let chunks: Double
  let chunk: Step
  /// The last tokens of a prompt, where they are a step of their own.
  let last: Step?
  /// Tokens of a step, and how many chunks they hold.
  let room: Double
  /// Mean context while a request decodes.
  let context: Double
  let largestBatchByMemory: Double
  /// The most requests that run at once, by memory and by the engine.
  public let largestBatch: Double
  /// The prefill of one request in equal chunks on an otherwise idle replica.
  let alone: StepTime
  /// Seconds to the first token of a request that nothing else meets.
  let firstTokenAlone: Double

  /// Prepares the shape of the requests of `workload`, whose concurrency has no say.
  public init(_ workload: Workload, _ forecaster: Forecaster, arrivals: Arrivals) {
    self.arrivals = arrivals
    outputTokens = workload.outputTokens
    newTokens = max(1, workload.inputTokens - workload.cachedTokens)
    prefillContext = forecaster.prefillContext(workload, newTokens: newTokens)
    let apart = newTokens > forecaster.checkpointTokens ? forecaster.checkpointTokens : 0
    last =
      apart > 0
      ? Step(
        prefillTokens: apart,
        prefillContext: apart * (workload.inputTokens - (apart - 1) / 2), finishedPrompts: 1)
      : nil
    // Engines that start a batch together process its prompts whole.
    chunks =
      forecaster.batching == .static
      ? 1 : ((newTokens - apart) / forecaster.tokenLimit).rounded(.up)
    chunk = Step(
      prefillTokens: (newTokens - apart) / chunks,
      prefillContext: (prefillContext - (last?.prefillContext ?? 0)) / chunks,
      finishedPrompts: last == nil ? 1 / chunks : 0)
    room = forecaster.tokenLimit * forecaster.attentionCopies
    context = workload.meanDecodeContext
    largestBatchByMemory = forecaster.largestBatchByMemory(workload)
    largestBatch = min(largestBatchByMemory, forecaster.batchLimit)
    alone = forecaster.prefill(chunk, chunks: chunks, last: last)
    firstTokenAlone = forecaster.steps.requestOverhead + alone.total
  }

  /// Mean rest of the step under way when a request arrives, in steps. With less than one other
  /// request in flight, there is not always such a step.
  func rest(running: Double) -> Double { min(1, running - 1) * arrivals.rest }

  /// Requests that run of those in flight.
  func batch(_ concurrency: Double) -> Double { min(concurrency, largestBatch) }

  /// Chunks of others that share the steps of a request's own where there is room. What others could
  /// not do then, they do in the steps in which it waits or decodes.
  func met(_ loop: ClosedLoop) -> Double {
    min(loop.others * chunks, max(0, room / chunk.prefillTokens - 1))
  }
}

/// The steps that a decoding request sees.
struct DecodingLoop {
  /// Requests in flight, those of them that run, and the parts of the batch in stages of a pipeline.
  var concurrency: Double
  var running: Double
  var parts: Double
  /// How requests follow each other where they join and leave at every step.
  var loop: ClosedLoop?
  /// A step of the sequences that decode at once.
  var step: StepTime
  /// Seconds of such a step with chunks of prompts.
  var mixed: Double
  /// Seconds.
  var timePerToken: Double
  /// Chunks of other requests' prompts in a step.
  var prefillShare: Double
}

/// The latencies of a request in a closed loop, in seconds.
struct RequestTimes {
  /// Waiting for a place in the batch included, as in ``endToEnd``.
  var firstToken: Double
  var perToken: Double
  var endToEnd: Double
  /// The time in the batch, and the wait for a place.
  var active: Double
  var wait: Double
  /// Of the requests that run, all together.
  var requestsPerSecond: Double
}
