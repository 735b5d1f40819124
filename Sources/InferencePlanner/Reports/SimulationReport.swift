import Catalog
import PerformanceModel
import Presentation
import Quantities
import ServingSimulator

/// A simulation as a document for people.
public enum SimulationReport {
  public static func document(_ outcome: SimulationOutcome) -> Document {
    var blocks: [Document.Block] = [
      .heading(title(outcome), level: 1),
      .paragraph(traffic(outcome)),
    ]
    if let found = outcome.found { blocks.append(.paragraph(words(found, outcome))) }
    blocks.append(.table(latencies(outcome)))
    if let range = outcome.range { blocks.append(.table(ranges(range))) }
    if !outcome.simulation.settings.objectives.isEmpty {
      blocks.append(.table(objectives(outcome)))
    }
    if !outcome.result.tiers.isEmpty { blocks.append(.table(tiers(outcome))) }
    blocks.append(.table(figures(outcome)))
    var notes: [String] = []
    if !outcome.result.isWhole {
      notes.append("stopped before its end: these are the figures of what was played")
    }
    notes += outcome.preparation.warnings
    notes += outcome.preparation.assumptions.map { "assumed: \($0)" }
    notes.append(
      outcome.simulation.settings.warmUp > 0
        ? "warm-up: the first \(NumberFormat.percent(outcome.simulation.settings.warmUp)) of the "
          + "requests are played and not counted in latencies"
        : "no warm-up is left out: the run starts empty, as a load generator's does, and ends with "
          + "the last answer; \(warmUp(outcome.result))")
    notes.append(
      "seed \(outcome.simulation.settings.seed); percentiles are within "
        + "\(NumberFormat.percent(LatencySketch.relativeError)) of the run's own")
    blocks.append(.heading("Read with this"))
    blocks.append(.bullets(notes))
    return Document(blocks)
  }

  private static func warmUp(_ result: SimulationResult) -> String {
    let found = result.warmUp
    if !found.isSteady { return "by MSER-5 it reaches no steady state" }
    if found.requests == 0 { return "by MSER-5 there is none" }
    return
      "by MSER-5 it is \(NumberFormat.count(found.requests)) requests, without which end to end "
      + "is \(NumberFormat.seconds(Seconds(found.mean))) on average (--warm-up auto)"
  }

  private static func title(_ outcome: SimulationOutcome) -> String {
    let deployment = outcome.preparation.estimate.deployment
    let devices = deployment.parallelism.devices
    let replicas = outcome.simulation.settings.replicas
    return "\(deployment.model.id), \(deployment.weightFormat.name), \(deployment.engine.name), "
      + (devices > 1 ? "\(devices)× " : "") + deployment.accelerator.name
      + (outcome.result.tiers.isEmpty
        ? replicas > 1 ? ", \(replicas) replicas" : "" : " and what stands beside it")
  }

  private static func traffic(_ outcome: SimulationOutcome) -> String {
    let traffic = outcome.simulation.traffic
    let kind = outcome.preparation.request.arrivals.rawValue
    let rate = traffic.arrivals.rate.map { "\(Words.number($0)) requests/s" }
    let clients: String? =
      if case .closedLoop(let count, _) = traffic.arrivals { "\(count) clients" } else { nil }
    return
      [
        kind, rate ?? clients,
        "\(Words.number(traffic.meanInput.rounded())) tokens in · "
          + "\(Words.number(traffic.meanOutput.rounded())) out on average",
        "\(NumberFormat.count(outcome.result.arrived)) requests over "
          + Words.time(outcome.result.duration),
      ].compactMap { $0 }.joined(separator: " · ")
  }

  private static func words(
    _ found: SimulationOutcome.Found, _ outcome: SimulationOutcome
  ) -> String {
    switch found {
    case .rate(let rate):
      "The highest rate that keeps the SLO: \(Words.number(rate)) requests/s."
    case .replicas(let count):
      "The fewest replicas that keep the SLO: \(count)."
    }
  }

  private static func latencies(_ outcome: SimulationOutcome) -> Table {
    var table = Table(
      columns: [.init("latency")]
        + ["mean", "p50", "p90", "p95", "p99", "max"].map { .init($0, .trailing) })
    let result = outcome.result
    func row(_ name: String, _ sketch: LatencySketch) {
      guard sketch.count > 0 else { return }
      table.addRow(
        [name, NumberFormat.seconds(sketch.mean)]
          + [0.5, 0.9, 0.95, 0.99].map { NumberFormat.seconds(sketch.quantile($0)) }
          + [NumberFormat.seconds(sketch.maximum)])
    }
    row("TTFT", result.timeToFirstToken)
    row("TPOT", result.timePerOutputToken)
    row("end to end", result.endToEnd)
    row("queue wait", result.queueWait)
    return table
  }

