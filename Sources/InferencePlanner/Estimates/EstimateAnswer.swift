import Catalog
import Confidence
import Economics
import FoundationEssentials
import PerformanceModel
import Quantities
import StructuredText

/// The JSON form of an estimate, schema `inferplan.estimate/1`.
///
/// Keys are the properties in snake case; units are in the names. `results` has the groups and keys
/// of the documented calculator (`memory`, `latency`, `cost`, `compatibility`) and ours beside them.
/// Within a version keys are added, never renamed or removed.
public struct EstimateAnswer: JSONFields, Sendable {
  public static let schemaName = "inferplan.estimate/1"

  public let schema: String
  public let deployment: DeploymentAnswer
  public let workload: WorkloadAnswer
  public let results: Results
  public let confidence: ConfidenceAnswer
  public let assumptions: [String]
  public let warnings: [String]
  public let sources: [Source]
  /// The arithmetic of every figure, where it was asked for.
  public let explanation: [ExplainedGroup]?

  public struct ExplainedGroup: JSONFields, Sendable {
    public let title: String
    public let lines: [Line]

    public struct Line: JSONFields, Sendable {
      public let figure: String
      public let value: String
      public let arithmetic: String
      public let sources: [String]
    }
  }

  public struct DeploymentAnswer: JSONFields, Sendable {
    public let model: String
    public let parameters: Double
    public let activeParameters: Double
    public let weights: String
    /// Whether the model is published in these weights.
    public let weightsAreNative: Bool
    public let bitsPerWeight: Double
    public let kvCache: String
    public let engine: String
    public let hardware: String
    public let hardwareName: String
    /// What programs the device: `cuda`, `rocm`, `metal`, `cpu` ….
    public let platform: String
    public let devicesPerReplica: Int
    public let replicas: Int
    public let tensorParallel: Int
    public let pipelineParallel: Int
    public let attentionDataParallel: Int
    public let expertParallel: Bool
  }

  public struct WorkloadAnswer: JSONFields, Sendable {
    public let input: Int
    public let cachedInput: Int
    public let output: Int
    public let concurrency: Int
    public let requestsPerHour: Double?
  }

  public struct Results: JSONFields, Sendable {
    public let memory: Memory
    public let latency: Latency
    public let throughput: Throughput
    public let cost: Cost
    public let energy: Energy
    public let compatibility: CompatibilityAnswer
    /// The 80 % intervals of figures that stand under the same keys in the other groups.
    public let intervals: IntervalsAnswer
  }

  /// Memory of the device that holds most, in GB of 10⁹ bytes.
  public struct Memory: JSONFields, Sendable {
    public let totalMemoryGb: Double
    public let memoryFits: Bool
    public let memoryUtilizationPercent: Double
    public let weightsGb: Double
    public let kvCacheGb: Double
    public let activationsGb: Double
    public let reserveGb: Double
    public let headroomGb: Double
    public let usableGb: Double
    public let visibleGb: Double
    public let kvBytesPerToken: Double
    public let largestBatch: Int
    public let longestContext: Int
  }

  /// Times are absent where not one request fits.
  public struct Latency: JSONFields, Sendable {
    public let totalLatencySeconds: Double?
    /// Generated tokens of a request over its whole time.
    public let tokensPerSecond: Double?
    public let ttftMs: Double?
    public let tpotMs: Double?
    public let e2eMs: Double?
    public let queueWaitMs: Double?
  }

  public struct Throughput: JSONFields, Sendable {
    public let outputTokensPerSecond: Double
    public let outputTokensPerSecondPerUser: Double
    public let totalTokensPerSecond: Double
    public let requestsPerSecond: Double
    public let batch: Int
    public let fullLoadRequestsPerSecond: Double
    public let fullLoadOutputTokensPerSecond: Double
    public let fullLoadTpotMs: Double?
  }

  public struct Cost: JSONFields, Sendable {
    public let costPerRequest: Double?
    public let hourlyCost: Double?
    public let monthlyCost: Double?
    public let costPerMillionOutputTokens: Double?
    public let costPerMillionTotalTokens: Double?
    public let costPerRequestAtFullLoad: Double?
    public let costPerMillionOutputTokensAtFullLoad: Double?
    public let utilizationPercent: Double?
    public let currency: String
    public let basis: String?
    public let priceAsOf: String?
    public let remark: String?
    public let lines: [Line]

