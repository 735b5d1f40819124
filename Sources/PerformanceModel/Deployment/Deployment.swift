import Catalog
import Quantities

/// One way to run a model: what runs, in which numbers, under which engine, on which devices.
///
/// A search makes tens of thousands of them from a few hundred models, formats, engines and devices,
/// which they share.
public struct Deployment: Hashable, Sendable {
  private var sharedModel: Shared<ModelArchitecture>
  private var sharedFormat: Shared<WeightFormat>
  private var sharedEngine: Shared<Engine>
  private var sharedAccelerator: Shared<Accelerator>
  /// Weights as counted in real files, when they were read; otherwise they follow from the format.
  public var measuredWeights: PerRole<Double>?
  private var sharedKVType: Shared<TensorType>
  public var parallelism: Parallelism
  public var settings: EngineSettings

  public init(
    model: ModelArchitecture, weightFormat: WeightFormat,
    measuredWeights: PerRole<Double>? = nil, kvType: TensorType, engine: Engine,
    accelerator: Accelerator, parallelism: Parallelism = Parallelism(),
    settings: EngineSettings = EngineSettings()
  ) {
    self.init(
      model: Shared(model), weightFormat: Shared(weightFormat), measuredWeights: measuredWeights,
      kvType: Shared(kvType), engine: Shared(engine), accelerator: Shared(accelerator),
      parallelism: parallelism, settings: settings)
  }

  /// A deployment of parts that others have too.
  public init(
    model: Shared<ModelArchitecture>, weightFormat: Shared<WeightFormat>,
    measuredWeights: PerRole<Double>? = nil, kvType: Shared<TensorType>, engine: Shared<Engine>,
    accelerator: Shared<Accelerator>, parallelism: Parallelism = Parallelism(),
    settings: EngineSettings = EngineSettings()
  ) {
    sharedModel = model
    sharedFormat = weightFormat
    sharedEngine = engine
    sharedAccelerator = accelerator
    self.measuredWeights = measuredWeights
    sharedKVType = kvType
    self.parallelism = parallelism
    self.settings = settings
  }

  public var model: ModelArchitecture {
    get { sharedModel.value }
    set { sharedModel = Shared(newValue) }
  }
  public var weightFormat: WeightFormat {
    get { sharedFormat.value }
    set { sharedFormat = Shared(newValue) }
  }
  public var kvType: TensorType {
    get { sharedKVType.value }
    set { sharedKVType = Shared(newValue) }
  }
  public var engine: Engine {
    get { sharedEngine.value }
    set { sharedEngine = Shared(newValue) }
  }
  public var accelerator: Accelerator {
    get { sharedAccelerator.value }
    set { sharedAccelerator = Shared(newValue) }
  }
  /// Tells devices apart without comparing them: the same for deployments that share the device.
  public var acceleratorIdentity: ObjectIdentifier { sharedAccelerator.identity }
}

/// How one replica spreads over devices.
public struct Parallelism: Hashable, Sendable {
  /// Devices that share every matrix.
  public var tensor: Int
  /// Stages that hold a part of the layers each.
  public var pipeline: Int
  /// Copies of the attention part that split the sequences between them, while the experts are
  /// spread over all (attention data parallelism).
  public var attentionData: Int
  /// Whole experts live on single devices instead of being cut.
  public var isExpertParallel: Bool

  public init(
    tensor: Int = 1, pipeline: Int = 1, attentionData: Int = 1, isExpertParallel: Bool = false
  ) {
    self.tensor = max(1, tensor)
    self.pipeline = max(1, pipeline)
    self.attentionData = max(1, attentionData)
    self.isExpertParallel = isExpertParallel
  }

  /// Devices of one replica.
  public var devices: Int { tensor * pipeline * attentionData }

  /// How people write it: `TP2`, `TP4 × PP2`.
  public var label: String {
    var parts: [String] = []
    if tensor > 1 { parts.append("TP\(tensor)") }
    if pipeline > 1 { parts.append("PP\(pipeline)") }
    if attentionData > 1 { parts.append("DP-attention \(attentionData)") }
    if isExpertParallel { parts.append("EP") }
    return parts.isEmpty ? "one device" : parts.joined(separator: " × ")
  }
}

/// Settings of the engine that a person may choose; `nil` means the engine's default.
public struct EngineSettings: Hashable, Sendable {
  /// Share of memory the engine may take, `gpu_memory_utilization` in vLLM.
  public var memoryFraction: Double?
  /// Most sequences in a batch, `max_num_seqs`.
  public var maximumSequences: Int?
  /// Most tokens in a step, `max_num_batched_tokens` or `n_ubatch`.
  public var maximumBatchedTokens: Int?
  /// An old line of releases with a slower scheduler, by the name under which the coefficients know
  /// it; `nil` is the engine as it is today.
  public var release: String?
  /// Threads that compute on a CPU; `nil` means one a core.
  public var threads: Int?
  /// Whether attention is one fused kernel; `nil` means it is, as in engines of today.
  public var usesFlashAttention: Bool?
  /// Whether steps of many tokens first write quantised weights out in FP16 and multiply those, as
  /// engines did before they had fast integer kernels for a device.
  public var unpacksWeights: Bool

