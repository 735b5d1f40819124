import Catalog
import Dispatch
import PerformanceModel
import Quantities
import ServingSimulator
import Synchronization

/// Answers simulation requests from the catalogs.
public struct Simulator: Sendable {
  let estimator: Estimator

  /// Reads the catalogs and the coefficients.
  public init(_ files: CatalogFiles) throws(PlannerError) { estimator = try Estimator(files) }

  /// A question with its names resolved: ready to be played.
  public struct Preparation: Sendable {
    public var request: SimulateRequest
    public var simulation: Simulation
    public var estimate: Estimate
    public var assumptions: [String]
    public var warnings: [String]
    /// Requests a second that one replica serves at most; `nil` for a closed loop, which cannot
    /// outrun it.
    public var saturation: Double?
    /// Requests that come over what can be served at most.
    public var load: Double?
    /// What each tier costs; empty without tiers.
    public var tierCosts: [TierCost] = []

    /// Requests that the run will play, where that is known.
    public var expectedRequests: Int? {
      let settings = simulation.settings
      if let requests = settings.requests { return requests }
      if case .trace(let trace, _) = simulation.traffic.arrivals { return trace.count }
      guard let rate = simulation.traffic.arrivals.rate, let duration = settings.duration else {
        return settings.duration == nil ? SimulationSettings.defaultRequests : nil
      }
      return Int(min(rate * duration.value, 1e12))
    }
  }

  /// Resolves names, reads the trace and finds out what one replica can serve.
  /// - Throws: ``PlannerError`` for names that nothing answers to, traces that cannot be read,
  ///   requests that never fit, and rates that nothing this size can serve.
  public func prepare(_ request: SimulateRequest) throws(PlannerError) -> Preparation {
    var request = request
    var assumptions: [String] = []
    if let name = request.workload {
      let useCase = try PlannerError.fromCatalog { () throws(CatalogError) in
        try UseCase.find(name, among: UseCase.load(estimator.catalog.files))
      }
      if !request.givesInput { request.deployment.input = useCase.inputTokens }
      if !request.givesOutput { request.deployment.output = useCase.outputTokens }
      assumptions.append(
        "\(useCase.id): \(request.deployment.input) tokens in, \(request.deployment.output) out")
    }
    let trace = try request.trace.map { path throws(PlannerError) in
      try Self.trace(path, window: request.window)
    }
    let traffic = try Self.traffic(request, trace, &assumptions)
    var asked = request.deployment
    asked.input = max(1, Int(min(traffic.meanInput.rounded(), 1e8)))
    asked.output = max(1, Int(min(traffic.meanOutput.rounded(), 1e8)))
    asked.cachedInput = 0
    // The price of the replicas that are there, whatever the load.
    asked.requestsPerHour = nil
    let estimate = try estimator.estimate(asked)
    var settings = try engineSettings(request, asked, estimate, &assumptions)
    var tierCosts: [TierCost] = []
    if let front = request.front {
      (settings.front, tierCosts) = try self.front(front, asked, traffic, settings, &assumptions)
    }
    let simulation = Simulation(
      estimate.deployment, coefficients: estimator.coefficients, traffic: traffic,
      settings: settings)
    guard estimate.capacity.runs else {
      let memory = estimate.forecast.memory
      throw .cannotRun(
        "not one request of \(asked.input) tokens in and \(asked.output) out fits in the memory of "
          + "\(estimate.deployment.accelerator.name) beside the weights: they take "
          + "\(Words.bytes(memory.weights)) of \(Words.bytes(memory.usable))")
    }
    var preparation = Preparation(
      request: request, simulation: simulation, estimate: estimate,
      assumptions: estimate.assumptions + assumptions, warnings: estimate.warnings)
    preparation.tierCosts = tierCosts
    if let requests = preparation.expectedRequests,
      let rate = simulation.traffic.arrivals.rate, Double(requests) / rate > Self.longest.value
    {
      throw .field(
        name: "requests", found: String(requests),
        accepted: "what comes within \(Words.time(Self.longest)) of simulated time")
    }
    guard request.arrivals != .closedLoop else { return preparation }
    if simulation.settings.front != nil {
      try check(&preparation, saturation: nil, capacity: simulation.capacity())
      return preparation
    }
    let saturation = simulation.saturation()
    preparation.saturation = saturation
    let most = max(request.settings.replicas, request.settings.scaling?.maximum ?? 1)
    try check(&preparation, saturation: saturation, capacity: saturation * Double(most))
    return preparation
  }

