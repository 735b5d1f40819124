import Catalog
import Confidence
import Economics
import PerformanceModel
import Quantities

/// Evaluates every deployment that a question admits.
public struct CandidateSearch: Sendable {
  public let engines: [Engine]
  public let accelerators: [Accelerator]
  public let rules: SupportRules
  public let coefficients: Coefficients
  /// How far forecasts may be off; without it they are taken at their word.
  public let confidence: ConfidenceTables?

  public init(
    engines: [Engine], accelerators: [Accelerator], rules: SupportRules,
    coefficients: Coefficients, confidence: ConfidenceTables?
  ) {
    self.confidence = confidence
    self.engines = engines
    self.accelerators = accelerators
    self.rules = rules
    self.coefficients = coefficients
  }

  /// What a search found.
  public struct Outcome: Sendable {
    public var capabilities: [Capability] = []
    /// Deployments that were looked at.
    public var considered = 0
    /// How many of them failed each constraint.
    public var removed: [Constraint: Int] = [:]
    /// The best latency that any deployment has for a level that it misses.
    public var nearest: [ServiceLevel: Seconds] = [:]

    mutating func add(_ other: Outcome) {
      capabilities += other.capabilities
      considered += other.considered
      removed.merge(other.removed) { $0 + $1 }
      nearest.merge(other.nearest) { min($0, $1) }
    }
  }

  /// Evaluates the candidates of `question` on the devices of `book`, spread over the cores.
  public func run(_ question: PlanQuestion, _ book: OfferBook) -> Outcome {
    let setups = Setups(self, question, devices(question, book))
    var all = Outcome()
    var parts: [Part] = []
    for model in question.models {
      let architecture = model.architecture
      guard question.workload.contextTokens <= Double(architecture.maximumContext) else {
        all.considered += 1
        all.removed[.context, default: 0] += 1
        continue
      }
      let inventory = Shared(ParameterInventory(architecture))
      let shared = Shared(architecture)
      parts += model.formats.map { Part(model: shared, inventory: inventory, candidate: $0) }
    }
    for outcome in parts.concurrentMap({ evaluate($0, on: setups, question) }) { all.add(outcome) }
    return all
  }

  /// A model in one weight format: a piece of work.
  private struct Part: Sendable {
    var model: Shared<ModelArchitecture>
    var inventory: Shared<ParameterInventory>
    var candidate: CandidateModel.Candidate
  }

  /// A device with the most of it that a replica may span.
  struct Device: Sendable {
    var accelerator: Accelerator
    var most: Int
  }

  /// The devices that can be had at all.
  func devices(_ question: PlanQuestion, _ book: OfferBook) -> [Device] {
    switch question.hardware {
    case .inHand(let device, let count): return [Device(accelerator: device, most: count)]
    case .any, .among:
      let admitted: [Accelerator] =
        if case .among(let some) = question.hardware { some } else { accelerators }
      return admitted.compactMap { device in
        let rented = book.offers(device.id).map { book.all[$0].devices }.max() ?? 0
        let owned =
          book.mayOwn(device) ? Self.mostOwned(device) : 0
        let most = max(Int(rented), owned)
        // A share of a device is too small a unit to plan with.
        return most >= 1 ? Device(accelerator: device, most: most) : nil
      }
    }
  }

  /// Devices of one kind that fit a machine of one's own: a server board holds eight, a desktop's
  /// slots and power four.
  private static func mostOwned(_ device: Accelerator) -> Int {
    if device.interconnect == nil || device.isWholeMachine { return 1 }
    return device.kind == .datacenterGPU || device.kind == .npu ? 8 : 4
  }

  private func evaluate(
    _ part: Part, on setups: Setups, _ question: PlanQuestion
  ) -> Outcome {
    var outcome = Outcome()
    let weights = part.candidate.format.bytes(part.inventory.value, of: part.model.value)
    let total = TensorRole.allCases.reduce(0) { $0 + weights[$1] }
    let format = Shared(part.candidate.format)
    let kvTypes = part.candidate.kvTypes.map { Shared($0) }
    var tally = Tally()
    for setup in setups.reading(part.candidate.format) {
      var deployments = kvTypes.map { kvType in
        Deployment(
          model: part.model, weightFormat: format, measuredWeights: weights, kvType: kvType,
          engine: setup.engine, accelerator: setup.device)
      }
      // An FP8 cache is read by FP8 kernels; other devices convert it at a loss.
      if setup.device.value.fp8Rate == nil { deployments.removeAll { $0.kvType.id == "FP8" } }
      if setup.engine.value.batching == .slots, setup.engine.value.limits.sequences < 64 {
        // Slots are a setting of whoever starts the server, not a property of the engine.
        for place in deployments.indices {
          deployments[place].settings.maximumSequences = Self.mostSlots
        }
      }
      evaluate(
        deployments, setup, of: setups, part, total: total, question, into: &outcome, &tally)
    }
    tally.add(to: &outcome)
    return outcome
  }

  /// Why deployments fell out: tens of thousands are counted.
  private struct Tally {
    var memory = 0
    var engine = 0
    /// Levels that were missed, how often, and the best latency of those who did.
    private var levels: [(level: ServiceLevel, count: Int, nearest: Seconds)] = []

    mutating func miss(_ level: ServiceLevel, by latency: Seconds) {
      if let place = levels.firstIndex(where: { $0.level == level }) {
        levels[place].count += 1
        levels[place].nearest = min(levels[place].nearest, latency)
      } else {
        levels.append((level, 1, latency))
      }
    }

