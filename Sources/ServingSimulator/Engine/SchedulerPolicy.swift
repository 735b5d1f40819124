import Catalog
import PerformanceModel

/// How an engine forms the batch of a step, by name and release.
public struct SchedulerPolicy: Hashable, Sendable {
  /// The engine and the line of releases whose scheduler this is.
  public var name: String
  public var batching: Batching
  public var order: Order
  /// Prompts are cut into chunks that fill what the token limit leaves; otherwise a prompt enters a
  /// step whole, and one longer than the limit enters alone.
  public var isChunked: Bool
  /// A sequence takes cache as it grows, and the youngest is preempted when there is no more;
  /// otherwise room for the whole answer is set aside when it starts.
  public var growsOnDemand: Bool
  /// Share of the cache that stays free when a sequence is admitted.
  public var watermark: Double

  /// When sequences may join a batch.
  public enum Batching: String, CaseIterable, Sendable, Codable {
    /// At every step.
    case continuous
    /// When all of the batch before have ended.
    case `static`
  }

  /// What a step takes first.
  public enum Order: String, CaseIterable, Sendable, Codable {
    /// Sequences that decode; prompts get the rest of the same step.
    case decodeFirst = "decode-first"
    /// Prompts, in steps of their own; who decodes waits.
    case prefillFirst = "prefill-first"
  }

  public init(
    name: String, batching: Batching = .continuous, order: Order = .decodeFirst,
    isChunked: Bool = true, growsOnDemand: Bool = true, watermark: Double = 0
  ) {
    self.name = name
    self.batching = batching
    self.order = order
    self.isChunked = isChunked
    self.growsOnDemand = growsOnDemand
    self.watermark = watermark
  }

  /// vLLM since its V1 engine (0.8, 2025): running sequences first, chunks of prompts in the same
  /// step, the youngest preempted and computed anew (`vllm/v1/core/sched/scheduler.py`).
  public static let vllmV1 = SchedulerPolicy(name: "vllm-v1")
  /// vLLM before: whole prompts in steps of their own before anybody decodes; 1 % of the blocks
  /// stays free at admission (`vllm/core/scheduler.py`, `block_manager.py`).
  public static let vllmV0 = SchedulerPolicy(
    name: "vllm-v0", order: .prefillFirst, isChunked: false, watermark: 0.01)
  /// SGLang: prompts first, in chunks, apart from decoding (`managers/scheduler.py`, mixed chunks
  /// being off by default).
  public static let sglang = SchedulerPolicy(name: "sglang", order: .prefillFirst)
  /// TensorRT-LLM: in-flight batching with `GUARANTEED_NO_EVICT`.
  public static let tensorRT = SchedulerPolicy(name: "tensorrt-llm", growsOnDemand: false)
  /// llama.cpp's server: slots with contexts of their own; prompts fill the batch after the slots
  /// that generate (`tools/server`, `update_slots`).
  public static let slots = SchedulerPolicy(name: "llama.cpp", growsOnDemand: false)
  /// Batches that start and end together.
  public static let staticBatch = SchedulerPolicy(
    name: "static", batching: .static, order: .prefillFirst, isChunked: false,
    growsOnDemand: false)

  /// Every policy by name.
  public static let all = [vllmV1, vllmV0, sglang, tensorRT, slots, staticBatch]

  /// The policy of an engine of the catalog, as it is today.
  public init(_ engine: Engine) {
    switch engine.batching {
    case .continuous:
      if engine.id == "sglang" {
        self = .sglang
      } else {
        self = engine.memory.growsOnDemand ? .vllmV1 : .tensorRT
      }
    case .slots, .single: self = .slots
    case .static: self = .staticBatch
    }
    growsOnDemand = engine.memory.growsOnDemand
  }
}