    public struct Line: JSONFields, Sendable {
      public let label: String
      public let usd: Double
      public let arithmetic: String
      public let sources: [Source]
    }
  }

  public struct Energy: JSONFields, Sendable {
    public let powerWatts: Double?
    public let joulesPerOutputToken: Double?
    public let kwhPerMillionOutputTokens: Double?
    public let gco2ePerHour: Double?
    public let gco2ePerRequest: Double?
  }

  public struct CompatibilityAnswer: JSONFields, Sendable {
    public let fits: Bool
    public let utilizationPercent: Double
    public let performanceScore: Double
    public let scoreParts: [Part]
    public let recommendations: [String]

    public struct Part: JSONFields, Sendable {
      public let name: String
      public let points: Double
      public let of: Double
      public let reason: String
    }
  }

  public struct Source: JSONFields, Sendable, Hashable {
    public let of: String
    public let source: String
    public let asOf: String?
    public let verification: String

    init(_ of: String, _ provenance: Provenance) {
      self.of = of
      source = provenance.source
      asOf = provenance.asOf
      verification = provenance.verification.rawValue
    }
  }
}

extension EstimateAnswer {
  public init(_ estimate: Estimate, explanation: Explanation? = nil) {
    self.explanation = explanation?.groups.map { group in
      ExplainedGroup(
        title: group.title,
        lines: group.lines.map {
          .init(
            figure: $0.figure, value: $0.value, arithmetic: $0.arithmetic, sources: $0.sources)
        })
    }
    let deployment = estimate.deployment
    let forecast = estimate.forecast, capacity = estimate.capacity
    let memory = forecast.memory
    let inventory = estimate.forecaster.inventory
    let layout = deployment.parallelism
    schema = Self.schemaName
    self.deployment = DeploymentAnswer(
      model: deployment.model.id, parameters: inventory.total,
      activeParameters: inventory.activeTotal, weights: deployment.weightFormat.id,
      weightsAreNative: deployment.weightFormat.id == deployment.model.nativeWeightFormat,
      bitsPerWeight: estimate.bitsPerWeight, kvCache: deployment.kvType.id.lowercased(),
      engine: deployment.engine.id, hardware: deployment.accelerator.id,
      hardwareName: deployment.accelerator.name, platform: deployment.accelerator.platform,
      devicesPerReplica: layout.devices,
      replicas: estimate.request.replicas, tensorParallel: layout.tensor,
      pipelineParallel: layout.pipeline, attentionDataParallel: layout.attentionData,
      expertParallel: layout.isExpertParallel)
    workload = WorkloadAnswer(
      input: estimate.request.input, cachedInput: estimate.request.cachedInput,
      output: estimate.request.output, concurrency: estimate.request.concurrency,
      requestsPerHour: estimate.request.requestsPerHour)
    let hasPower = forecast.power.value > 0 && forecast.runs
    results = Results(
      memory: Memory(
        totalMemoryGb: memory.total.gigabytes, memoryFits: estimate.compatibility.fits,
        memoryUtilizationPercent: memory.utilization * 100, weightsGb: memory.weights.gigabytes,
        kvCacheGb: memory.kvCache.gigabytes, activationsGb: memory.activations.gigabytes,
        reserveGb: memory.reserve.gigabytes, headroomGb: memory.headroom.gigabytes,
        usableGb: memory.usable.gigabytes, visibleGb: memory.visible.gigabytes,
        kvBytesPerToken: estimate.forecaster.memory.kvCache.bytesRead(tokens: 1)
          - estimate.forecaster.memory.kvCache.stateBytes,
        largestBatch: Int(forecast.largestBatch), longestContext: estimate.longestContext),
      latency: Latency(forecast, outputTokens: estimate.workload.outputTokens),
      throughput: Throughput(
        outputTokensPerSecond: forecast.outputTokensPerSecond,
        outputTokensPerSecondPerUser: forecast.runs ? forecast.outputTokensPerSecondPerUser : 0,
        totalTokensPerSecond: forecast.totalTokensPerSecond,
        requestsPerSecond: forecast.requestsPerSecond, batch: Int(forecast.batch),
        fullLoadRequestsPerSecond: capacity.requestsPerSecond,
        fullLoadOutputTokensPerSecond: capacity.outputTokensPerSecond,
        fullLoadTpotMs: forecast.runs ? capacity.timePerOutputToken.milliseconds : nil),
      cost: Cost(estimate),
      energy: Energy(
        powerWatts: hasPower ? forecast.power.value : nil,
        joulesPerOutputToken: hasPower ? forecast.energyPerOutputToken.value : nil,
        kwhPerMillionOutputTokens: hasPower
          ? forecast.energyPerOutputToken.kilowattHours * 1e6 : nil,
        gco2ePerHour: estimate.carbon?.gramsPerHour,
        gco2ePerRequest: estimate.carbon?.gramsPerRequest),
      compatibility: CompatibilityAnswer(
        fits: estimate.compatibility.fits,
        utilizationPercent: estimate.compatibility.utilization * 100,
        performanceScore: estimate.compatibility.score,
        scoreParts: estimate.compatibility.parts.map {
          .init(name: $0.name, points: $0.points, of: $0.of, reason: $0.reason)
        },
        recommendations: estimate.compatibility.recommendations),
      intervals: IntervalsAnswer(estimate))
    confidence = ConfidenceAnswer(estimate.confidence)
    assumptions = estimate.assumptions
    warnings = estimate.warnings
    sources = [
      Source("model", deployment.model.provenance),
      Source("weights", deployment.weightFormat.provenance),
      Source("hardware", deployment.accelerator.provenance),
      Source("engine", deployment.engine.provenance),
    ]
  }
}

