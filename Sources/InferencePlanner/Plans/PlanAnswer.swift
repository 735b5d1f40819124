import Catalog
import Confidence
import Economics
import PerformanceModel
import PlanSearch
import Quality
import Quantities

/// The JSON form of a plan, schema `inferplan.plan/1`. Keys are the properties in snake case; units
/// are in the names. Within a version keys are added, never renamed or removed.
public struct PlanAnswer: Encodable, Sendable {
  public static let schemaName = "inferplan.plan/1"

  public let schema: String
  public let isFeasible: Bool
  public let question: Question
  public let plans: [Plan]
  public let paretoFront: [FrontPoint]
  public let candidatesConsidered: Int
  public let candidatesFeasible: Int
  public let removed: [Removed]
  public let relaxations: [Change]
  public let sensitivity: [Change]
  public let breakEvens: [BreakEven]
  public let owningPaysFromUtilizationPercent: Double?
  public let levers: [LeverAnswer]
  public let costOverYears: [Horizon]
  public let tiers: Tiers?
  public let survey: [SurveyEntry]?
  public let energyKwhPerMonth: Double?
  public let carbonKgPerMonth: Double?
  public let duties: [String]
  public let rollout: [Phase]
  public let corrections: [String]
  public let assumptions: [String]

  public struct Question: Encodable, Sendable {
    public let task: String?
    public let qualityFloor: Double?
    public let inputTokens: Double
    public let cachedInputTokens: Double
    public let outputTokens: Double
    public let peakRequestsPerSecond: Double
    public let meanRequestsPerSecond: Double
    public let levels: [Level]
    public let monthlyBudgetUsd: Double?
  }

  public struct Level: Encodable, Sendable {
    public let metric: String
    public let percentile: String
    public let limitMs: Double
  }

  public struct Plan: Encodable, Sendable {
    public let rank: Int
    public let model: String
    public let weights: String?
    /// Whether the model is published in these weights.
    public let weightsAreNative: Bool?
    public let kvCache: String?
    public let engine: String?
    public let hardware: String?
    public let hardwareName: String?
    /// What programs the device: `cuda`, `rocm`, `metal`, `cpu` ….
    public let platform: String?
    public let devicesPerReplica: Int?
    public let tensorParallel: Int?
    public let pipelineParallel: Int?
    public let attentionDataParallel: Int?
    public let expertParallel: Bool?
    /// Workers of a replica with one phase each, laid out alike; absent where workers do both.
    public let prefillWorkers: Int?
    public let decodeWorkers: Int?
    public let replicas: Int
    public let machines: Int
    public let spareMachines: Int
    public let payment: String
    public let offer: String?
    public let provider: String?
    /// The provider of a service as its own clients name it, such as `bedrock`.
    public let providerKey: String?
    /// The machine that is rented, where it is, and the devices in it.
    public let instanceType: String?
    public let region: String?
    public let devicesPerMachine: Double?
    public let priceAsOf: String?
    public let monthlyUsd: Double
    public let purchaseUsd: Double
    public let usdPerMillionOutputTokens: Double?
    public let usdPerMillionOutputTokensAtFullLoad: Double?
    public let usdPerMillionTotalTokens: Double?
    public let quality: Double?
    public let qualityStandardError: Double?
    public let ttftMs: Percentiles?
    public let tpotMs: Percentiles?
    public let e2eMs: Percentiles?
    /// The same as the simulator plays them.
    public let simulated: Simulated?
    public let maximumRequestsPerSecond: Double?
    public let utilizationPercent: Double?
    public let outputTokensPerSecond: Double?
    public let memoryGb: Double?
    public let memoryUtilizationPercent: Double?
    public let settings: Settings?
    public let confidence: String?
    public let checks: [Check]
    public let binding: String?
    public let rationale: [String]
    public let lostBy: String?
    public let remarks: [String]
  }

  public struct Simulated: Encodable, Sendable {
    public let requests: Int
    public let replicas: Int
    public let ttftMs: Played
    public let tpotMs: Played
    public let e2eMs: Played

    public struct Played: Encodable, Sendable {
      public let mean: Double
      public let p50: Double
      public let p95: Double
      public let p99: Double
    }
  }