    func add(to outcome: inout Outcome) {
      if memory > 0 { outcome.removed[.memory, default: 0] += memory }
      if engine > 0 { outcome.removed[.engine, default: 0] += engine }
      for (level, count, nearest) in levels {
        outcome.removed[.level(level), default: 0] += count
        outcome.nearest[level] = min(outcome.nearest[level] ?? nearest, nearest)
      }
    }
  }

  /// Evaluates deployments of one model and format on a setup, in every layout.
  private func evaluate(
    _ deployments: [Deployment], _ setup: Setups.Setup, of setups: Setups, _ part: Part,
    total: Double, _ question: PlanQuestion, into outcome: inout Outcome, _ tally: inout Tally
  ) {
    var deployments = deployments
    var sizesThatFit: [Int] = []
    var shared: Shared<ContextValues>?
    let memory = setup.device.value.visibleMemory.value
    let layouts = Layouts.all(
      model: part.model.value, engine: setup.engine.value, device: setup.device.value,
      most: setup.most)
    for layout in layouts {
      // Beyond the smallest replica that fits, two larger ones trade devices for latency.
      let isLike = sizesThatFit.contains(layout.devices)
      guard sizesThatFit.count < 3 || isLike else { break }
      outcome.considered += deployments.count
      guard total < memory * Double(layout.devices) else {
        tally.memory += deployments.count
        continue
      }
      var fits = false
      for place in deployments.indices {
        deployments[place].parallelism = layout
        guard (try? deployments[place].check()) != nil else {
          tally.engine += 1
          continue
        }
        let known = shared ?? setups.values(setup, deployments[place], coefficients)
        shared = known
        if measure(deployments[place], setup, part, known, question, into: &outcome, &tally) {
          fits = true
        }
      }
      if fits, !isLike { sizesThatFit.append(layout.devices) }
    }
  }

  /// Finds what a deployment carries.
  /// - Returns: whether it fits in memory.
  private func measure(
    _ deployment: Deployment, _ setup: Setups.Setup, _ part: Part, _ values: Shared<ContextValues>,
    _ question: PlanQuestion, into outcome: inout Outcome, _ tally: inout Tally
  ) -> Bool {
    let promise = setup.promise
    let forecaster = Forecaster(
      deployment, inventory: part.inventory.value, values: values.value)
    func prepared(_ split: PhaseSplit? = nil) -> PreparedDeployment {
      PreparedDeployment(
        deployment, inventory: part.inventory, values: values, quality: part.candidate.quality,
        split: split)
    }
    switch Capability.measure(
      forecaster, question.workload, promise, variation: question.traffic.variation)
    {
    case .success(let load):
      outcome.capabilities.append(
        Capability(
          prepared: prepared(), maximumRate: load.rate, maximumOthers: load.others,
          aloneTime: load.aloneTime, tier: promise.tier))
      if load.rate < Self.splitsBelow * question.traffic.peakRate,
        let found = split(deployment, forecaster, promise, most: setup.most, question)
      {
        outcome.considered += 1
        outcome.capabilities.append(
          Capability(
            prepared: prepared(found.split), maximumRate: found.load.rate,
            maximumOthers: found.load.others, aloneTime: found.load.aloneTime,
            tier: promise.tier, rateUnsplit: load.rate))
      }
      return true
    case .failure(.memory):
      tally.memory += 1
      return false
    case .failure(.level(let level, let latency)):
      tally.miss(level, by: latency)
      return true
    }
  }

  /// The deployment as workers of their own for prompts and for answers, where the engine can, they
  /// fit one machine, and a level asks for it: without one, mixed steps waste nothing.
  private func split(
    _ deployment: Deployment, _ forecaster: Forecaster, _ promise: Promise, most: Int,
    _ question: PlanQuestion
  ) -> SplitCapacity? {
    guard deployment.engine.splitsPhases, deployment.parallelism.pipeline == 1,
      promise.levels.contains(where: { $0.metric != .ttft })
    else { return nil }
    return SplitCapacity(
      forecaster, question.workload, promise,
      mostWorkers: min(most, Layouts.machine) / deployment.parallelism.devices,
      variation: question.traffic.variation)
  }

  /// A split takes two workers or more: it is worth a look where ten times the traffic, the most
  /// that what-if questions ask for, needs more than one.
  static let splitsBelow = 10.0

  /// What forecasts of an engine on a device have to stay below.
  public func promise(
    _ engine: Engine, on device: Accelerator, _ question: PlanQuestion
  ) -> Promise {
    guard let confidence else { return Promise(question.levels) }
    let tier = confidence.known.tier(engine, on: device)
    guard !question.levels.isEmpty else { return Promise([], tier: tier) }
    let shape: LoadShape = engine.batching == .single ? .single : .closedLoop
    func factor(_ quantity: MeasuredQuantity) -> Double {
      confidence.intervals.interval(
        category: Category(quantity, shape, engine, on: device), tier: tier
      ).factor(of: question.confidence)
    }
    return Promise(
      question.levels, tier: tier, firstTokenFactor: factor(.timeToFirstToken),
      perTokenFactor: factor(.timePerOutputToken))
  }

  /// Slots with which a llama.cpp server is started at most: its batch kernels gain little beyond.
  private static let mostSlots = 32
}