extension EstimateAnswer.Latency {
  init(_ forecast: Forecast, outputTokens: Double) {
    func ifRunning(_ value: Double) -> Double? { forecast.runs ? value : nil }
    totalLatencySeconds = ifRunning(forecast.endToEnd.value)
    tokensPerSecond = ifRunning(outputTokens / forecast.endToEnd.value)
    ttftMs = ifRunning(forecast.timeToFirstToken.milliseconds)
    tpotMs = ifRunning(forecast.timePerOutputToken.milliseconds)
    e2eMs = ifRunning(forecast.endToEnd.milliseconds)
    queueWaitMs = ifRunning(forecast.queueWait.milliseconds)
  }
}

extension EstimateAnswer.Cost {
  init(_ estimate: Estimate) {
    let cost = estimate.cost
    let offered = cost?.atOfferedLoad, full = cost?.atFullLoad
    let unit = offered ?? full
    costPerRequest = unit?.perRequest.value
    hourlyCost = cost?.perHour?.value
    monthlyCost = cost?.perMonth?.value
    costPerMillionOutputTokens = unit?.perMillionOutputTokens?.value
    costPerMillionTotalTokens = unit?.perMillionTotalTokens?.value
    costPerRequestAtFullLoad = full?.perRequest.value
    costPerMillionOutputTokensAtFullLoad = full?.perMillionOutputTokens?.value
    utilizationPercent = cost?.plan?.utilisation.map { $0 * 100 }
    currency = "USD"
    basis = cost?.title
    priceAsOf = cost?.priceDate
    remark = estimate.costRemark
    lines = (cost?.lines ?? []).map { line in
      Line(
        label: line.label, usd: line.amount.value, arithmetic: line.arithmetic,
        sources: line.basis.map { EstimateAnswer.Source(line.label, $0) })
    }
  }
}

extension Estimate {
  /// Average bits that a parameter takes, scales included.
  public var bitsPerWeight: Double {
    let bytes = TensorRole.allCases.reduce(0) { $0 + forecaster.memory.modelBytes[$1] }
    return bytes * 8 / max(1, forecaster.inventory.total)
  }
}

/// The one way in which answers become JSON: sorted keys, snake case, no escaped slashes.
public enum AnswerJSON {
  public static func text(_ answer: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(answer), as: UTF8.self)
  }
}