  public struct Percentiles: Encodable, Sendable {
    public let mean: Double
    public let p50: Double
    public let p90: Double
    public let p95: Double
    public let p99: Double
    /// The ends of the 80 % interval of p95.
    public let p95Low: Double
    public let p95High: Double
  }

  public struct SurveyEntry: Encodable, Sendable {
    public let setting: String
    public let table: String
    public let requestsPerSecond: Double
    /// Absent where nothing in the setting meets the question.
    public let plan: String?
    public let monthlyUsd: Double?
    public let purchaseUsd: Double?
    public let documentAdvises: String
    public let correction: String?
  }

  public struct Settings: Encodable, Sendable {
    public let maxNumSeqs: Int
    public let maxNumBatchedTokens: Int
    public let maxModelLen: Int
    public let gpuMemoryUtilization: Double
    public let kvCacheDtype: String
    public let prefixCaching: Bool
  }

  public struct Check: Encodable, Sendable {
    public let requirement: String
    public let wanted: String
    public let got: String
    public let isMet: Bool
    public let headroomPercent: Double?
    /// The chance that it holds, as far as the forecast may be off.
    public let chancePercent: Double?
  }

  public struct FrontPoint: Encodable, Sendable {
    public let model: String
    public let where_: String
    public let payment: String
    public let monthlyUsd: Double
    public let latencyMs: Double?
    public let quality: Double?

    enum CodingKeys: String, CodingKey {
      case model
      case where_ = "where"
      case payment, monthlyUsd, latencyMs, quality
    }
  }

  public struct Removed: Encodable, Sendable {
    public let constraint: String
    public let n: Int
  }

  /// A changed question with its best plan; `plan` is absent where nothing meets it.
  public struct Change: Encodable, Sendable {
    public let change: String
    public let plan: String?
    public let monthlyUsd: Double?
    public let changesPlan: Bool
  }

  public struct BreakEven: Encodable, Sendable {
    public let challenger: String
    public let incumbent: String
    public let requestsPerHour: Double?
  }

  public struct LeverAnswer: Encodable, Sendable {
    public let name: String
    public let savingUsdPerMonth: Double
    public let savingPercent: Double
    public let isUsed: Bool
    public let basis: String
  }

  public struct Horizon: Encodable, Sendable {
    public let plan: String
    public let payment: String
    /// After 1 to 5 years.
    public let usd: [Double]
  }

  public struct Tiers: Encodable, Sendable {
    public let tiers: [Tier]
    public let monthlyUsd: Double
    public let usdPerRequest: Double

    public struct Tier: Encodable, Sendable {
      public let name: String
      public let share: Double
      public let plan: String
      public let monthlyUsd: Double
      public let deployment: Plan
    }
  }

  public struct Phase: Encodable, Sendable {
    public let weeks: String
    public let name: String
    public let trafficShare: Double
    public let replicas: Int
    public let work: [String]
    public let gate: String
  }