  /// The longest run.
  private static let longest = Seconds(60 * 86_400)

  /// Says at once when requests come faster than they can be served.
  private func check(
    _ preparation: inout Preparation, saturation: Double?, capacity: Double
  ) throws(PlannerError) {
    let request = preparation.request
    guard request.search == nil, let rate = preparation.simulation.traffic.arrivals.rate else {
      return
    }
    let load = capacity > 0 ? rate / capacity : .infinity
    let words =
      "\(Words.number(rate)) requests/s come, and \(Words.number(capacity)) requests/s is what "
      + "the replicas can serve"
    let bounded =
      request.arrivals == .trace || request.arrivals == .ramp || request.settings.scaling != nil
    preparation.load = load
    if load > 1.1, !bounded, !request.allowsOverload {
      var advice = ""
      if let saturation, saturation > 0 {
        let needed = Int((rate / saturation / 0.9).rounded(.up))
        advice = "\(needed) replicas would carry it at 90 % load; "
      }
      throw .cannotRun(
        words + ": the queue would grow for ever. \(advice)--overload plays it all the same")
    }
    if load > Self.nearSaturation {
      preparation.warnings.append(
        words
          + ": near saturation a forecast that is off by 2 % moves waits by hundreds of percent, "
          + "so take latencies here as a verdict and the range between the two as the answer")
    }
  }

  /// The trace in a file.
  /// - Parameter window: seconds of it; `nil` for all.
  public static func trace(
    _ path: String, window: ClosedRange<Double>? = nil
  ) throws(PlannerError) -> Trace {
    if let trace = try large(path, window: window) { return trace }
    let bytes = try RequestFile.bytes(path: path, limit: 2_000_000_000)
    var trace: Trace
    do throws(TraceError) {
      trace = try Trace(bytes: bytes, name: path)
    } catch {
      throw .trace(error)
    }
    if let window {
      trace = trace.window(from: Seconds(window.lowerBound), to: Seconds(window.upperBound))
      guard !trace.entries.isEmpty else {
        throw .field(
          name: "window", found: "\(window.lowerBound)-\(window.upperBound)",
          accepted: "a part of the trace in which there are requests")
      }
    }
    return trace
  }

  /// A table that is too large for memory, read where it lies.
  private static func large(
    _ path: String, window: ClosedRange<Double>?
  ) throws(PlannerError) -> Trace? {
    guard path.hasSuffix(".csv"), let size = RequestFile.size(path: path),
      size > Self.largestInMemory
    else { return nil }
    do throws(TraceError) {
      return try Trace(tableAt: path, window: window)
    } catch {
      throw .trace(error)
    }
  }

  /// Bytes up to which a trace is held in memory.
  private static let largestInMemory = 16_000_000

