import Quantities

/// What a deployment will do under a workload: memory, latency, throughput, energy.
public struct Forecast: Hashable, Sendable {
  public var memory: MemoryBreakdown
  /// The most sequences that run at once: by memory, by the engine's limit.
  public var largestBatchByMemory: Double
  public var largestBatch: Double
  /// Sequences that do run at once; the others of the workload wait.
  public var batch: Double

  /// Time to first token from sending the request, queueing included.
  public var timeToFirstToken: Seconds
  /// Of that, the wait for a place in the batch.
  public var queueWait: Seconds
  /// Time per output token after the first: `(end to end − TTFT) / (tokens − 1)`.
  public var timePerOutputToken: Seconds
  /// From sending a request to its last token.
  public var endToEnd: Seconds

  /// The prefill of one request alone on an idle replica, and a step of the sequences that decode
  /// at once: the batch without those whose prompts are on their way.
  public var prefillAlone: StepTime
  public var decodeStep: StepTime
  /// Chunks of other requests' prompts in a step: from 1 on, no step is without prefill.
  public var prefillShare: Double

  /// Generated tokens a second, of all users together.
  public var outputTokensPerSecond: Double
  /// Generated tokens a second that one user sees while the answer streams.
  public var outputTokensPerSecondPerUser: Double
  public var totalTokensPerSecond: Double
  public var requestsPerSecond: Double

  /// Mean power of all devices of the replica.
  public var power: Watts
  /// Energy of the devices for one generated token, prompt processing included.
  public var energyPerOutputToken: Joules

  /// Whether the whole batch of the workload fits in memory at once.
  public var fits: Bool { memory.fits }
  /// Whether at least one request can run.
  public var runs: Bool { batch >= 1 }
}