  public init(
    memoryFraction: Double? = nil, maximumSequences: Int? = nil, maximumBatchedTokens: Int? = nil,
    release: String? = nil, threads: Int? = nil, usesFlashAttention: Bool? = nil,
    unpacksWeights: Bool = false
  ) {
    self.unpacksWeights = unpacksWeights
    self.release = release
    self.memoryFraction = memoryFraction
    self.maximumSequences = maximumSequences
    self.maximumBatchedTokens = maximumBatchedTokens
    self.threads = threads
    self.usesFlashAttention = usesFlashAttention
  }
}

extension Deployment {
  private var isLargeDevice: Bool { accelerator.visibleMemory >= Engine.Limits.largeDevice }

  /// The precision in which matrices are multiplied.
  var multiplied: Accelerator.Precision {
    settings.unpacksWeights ? .fp16 : weightFormat.compute
  }

  /// Most sequences that run at once, by the engine's setting or default.
  public var sequenceLimit: Int {
    settings.maximumSequences
      ?? (isLargeDevice ? engine.limits.sequencesOnLargeDevice : engine.limits.sequences)
  }

  /// Most tokens of one step, by the engine's setting or default.
  public var batchedTokenLimit: Int {
    settings.maximumBatchedTokens
      ?? (isLargeDevice ? engine.limits.batchedTokensOnLargeDevice : engine.limits.batchedTokens)
  }
}

/// Why a deployment makes no sense, before any figure is computed.
public enum DeploymentError: Error, Hashable, Sendable, CustomStringConvertible {
  case engineDoesNotRun(engine: String, platform: String, accelerator: String, engines: [String])
  case formatNotReadable(format: String, engine: String, families: [String])
  case noMemory(accelerator: String)
  case noInterconnect(accelerator: String, devices: Int)
  case layersDoNotSplit(stages: Int, layers: Int)
  case headsDoNotSplit(tensor: Int, heads: Int)
  case noTensorParallelism(engine: String, tensor: Int)
  case noComputeRate(accelerator: String)

  public var description: String {
    switch self {
    case .engineDoesNotRun(let engine, let platform, let accelerator, let engines):
      "\(engine) does not run on \(accelerator) (platform \(platform)); engines that do: "
        + (engines.isEmpty ? "none of the catalog" : engines.joined(separator: ", "))
    case .formatNotReadable(let format, let engine, let families):
      "\(engine) does not read weights in \(format); it reads: "
        + families.joined(separator: ", ")
    case .noMemory(let accelerator):
      "\(accelerator) has no memory that could hold a language model: "
        + "it runs small vision networks from on-chip memory"
    case .noInterconnect(let accelerator, let devices):
      "no link between several \(accelerator) is known: "
        + "\(devices) of them cannot be planned as one replica"
    case .layersDoNotSplit(let stages, let layers):
      "\(stages) pipeline stages for \(layers) layers: at most one stage a layer"
    case .headsDoNotSplit(let tensor, let heads):
      "tensor parallelism \(tensor) does not divide the \(heads) attention heads"
    case .noTensorParallelism(let engine, let tensor):
      "\(engine) does not split matrices over devices (tensor parallelism \(tensor)): "
        + "give the devices as pipeline stages"
    case .noComputeRate(let accelerator):
      "the catalog knows no compute rate of \(accelerator)"
    }
  }
}

extension Deployment {
  /// Checks what no figure can express: that the engine runs there, reads the format, and that the
  /// parallel layout exists.
  /// - Parameter engines: the engines to suggest from when this one does not run there.
  public func check(engines: [Engine] = []) throws(DeploymentError) {
    guard accelerator.memoryBandwidth != nil, accelerator.visibleMemory > .mebibytes(64) else {
      throw .noMemory(accelerator: accelerator.name)
    }
    guard accelerator.computeRate(.fp16) != nil else {
      throw .noComputeRate(accelerator: accelerator.name)
    }
    guard engine.platforms.contains(accelerator.platform) else {
      throw .engineDoesNotRun(
        engine: engine.name, platform: accelerator.platform, accelerator: accelerator.name,
        engines: engines.filter { $0.platforms.contains(accelerator.platform) }.map(\.id))
    }
    guard engine.weightFamilies.contains(weightFormat.family) else {
      throw .formatNotReadable(
        format: weightFormat.name, engine: engine.name,
        families: engine.weightFamilies.map(\.rawValue))
    }
    if parallelism.devices > 1 {
      guard accelerator.interconnect != nil else {
        throw .noInterconnect(accelerator: accelerator.name, devices: parallelism.devices)
      }
    }
    if parallelism.tensor > 1 {
      guard engine.supportsTensorParallelism else {
        throw .noTensorParallelism(engine: engine.name, tensor: parallelism.tensor)
      }
      for group in model.layers {
        guard case .attention(let attention) = group.mixer else { continue }
        guard attention.heads % parallelism.tensor == 0 else {
          throw .headsDoNotSplit(tensor: parallelism.tensor, heads: attention.heads)
        }
      }
    }
    guard parallelism.pipeline <= model.layerCount else {
      throw .layersDoNotSplit(stages: parallelism.pipeline, layers: model.layerCount)
    }
  }
}
