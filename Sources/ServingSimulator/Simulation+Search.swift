import PerformanceModel
import Quantities

extension Simulation {
  /// Requests a second that one replica serves when more wait at all times: the middle of a closed
  /// loop that keeps the queue filled.
  public func saturation() -> Double {
    let input = traffic.meanInput, output = traffic.meanOutput
    let batch = forecaster.capacity(Workload(inputTokens: input, outputTokens: output))
      .largestBatch
    guard batch >= 1 else { return 0 }
    var loop = settings
    // Replicas for prompts serve all others together.
    if loop.disaggregation == nil { loop.replicas = 1 }
    let replicas = Double(loop.replicas + (loop.disaggregation?.prefillReplicas ?? 0))
    let clients = Int(min((batch * 1.25 + 2) * replicas, 4_000))
    loop.scaling = nil
    loop.interruptions = nil
    loop.front = nil
    loop.requests = 5 * clients
    loop.duration = nil
    loop.timeout = nil
    loop.queueLimit = nil
    loop.objectives = []
    var full = traffic
    full.arrivals = .closedLoop(concurrency: clients)
    full.meanPatience = nil
    if full.sessions != nil {
      // Without what is remembered: the cautious figure.
      full.input = .fixed(Int(traffic.meanInput))
      full.sessions = nil
    }
    if case .trace(let trace, _) = traffic.arrivals {
      full.input = trace.inputs
      full.output = trace.outputs
    }
    var ends: [Double] = []
    _ = Simulation(forecaster, traffic: full, settings: loop, policy: settings.policy ?? .vllmV1)
      .run(onRequest: { if $0.outcome == .completed { ends.append($0.end.value) } })
    // The first wave starts together, the last finds no successors.
    let first = 2 * clients, last = 4 * clients
    guard ends.count > last, ends[last] > ends[first] else { return 0 }
    return Double(last - first) / (ends[last] - ends[first]) / Double(loop.replicas)
  }

  /// Requests a second that all replicas serve together; infinite where an API takes the rest.
  ///
  /// Tiers go on to later ones only: what comes to a tier and those after it, they must serve.
  public func capacity() -> Double {
    guard let front = settings.front else { return saturation() * Double(settings.replicas) }
    let isPassedOn = front.fallbackQueue != nil || front.fallbackWait != nil
    let shares = front.tiers.reduce(0) { $0 + $1.share }
    var least = Double.infinity, capacity = 0.0, share = 0.0
    for tier in front.tiers.reversed() {
      if !isPassedOn {
        capacity = 0
        share = 0
      }
      share += shares > 0 ? tier.share / shares : 1
      switch tier.service {
      case .api: capacity = .infinity
      case .replicas(let groups):
        for group in groups { capacity += with(group).saturation() * Double(group.replicas) }
      }
      if share > 0 { least = min(least, capacity / share) }
    }
    return front.cacheShare < 1 ? least / (1 - front.cacheShare) : .infinity
  }

  /// The same deployment under another rate.
  public func with(rate: Double) -> Simulation {
    var traffic = traffic
    switch traffic.arrivals {
    case .poisson: traffic.arrivals = .poisson(rate: rate)
    case .gamma(_, let cv): traffic.arrivals = .gamma(rate: rate, cv: cv)
    case .constant: traffic.arrivals = .constant(rate: rate)
    case .ramp(let from, _, let over): traffic.arrivals = .ramp(from: from, to: rate, over: over)
    case .daily(_, let peak, let period):
      traffic.arrivals = .daily(rate: rate, peakFactor: peak, period: period)
    case .trace(let trace, _):
      traffic.arrivals = .trace(trace, stretch: rate > 0 ? trace.rate / rate : 1)
    case .closedLoop: break
    }
    return Simulation(
      forecaster, traffic: traffic, settings: settings, policy: settings.policy ?? .vllmV1)
  }

  /// The same traffic on so many replicas.
  public func with(replicas: Int) -> Simulation {
    var changed = self
    changed.settings.replicas = max(1, replicas)
    return changed
  }

  /// The highest rate at which every objective is kept, to 1 %.
  /// - Returns: `nil` where none is: not even at a hundredth of what the replicas can serve.
  public func highestRate(
    _ progress: (Int) -> Bool = { _ in true }
  ) -> (rate: Double, result: SimulationResult)? {
    let most = capacity()
    guard most > 0, most.isFinite else { return nil }
    func kept(_ rate: Double) -> SimulationResult? {
      let result = with(rate: rate).run(progress: progress)
      return result.isWhole && settings.objectives.allSatisfy(result.keeps) ? result : nil
    }
    var low = most / 100
    guard var best = kept(low) else { return nil }
    // Beyond saturation only the shortness of a run could keep a promise.
    var high = most
    while high - low > 0.01 * high {
      let middle = high > 2 * low ? (low * high).squareRoot() : (low + high) / 2
      if let result = kept(middle) {
        low = middle
        best = result
      } else {
        high = middle
      }
    }
    return (low, best)
  }

  /// The fewest replicas on which every objective is kept.
  /// - Returns: `nil` where none of up to `most` do.
  public func fewestReplicas(
    most: Int = 4096, _ progress: (Int) -> Bool = { _ in true }
  ) -> (replicas: Int, result: SimulationResult)? {
    let one = saturation()
    guard one > 0 else { return nil }
    // What breaks where nobody waits breaks on any number.
    let idle = nearlyIdle(saturation: one)
    guard settings.objectives.allSatisfy(idle.keeps) else { return nil }
    func kept(_ replicas: Int) -> SimulationResult? {
      let result = with(replicas: replicas).run(progress: progress)
      return result.isWhole && settings.objectives.allSatisfy(result.keeps) ? result : nil
    }
    // Fewer than these have no steady state.
    var low = max(0, Int(((traffic.arrivals.rate ?? 0) / one / 1.05).rounded(.down)))
    var high = max(1, low)
    var best: SimulationResult?
    while high <= most {
      if let result = kept(high) {
        best = result
        break
      }
      low = high
      high = max(high + 1, high * 5 / 4)
    }
    guard var found = best else { return nil }
    while high - low > 1 {
      let middle = (low + high) / 2
      if let result = kept(middle) {
        high = middle
        found = result
      } else {
        low = middle
      }
    }
    return (high, found)
  }

  /// One replica at a hundredth of what it can serve.
  public func nearlyIdle(saturation: Double) -> SimulationResult {
    var idle = with(rate: saturation / 100).with(replicas: 1)
    idle.settings.scaling = nil
    idle.settings.interruptions = nil
    idle.settings.requests = min(settings.requests ?? 1_000, 1_000)
    idle.settings.duration = nil
    return idle.run()
  }

  /// One request alone on an idle deployment: no rate and no replicas can be faster.
  public func alone() -> SimulationResult {
    var lone = self
    lone.settings.requests = 1
    lone.settings.duration = nil
    lone.settings.scaling = nil
    lone.settings.interruptions = nil
    return lone.with(replicas: 1).run()
  }
}

extension Traffic {
  /// Mean tokens of a prompt, and of an answer.
  public var meanInput: Double {
    if let sessions { return meanTurn(sessions) }
    if case .trace(let trace, _) = arrivals { return trace.meanInput }
    return input.mean
  }

  /// The mean over a conversation's turns, each with all before it.
  private func meanTurn(_ sessions: Sessions) -> Double {
    input.mean + Double(sessions.turns - 1) / 2 * (input.mean + output.mean)
  }

  public var meanOutput: Double {
    if case .trace(let trace, _) = arrivals { return trace.meanOutput }
    return output.mean
  }
}