  public init(_ outcome: PlanOutcome) {
    schema = Self.schemaName
    isFeasible = outcome.isFeasible
    let asked = outcome.question
    question = Question(
      task: outcome.task, qualityFloor: outcome.floor?.score,
      inputTokens: asked.workload.inputTokens, cachedInputTokens: asked.workload.cachedTokens,
      outputTokens: asked.workload.outputTokens, peakRequestsPerSecond: asked.traffic.peakRate,
      meanRequestsPerSecond: asked.traffic.meanRate,
      levels: asked.levels.map {
        Level(
          metric: $0.metric.rawValue, percentile: $0.percentile, limitMs: $0.limit.milliseconds)
      },
      monthlyBudgetUsd: asked.monthlyBudget?.value)
    plans = outcome.plans.enumerated().map { Plan($0.element, rank: $0.offset + 1, asked) }
    paretoFront = outcome.front.map {
      FrontPoint(
        model: $0.what, where_: $0.place, payment: $0.payment,
        monthlyUsd: $0.candidate.monthly, latencyMs: $0.candidate.latency.map { $0 * 1000 },
        quality: $0.candidate.quality?.value)
    }
    candidatesConsidered = outcome.considered
    candidatesFeasible = outcome.feasibleCount
    removed = outcome.removed.map { Removed(constraint: $0.constraint.words, n: $0.count) }
    relaxations = outcome.relaxations.map {
      Change(
        change: $0.change, plan: $0.plan.summary, monthlyUsd: $0.plan.candidate.monthly,
        changesPlan: true)
    }
    sensitivity = outcome.whatIfs.map {
      Change(
        change: $0.change, plan: $0.best?.summary, monthlyUsd: $0.best?.candidate.monthly,
        changesPlan: $0.changesPlan)
    }
    breakEvens = outcome.breakEvens.map {
      BreakEven(
        challenger: $0.challenger, incumbent: $0.incumbent, requestsPerHour: $0.requestsPerHour)
    }
    owningPaysFromUtilizationPercent = outcome.owningUtilisation.map { $0 * 100 }
    levers = outcome.levers.map {
      LeverAnswer(
        name: $0.name, savingUsdPerMonth: $0.saving.value, savingPercent: $0.share * 100,
        isUsed: $0.isUsed, basis: $0.basis)
    }
    costOverYears = outcome.horizons.map {
      Horizon(
        plan: $0.plan.summary, payment: $0.plan.candidate.payment.rawValue,
        usd: $0.afterYears.map(\.value))
    }
    tiers = outcome.tiers.map { tiers in
      Tiers(
        tiers: tiers.tiers.map {
          var part = asked
          part.traffic = asked.traffic.scaled($0.share)
          return .init(
            name: $0.name, share: $0.share, plan: $0.plan.summary,
            monthlyUsd: $0.plan.candidate.monthly, deployment: Plan($0.plan, rank: 1, part))
        }, monthlyUsd: tiers.monthly.value, usdPerRequest: tiers.perRequest.value)
    }
    survey = outcome.survey?.entries.map {
      SurveyEntry(
        setting: $0.setting.name, table: $0.setting.group.rawValue, requestsPerSecond: $0.rate,
        plan: $0.plan?.summary, monthlyUsd: $0.plan?.candidate.monthly,
        purchaseUsd: $0.plan?.candidate.purchase, documentAdvises: $0.setting.advice,
        correction: $0.setting.remark)
    }
    energyKwhPerMonth = outcome.energy?.kilowattHoursPerMonth
    carbonKgPerMonth = outcome.energy?.carbonPerMonth
    rollout = outcome.rollout.map {
      Phase(
        weeks: $0.weeks, name: $0.name, trafficShare: $0.trafficShare,
        replicas: outcome.replicas(of: $0), work: $0.work, gate: $0.gate)
    }
    duties = outcome.duties.map { "\($0.rule): \($0.duty) (\($0.provenance.source))" }
    corrections = outcome.corrections
    assumptions = outcome.assumptions
  }
}