  private static func tiers(_ outcome: SimulationOutcome) -> Table {
    var table = Table(
      columns: [.init("tier")]
        + ["requests", "sent on to it", "TTFT p95", "end to end p95", "cost"].map {
          .init($0, .trailing)
        })
    let costs = outcome.tierCosts
    let names = outcome.simulation.settings.front?.tiers.map(\.name) ?? []
    for (index, tier) in outcome.result.tiers.enumerated() where index < names.count {
      table.addRow(
        names[index], NumberFormat.count(tier.completed), NumberFormat.count(tier.diverted),
        NumberFormat.seconds(tier.timeToFirstToken.quantile(0.95)),
        NumberFormat.seconds(tier.endToEnd.quantile(0.95)),
        index < costs.count ? costs[index].map { NumberFormat.money($0) } ?? "" : "")
    }
    return table
  }

  private static func ranges(
    _ range: (better: SimulationResult, worse: SimulationResult)
  ) -> Table {
    var table = Table(
      columns: [.init("near saturation, capacity ± 3 %")]
        + ["mean", "p95", "p99"].map { .init($0, .trailing) })
    func row(_ name: String, _ sketch: (SimulationResult) -> LatencySketch) {
      let better = sketch(range.better), worse = sketch(range.worse)
      func between(_ value: (LatencySketch) -> Seconds) -> String {
        NumberFormat.seconds(value(better)) + " … " + NumberFormat.seconds(value(worse))
      }
      table.addRow(
        name, between { $0.mean }, between { $0.quantile(0.95) }, between { $0.quantile(0.99) })
    }
    row("TTFT") { $0.timeToFirstToken }
    row("TPOT") { $0.timePerOutputToken }
    row("end to end") { $0.endToEnd }
    return table
  }

  private static func objectives(_ outcome: SimulationOutcome) -> Table {
    var table = Table(columns: [
      .init("SLO"), .init("limit", .trailing), .init("found", .trailing), .init("kept"),
    ])
    for objective in outcome.simulation.settings.objectives {
      table.addRow(
        ObjectiveText.name(objective), NumberFormat.seconds(objective.limit),
        NumberFormat.seconds(outcome.result.value(objective)),
        outcome.result.keeps(objective) ? "yes" : "NO")
    }
    return table
  }

  private static func figures(_ outcome: SimulationOutcome) -> Table {
    let result = outcome.result
    var table = Table(columns: [.init("run"), .init("", .trailing)])
    func row(_ name: String, _ value: String) { table.addRow(name, value) }
    func count(_ kind: ServingSimulator.Outcome) -> Int { result.outcomes[kind] ?? 0 }
    row("completed", NumberFormat.count(count(.completed)))
    for (kind, name) in [
      (Outcome.rejected, "rejected, queue full"), (.tooLong, "rejected, too long"),
      (.timedOut, "timed out"), (.cancelled, "cancelled by clients"),
    ] where count(kind) > 0 {
      row(name, NumberFormat.count(count(kind)))
    }
    if result.inFlight > 0 { row("still under way", NumberFormat.count(result.inFlight)) }
    func number(_ value: Double) -> String { NumberFormat.significant(value, digits: 3) }
    row("requests/s", number(result.requestsPerSecond))
    if !outcome.simulation.settings.objectives.isEmpty {
      row("goodput, requests/s", number(result.goodput))
      row("requests within every limit", NumberFormat.percent(result.goodShare))
    }
    row("output tokens/s", number(result.outputTokensPerSecond))
    row("all tokens/s", number(result.totalTokensPerSecond))
    row("batch while working, mean", number(result.meanBatch))
    row("batch, largest", NumberFormat.count(result.largestBatch))
    row("longest queue", NumberFormat.count(result.longestQueue))
    row("KV cache in use, mean", NumberFormat.percent(result.meanCacheUse))
    row("KV cache in use, most", NumberFormat.percent(result.peakCacheUse))
    row("replicas at work", NumberFormat.percent(result.utilization))
    if outcome.simulation.settings.scaling != nil {
      row("replicas, mean", number(result.replicaTime.value / max(1e-9, result.duration.value)))
      row("replicas, most", NumberFormat.count(result.largestPool))
    }
    if result.interruptions > 0 {
      row("replicas interrupted", NumberFormat.count(result.interruptions))
      row("requests sent again", NumberFormat.count(result.resent))
    }
    if result.preemptions > 0 { row("preemptions", NumberFormat.count(result.preemptions)) }
    if result.cachedAnswers > 0 {
      row("answered by the response cache", NumberFormat.count(result.cachedAnswers))
    }
    if let speculation = outcome.simulation.settings.speculation {
      row("tokens a sequence and step", number(speculation.tokensPerStep))
    }
    if result.cacheHitRate > 0 {
      row("prompt tokens found in cache", NumberFormat.percent(result.cacheHitRate))
    }
    if let saturation = outcome.preparation.saturation {
      row("a replica serves at most, requests/s", number(saturation))
    }
    if let cost = outcome.cost {
      row("cost of the run", NumberFormat.money(cost))
      let tokens = result.outputTokensPerSecond * result.duration.value
      if tokens > 0 {
        row("cost of 1M output tokens", NumberFormat.money(cost * (1e6 / tokens)))
      }
    }
    if result.energy > .zero {
      row("energy of the devices", number(result.energy.kilowattHours) + " kWh")
      row("energy of an output token", number(result.energyPerOutputToken.value) + " J")
    }
    return table
  }
}