  private static func traffic(
    _ request: SimulateRequest, _ trace: Trace?, _ assumptions: inout [String]
  ) throws(PlannerError) -> Traffic {
    let rate = request.rate ?? 1
    let arrivals: ArrivalProcess
    switch request.arrivals {
    case .poisson: arrivals = .poisson(rate: rate)
    case .gamma: arrivals = .gamma(rate: rate, cv: request.burstiness)
    case .constant: arrivals = .constant(rate: rate)
    case .ramp:
      arrivals = .ramp(
        from: request.rampFrom ?? rate, to: rate, over: request.rampOver ?? Seconds(1))
    case .daily:
      arrivals = .daily(rate: rate, peakFactor: request.peakFactor, period: request.period)
    case .closedLoop:
      arrivals = .closedLoop(
        concurrency: request.deployment.concurrency, think: request.thinkTime)
    case .trace:
      guard let trace else { throw .fields("arrivals trace needs a trace") }
      if !trace.hasTimes || trace.rate == 0, trace.count > 1 {
        guard let rate = request.rate else {
          throw .fields("the trace states lengths and no times; give a rate")
        }
        assumptions.append("the trace states no times: Poisson arrivals at the rate")
        arrivals = .poisson(rate: rate)
      } else if let rate = request.rate {
        assumptions.append(
          "the trace's \(Words.number(trace.rate)) requests/s are played at \(Words.number(rate))/s"
        )
        arrivals = .trace(trace, stretch: trace.rate / rate)
      } else {
        arrivals = .trace(trace)
      }
    }
    func lengths(_ tokens: Int, _ cv: Double, _ seen: LengthDistribution?) -> LengthDistribution {
      switch request.lengths {
      case .trace: seen ?? .fixed(tokens)
      case .fixed: cv > 0 ? .logNormal(mean: Double(tokens), cv: cv) : .fixed(tokens)
      case .normal: .normal(mean: Double(tokens), cv: cv)
      case .logNormal: .logNormal(mean: Double(tokens), cv: cv)
      }
    }
    let seen = request.arrivals == .trace || request.lengths == .trace
    return Traffic(
      arrivals,
      input: seen && trace != nil
        ? trace?.inputs ?? .fixed(request.deployment.input)
        : lengths(request.deployment.input, request.inputVariation, nil),
      output: seen && trace != nil
        ? trace?.outputs ?? .fixed(request.deployment.output)
        : lengths(request.deployment.output, request.outputVariation, nil),
      meanPatience: request.patience,
      sessions: request.turns > 1
        ? Traffic.Sessions(turns: request.turns, meanThink: request.thinkTime) : nil)
  }

  /// Plays a question that is prepared.
  /// - Parameters:
  ///   - onRequest: called with every request of the (first) run as it ends.
  ///   - onArrival: called with every request of that run as it is sent.
  ///   - progress: told requests that arrived; says whether to go on.
  /// - Throws: ``PlannerError/cannotRun(_:)`` where a search finds nothing.
  public func run(
    _ preparation: Preparation, onRequest: ((RequestRecord) -> Void)? = nil,
    onArrival: ((ArrivedRequest) -> Void)? = nil,
    progress: @Sendable (Int) -> Bool = { _ in true }
  ) throws(PlannerError) -> SimulationOutcome {
    var simulation = preparation.simulation
    var found: SimulationOutcome.Found?
    switch preparation.request.search {
    case .rate:
      guard let (rate, _) = simulation.highestRate(progress) else {
        throw .cannotRun(impossible(preparation, "at any rate"))
      }
      simulation = simulation.with(rate: rate)
      found = .rate(rate)
    case .replicas:
      let most = 4096
      guard let (replicas, _) = simulation.fewestReplicas(most: most, progress) else {
        throw .cannotRun(impossible(preparation, "on up to \(most) replicas"))
      }
      simulation = simulation.with(replicas: replicas)
      found = .replicas(replicas)
    case nil: break
    }
    if preparation.request.findsWarmUp {
      let whole = simulation.run(progress: progress)
      let share = Double(whole.warmUp.requests) / Double(max(1, whole.arrived))
      simulation.settings.requests = simulation.settings.requests ?? whole.arrived
      simulation.settings.warmUp = share
    }
    let result = simulation.run(
      onRequest: onRequest, onArrival: onArrival, progress: progress)
    let others = replicate(simulation, preparation.request.replications - 1, progress)
    var outcome = SimulationOutcome(
      preparation, simulation: simulation, found: found, result: result, others: others)
    if let load = preparation.load, load > Self.nearSaturation, result.isWhole,
      let rate = simulation.traffic.arrivals.rate
    {
      let better = simulation.with(rate: rate / Self.capacityError).run(progress: progress)
      let worse = simulation.with(rate: rate * Self.capacityError).run(progress: progress)
      outcome.range = (better, worse)
    }
    return outcome
  }

