import Catalog
import Confidence
import Dispatch
import Economics
import PerformanceModel
import Quantities
import Synchronization

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
    let models = question.models
    let results = Mutex([Outcome?](repeating: nil, count: models.count))
    DispatchQueue.concurrentPerform(iterations: models.count) { index in
      let outcome = evaluate(models[index], on: setups, question)
      results.withLock { $0[index] = outcome }
    }
    var all = Outcome()
    for outcome in results.withLock({ $0 }) {
      if let outcome { all.add(outcome) }
    }
    return all
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
    _ model: CandidateModel, on setups: Setups, _ question: PlanQuestion
  ) -> Outcome {
    var outcome = Outcome()
    let architecture = model.architecture
    let inventory = ParameterInventory(architecture)
    let tokens = question.workload.contextTokens
    guard tokens <= Double(architecture.maximumContext) else {
      outcome.considered += 1
      outcome.removed[.context, default: 0] += 1
      return outcome
    }
    for candidate in model.formats {
      let format = candidate.format
      let weights = format.bytes(inventory, of: architecture)
      let total = TensorRole.allCases.reduce(0) { $0 + weights[$1] }
      for setup in setups.reading(format) {
        evaluate(
          architecture, candidate, setup, of: setups, inventory, weights, total: total, question,
          into: &outcome)
      }
    }
    return outcome
  }

  private func evaluate(
    _ model: ModelArchitecture, _ candidate: CandidateModel.Candidate, _ setup: Setups.Setup,
    of setups: Setups, _ inventory: ParameterInventory, _ weights: PerRole<Double>, total: Double,
    _ question: PlanQuestion, into outcome: inout Outcome
  ) {
    let device = setup.device, engine = setup.engine, promise = setup.promise
    var sizesThatFit: Set<Int> = []
    var shared: ContextValues?
    let layouts = Layouts.all(
      model: model, engine: engine, device: device.accelerator, most: device.most)
    for layout in layouts {
      // Beyond the smallest replica that fits, two larger ones trade devices for latency.
      guard sizesThatFit.count < 3 || sizesThatFit.contains(layout.devices) else { break }
      outcome.considered += 1
      let room = device.accelerator.visibleMemory.value * Double(layout.devices)
      guard total < room else {
        outcome.removed[.memory, default: 0] += 1
        continue
      }
      for kvType in candidate.kvTypes {
        // An FP8 cache is read by FP8 kernels; other devices convert it at a loss.
        guard kvType.id != "FP8" || device.accelerator.fp8Rate != nil else { continue }
        var deployment = Deployment(
          model: model, weightFormat: candidate.format, measuredWeights: weights, kvType: kvType,
          engine: engine, accelerator: device.accelerator, parallelism: layout)
        if engine.batching == .slots, engine.limits.sequences < 64 {
          // Slots are a setting of whoever starts the server, not a property of the engine.
          deployment.settings.maximumSequences = Self.mostSlots
        }
        guard (try? deployment.check()) != nil else {
          outcome.removed[.engine, default: 0] += 1
          continue
        }
        let known = shared ?? setups.values(setup, deployment, coefficients)
        shared = known
        let forecaster = Forecaster(deployment, inventory: inventory, values: known)
        switch Capability.measure(
          forecaster, question.workload, promise, variation: question.traffic.variation)
        {
        case .success(let load):
          outcome.capabilities.append(
            Capability(
              prepared: PreparedDeployment(deployment, forecaster, quality: candidate.quality),
              maximumRate: load.rate, maximumOthers: load.others, aloneTime: load.aloneTime,
              tier: promise.tier))
          sizesThatFit.insert(layout.devices)
          if load.rate < Self.splitsBelow * question.traffic.peakRate,
            var capability = split(deployment, forecaster, candidate, promise, device, question)
          {
            capability.rateUnsplit = load.rate
            outcome.considered += 1
            outcome.capabilities.append(capability)
          }
        case .failure(.memory): outcome.removed[.memory, default: 0] += 1
        case .failure(.level(let level, let latency)):
          sizesThatFit.insert(layout.devices)
          outcome.removed[.level(level), default: 0] += 1
          outcome.nearest[level] = min(outcome.nearest[level] ?? latency, latency)
        }
      }
    }
  }

  /// The deployment as workers of their own for prompts and for answers, where the engine can, they
  /// fit one machine, and a level asks for it: without one, mixed steps waste nothing.
  private func split(
    _ deployment: Deployment, _ forecaster: Forecaster, _ candidate: CandidateModel.Candidate,
    _ promise: Promise, _ device: Device, _ question: PlanQuestion
  ) -> Capability? {
    guard deployment.engine.splitsPhases, deployment.parallelism.pipeline == 1,
      promise.levels.contains(where: { $0.metric != .ttft }),
      let found = SplitCapacity(
        forecaster, question.workload, promise,
        mostWorkers: min(device.most, Layouts.machine) / deployment.parallelism.devices,
        variation: question.traffic.variation)
    else { return nil }
    return Capability(
      prepared: PreparedDeployment(
        deployment, forecaster, quality: candidate.quality, split: found.split),
      maximumRate: found.load.rate, maximumOthers: found.load.others,
      aloneTime: found.load.aloneTime, tier: promise.tier)
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