extension PlanAnswer.Plan {
  init(_ plan: PlanDetail, rank: Int, _ question: PlanQuestion) {
    let candidate = plan.candidate
    let serving = plan.serving
    let deployment = serving?.deployment
    let layout = deployment?.parallelism
    self.rank = rank
    if let service = plan.service {
      model = service.price.id
      provider = service.price.provider
      offer = service.price.id
      priceAsOf = service.price.provenance.asOf
    } else {
      model = deployment?.model.id ?? ""
      provider = serving?.offer?.provider
      offer = serving?.offer?.id
      priceAsOf = serving?.offer?.provenance.asOf ?? plan.cost?.priceDate
    }
    providerKey = plan.service?.price.providerKey
    if case .rental(let rental)? = serving?.offer?.source {
      instanceType = rental.instance
      region = rental.region
    } else {
      instanceType = nil
      region = nil
    }
    devicesPerMachine = serving?.offer?.devices
    platform = deployment?.accelerator.platform
    weights = deployment?.weightFormat.id
    weightsAreNative = deployment.map { $0.weightFormat.id == $0.model.nativeWeightFormat }
    kvCache = deployment?.kvType.id.lowercased()
    engine = deployment?.engine.id
    hardware = deployment?.accelerator.id
    hardwareName = deployment?.accelerator.name
    devicesPerReplica = deployment == nil ? nil : candidate.devicesPerReplica
    prefillWorkers = serving?.split?.prefillWorkers
    decodeWorkers = serving?.split?.decodeWorkers
    tensorParallel = layout?.tensor
    pipelineParallel = layout?.pipeline
    attentionDataParallel = layout?.attentionData
    expertParallel = layout?.isExpertParallel
    replicas = candidate.replicas
    machines = candidate.machines
    spareMachines = candidate.spares
    payment = candidate.payment.rawValue
    monthlyUsd = candidate.monthly
    purchaseUsd = candidate.purchase
    let offered = plan.cost?.atOfferedLoad, full = plan.cost?.atFullLoad
    usdPerMillionOutputTokens = offered?.perMillionOutputTokens?.value
    usdPerMillionOutputTokensAtFullLoad = full?.perMillionOutputTokens?.value
    usdPerMillionTotalTokens = offered?.perMillionTotalTokens?.value
    quality = candidate.quality?.value
    qualityStandardError = candidate.quality?.standardError
    ttftMs = serving.map { PlanAnswer.Percentiles($0, .ttft) }
    tpotMs = serving.map { PlanAnswer.Percentiles($0, .tpot) }
    e2eMs = serving.map { PlanAnswer.Percentiles($0, .e2e) }
    simulated = plan.simulated.map(PlanAnswer.Simulated.init)
    maximumRequestsPerSecond = serving.map { $0.maximumRate * Double(candidate.replicas) }
    utilizationPercent = serving.map {
      100 * question.traffic.peakRate / ($0.maximumRate * Double(candidate.replicas))
    }
    outputTokensPerSecond = serving?.outputTokensPerSecond
    let memory = serving?.memory
    memoryGb = memory?.total.gigabytes
    memoryUtilizationPercent = memory.map { $0.utilization * 100 }
    settings = serving.map {
      PlanAnswer.Settings(
        maxNumSeqs: $0.settings.maximumSequences,
        maxNumBatchedTokens: $0.settings.maximumBatchedTokens,
        maxModelLen: $0.settings.maximumContext,
        gpuMemoryUtilization: $0.settings.memoryFraction, kvCacheDtype: $0.settings.kvCache,
        prefixCaching: $0.settings.prefixCaching)
    }
    confidence = serving?.confidence.tier.rawValue
    checks = plan.checks.map {
      PlanAnswer.Check(
        requirement: $0.requirement, wanted: $0.wanted, got: $0.got, isMet: $0.isMet,
        headroomPercent: $0.margin.isFinite ? $0.margin * 100 : nil,
        chancePercent: $0.chance.map { $0 * 100 })
    }
    binding = plan.binding?.requirement
    rationale = plan.rationale
    lostBy = plan.lostBy
    remarks = plan.remarks
  }
}

extension PlanAnswer.Simulated {
  init(_ latencies: SimulatedLatencies) {
    func played(_ metric: ServiceLevel.Metric) -> Played {
      func at(_ share: Double?) -> Double { latencies.latency(metric, share).milliseconds }
      return Played(mean: at(nil), p50: at(0.5), p95: at(0.95), p99: at(0.99))
    }
    requests = latencies.requests
    replicas = latencies.replicas
    ttftMs = played(.ttft)
    tpotMs = played(.tpot)
    e2eMs = played(.e2e)
  }
}

extension PlanAnswer.Percentiles {
  init(_ serving: PlanDetail.Serving, _ metric: ServiceLevel.Metric) {
    let level = ServiceLevel(metric, share: nil, limit: .zero)
    func at(_ share: Double?) -> Double { level.latency(serving.latency(share)).milliseconds }
    let factors = serving.confidence.interval(metric)
    mean = at(nil)
    p50 = at(0.5)
    p90 = at(0.9)
    p95 = at(0.95)
    p99 = at(0.99)
    p95Low = p95 * factors.low
    p95High = p95 * factors.high
  }
}

extension Constraint {
  /// What a candidate failed, in words.
  public var words: String {
    switch self {
    case .quality: "quality below the floor"
    case .unknownQuality: "quality unknown"
    case .context: "context too long for the model"
    case .memory: "does not fit in memory"
    case .engine: "engine or layout does not exist"
    case .level(let level): "\(level.label) above \(Words.time(level.limit)) even alone"
    case .throughput: "too slow"
    case .offer: "nobody rents or sells it"
    case .budget: "above the monthly budget"
    case .purchaseBudget: "above the budget at once"
    }
  }
}
