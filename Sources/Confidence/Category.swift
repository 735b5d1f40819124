import Catalog
import PerformanceModel

/// The kind of a forecast: figures of one category are off by similar amounts and can be averaged.
public enum Category: String, CaseIterable, Sendable, Codable {
  case consumerDecode = "consumer-GPU decode"
  case consumerPrefill = "consumer-GPU prefill"
  case consumerBatch = "consumer batch decode"
  case appleDecode = "Apple decode"
  case applePrefill = "Apple prefill"
  case cpuDecode = "CPU decode"
  case cpuPrefill = "CPU prefill"
  case edgeDecode = "NPU and phone decode"
  case edgePrefill = "NPU and phone prefill"
  case datacenterStream = "datacenter single-stream"
  case datacenterPrefill = "datacenter prefill, idle TTFT"
  case datacenterBatch = "datacenter static batch"
  case offlineTensorRT = "offline maximum, TensorRT-LLM"
  case offlineOther = "offline maximum, other engines"
  case closedLoopTTFT = "closed-loop TTFT"
  case closedLoopTPOT = "closed-loop TPOT"
  case closedLoopThroughput = "closed-loop throughput"
  case requestRate = "request-rate latency"
  case requestRateThroughput = "request-rate throughput"
  case memory = "memory in use"
  case energy = "energy per token"
  case immatureStream = "immature stacks, single-stream"
  case immatureBatch = "immature stacks, batch"
}

/// How requests reach an engine, as far as it decides how well a figure is forecast.
public enum LoadShape: String, CaseIterable, Sendable, Codable {
  /// One request on an idle engine.
  case single
  /// A batch that starts together.
  case together
  /// So many requests in flight, each followed by the next.
  case closedLoop = "closed-loop"
  /// More requests than run at once: the largest throughput.
  case queued
  /// Requests at a rate, whatever the engine does.
  case rate
  /// A process whose memory is looked at.
  case resident
}

extension Category {
  /// The category of a figure: the one place that decides it, for measurements and estimates.
  /// - Parameters:
  ///   - quantity: which figure.
  ///   - shape: under which load.
  ///   - deployment: on what.
  ///   - isImmature: the source calls the software immature on this hardware.
  public init(
    _ quantity: MeasuredQuantity, _ shape: LoadShape, _ deployment: Deployment,
    isImmature: Bool = false
  ) {
    self.init(
      quantity, shape, deployment.engine, on: deployment.accelerator, isImmature: isImmature)
  }

  /// The category of a figure of an engine on a device, whatever it runs.
  public init(
    _ quantity: MeasuredQuantity, _ shape: LoadShape, _ engine: Engine, on device: Accelerator,
    isImmature: Bool = false
  ) {
    let isPrompt = quantity == .timeToFirstToken || quantity == .prefillRate
    switch (quantity, shape) {
    case (.memory, _), (_, .resident): self = .memory
    case (.energyPerToken, _): self = .energy
    case (_, .single):
      let kind = DeviceKind(device)
      self = isImmature ? .immatureStream : isPrompt ? kind.prefill : kind.decode
    case (_, .together):
      let kind = DeviceKind(device)
      self = isImmature ? .immatureBatch : isPrompt ? kind.prefill : kind.batch
    case (.timeToFirstToken, .closedLoop), (.prefillRate, .closedLoop): self = .closedLoopTTFT
    case (.timePerOutputToken, .closedLoop), (.decodeRate, .closedLoop): self = .closedLoopTPOT
    case (_, .closedLoop): self = .closedLoopThroughput
    case (_, .queued):
      self = engine.id == "tensorrt-llm" ? .offlineTensorRT : .offlineOther
    case (.outputRate, .rate), (.totalRate, .rate), (.requestRate, .rate):
      self = .requestRateThroughput
    case (_, .rate): self = .requestRate
    }
  }
}

/// Devices that are forecast alike.
public enum DeviceKind: Sendable {
  case consumer, apple, cpu, edge, datacenter

  public init(_ device: Accelerator) {
    switch (device.kind, device.platform) {
    case (.mobile, _), (_, "phone"), (_, "npu"): self = .edge
    case (_, "cpu"): self = .cpu
    case (.appleSoC, _): self = .apple
    case (.datacenterGPU, _), (.npu, _): self = .datacenter
    default: self = .consumer
    }
  }

  fileprivate var prefill: Category {
    switch self {
    case .consumer: .consumerPrefill
    case .apple: .applePrefill
    case .cpu: .cpuPrefill
    case .edge: .edgePrefill
    case .datacenter: .datacenterPrefill
    }
  }

  fileprivate var decode: Category {
    switch self {
    case .consumer: .consumerDecode
    case .apple: .appleDecode
    case .cpu: .cpuDecode
    case .edge: .edgeDecode
    case .datacenter: .datacenterStream
    }
  }

  fileprivate var batch: Category { self == .datacenter ? .datacenterBatch : .consumerBatch }
}