  /// Load from which a small error in capacity decides over waits.
  static let nearSaturation = 0.9
  /// How far off capacity may be: that of the best forecasts of it.
  static let capacityError = 1.03

  /// Further runs with seeds of their own, over all cores.
  private func replicate(
    _ simulation: Simulation, _ count: Int, _ progress: @Sendable (Int) -> Bool
  ) -> [SimulationResult] {
    guard count > 0 else { return [] }
    let results = Mutex<[SimulationResult?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      var run = simulation
      run.settings.seed = simulation.settings.seed &+ UInt64(index + 1)
      let result = run.run(progress: progress)
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0 }.compactMap { $0 }
  }

  /// Which promise one request alone breaks, or which breaks first.
  private func impossible(_ preparation: Preparation, _ extent: String) -> String {
    let alone = preparation.simulation.alone()
    for objective in preparation.simulation.settings.objectives
    where alone.value(objective) > objective.limit {
      return
        "\(ObjectiveText.name(objective)) ≤ \(Words.time(objective.limit)) cannot be kept \(extent):"
        + " a request alone on an idle replica takes \(Words.time(alone.value(objective)))"
    }
    let far = preparation.simulation.nearlyIdle(saturation: preparation.saturation ?? 1)
    for objective in preparation.simulation.settings.objectives where !far.keeps(objective) {
      return
        "\(ObjectiveText.name(objective)) ≤ \(Words.time(objective.limit)) cannot be kept \(extent):"
        + " it is \(Words.time(far.value(objective))) at a hundredth of what a replica can serve"
    }
    return "no load was found at which all of the SLO is kept \(extent)"
  }
}

/// A simulation's answer: what was asked, what came of it.
public struct SimulationOutcome: Sendable {
  public var preparation: Simulator.Preparation
  /// As it was played: with the rate or the replicas that were found.
  public var simulation: Simulation
  public var found: Found?
  public var result: SimulationResult
  /// Further runs with seeds of their own.
  public var others: [SimulationResult]
  /// Near saturation, the run with 3 % more capacity and with 3 % less.
  public var range: (better: SimulationResult, worse: SimulationResult)?

  public enum Found: Hashable, Sendable {
    case rate(Double)
    case replicas(Int)
  }

  init(
    _ preparation: Simulator.Preparation, simulation: Simulation, found: Found?,
    result: SimulationResult, others: [SimulationResult]
  ) {
    self.preparation = preparation
    self.simulation = simulation
    self.found = found
    self.result = result
    self.others = others
  }

  /// Whether every objective is kept.
  public var keepsObjectives: Bool {
    simulation.settings.objectives.allSatisfy(result.keeps)
  }

  /// US dollars of each tier over the run.
  public var tierCosts: [USDollars?] {
    zip(preparation.tierCosts, result.tiers).map { cost, tier in
      cost.cost(tier, over: result.duration)
    }
  }

  /// US dollars for all replicas over the run; `nil` where there is no price by time.
  public var cost: USDollars? {
    if !preparation.tierCosts.isEmpty {
      return tierCosts.reduce(.zero) { sum, cost in
        sum.flatMap { sum in cost.map { sum + $0 } }
      }
    }
    let priced = Double(max(1, preparation.request.deployment.replicas))
    guard let perHour = preparation.estimate.cost?.perHour else { return nil }
    return perHour * (1 / priced) * (result.replicaTime.value / 3600)
  }
}
