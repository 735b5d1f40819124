import Catalog
import Confidence
import Economics
import PerformanceModel
import Presentation
import Quantities

/// An estimate as a document for people.
public enum EstimateReport {
  /// The whole answer: a table of figures, then what was assumed and what to change.
  public static func document(_ estimate: Estimate) -> Document {
    var blocks: [Document.Block] = [
      .heading(title(estimate), level: 1),
      .paragraph(question(estimate)),
      .table(figures(estimate)),
    ]
    if !estimate.compatibility.recommendations.isEmpty {
      blocks.append(.heading("What to change"))
      blocks.append(.bullets(estimate.compatibility.recommendations))
    }
    let notes =
      ["80 of 100: the range that holds 80 of 100 measurements; \(estimate.confidence.tier.words)"]
      + estimate.assumptions.map { "assumed: \($0)" } + estimate.warnings
    if !notes.isEmpty {
      blocks.append(.heading("Read with this"))
      blocks.append(.bullets(notes))
    }
    return Document(blocks)
  }

  /// The arithmetic of every figure, with its sources numbered and listed at the end.
  public static func document(_ explanation: Explanation) -> Document {
    var numbers: [String: Int] = [:]
    var sources: [String] = []
    func mark(_ source: String) -> String {
      let number = numbers[source] ?? sources.count + 1
      if numbers.updateValue(number, forKey: source) == nil { sources.append(source) }
      return "[\(number)]"
    }
    var blocks: [Document.Block] = []
    for group in explanation.groups {
      blocks.append(.heading(group.title))
      blocks.append(
        .bullets(
          group.lines.map { line in
            "\(line.figure) = \(line.value): \(line.arithmetic) "
              + line.sources.map(mark).joined()
          }))
    }
    blocks.append(.heading("Sources"))
    blocks.append(.bullets(sources.enumerated().map { "[\($0 + 1)] \($1)" }))
    return Document(blocks)
  }

  static func title(_ estimate: Estimate) -> String {
    let deployment = estimate.deployment
    let devices = deployment.parallelism.devices
    let hardware = (devices > 1 ? "\(devices)× " : "") + deployment.accelerator.name
    return "\(deployment.model.id), \(deployment.weightFormat.name), \(deployment.engine.name), "
      + hardware + (estimate.request.replicas > 1 ? ", \(estimate.request.replicas) replicas" : "")
  }

  private static func question(_ estimate: Estimate) -> String {
    let workload = estimate.workload
    let load =
      estimate.request.requestsPerHour.map { " · \(NumberFormat.count($0)) requests an hour" } ?? ""
    let cached =
      workload.cachedTokens > 0 ? " (\(NumberFormat.count(workload.cachedTokens)) cached)" : ""
    return "\(NumberFormat.count(workload.inputTokens)) tokens in\(cached) · "
      + "\(NumberFormat.count(workload.outputTokens)) out · "
      + "\(NumberFormat.count(workload.concurrency)) at once" + load
      + (estimate.deployment.parallelism.devices > 1
        ? " · \(estimate.deployment.parallelism.label)" : "")
  }

  private static func figures(_ estimate: Estimate) -> Table {
    var table = Table(columns: [
      .init("Figure"), .init("Value", .trailing), .init("80 of 100", .trailing),
      .init("How to read it"),
    ])
    addMemory(&table, estimate)
    if estimate.forecast.runs {
      addLatency(&table, estimate)
      addCost(&table, estimate)
      addEnergy(&table, estimate)
    } else {
      table.addSection("Latency, throughput, cost")
      table.addFigure("all", NumberFormat.missing, "nothing runs: not one request fits")
    }
    table.addSection("Compatibility")
    table.addFigure(
      "score", "\(NumberFormat.count(estimate.compatibility.score)) of 100",
      estimate.compatibility.fits ? "fits" : "does not fit")
    for part in estimate.compatibility.parts {
      table.addFigure(
        "– " + part.name,
        "\(NumberFormat.count(part.points)) of \(NumberFormat.count(part.of))", part.reason)
    }
    return table
  }

  private static func addMemory(_ table: inout Table, _ estimate: Estimate) {
    let memory = estimate.forecast.memory, forecast = estimate.forecast
    let devices = estimate.deployment.parallelism.devices
    let sequences = min(estimate.workload.concurrency, Double(estimate.deployment.sequenceLimit))
    let parameters = estimate.forecaster.inventory.total / 1e9
    table.addSection(devices > 1 ? "Memory, of each of \(devices) devices" : "Memory")
    table.addFigure(
      "weights", NumberFormat.bytes(memory.weights),
      "\(NumberFormat.significant(parameters, digits: 4)) B parameters at "
        + "\(NumberFormat.significant(estimate.bitsPerWeight, digits: 3)) bits")
    table.addFigure(
      "KV cache", NumberFormat.bytes(memory.kvCache),
      "\(NumberFormat.count(sequences)) × \(NumberFormat.count(estimate.workload.contextTokens)) "
        + "tokens in \(estimate.deployment.kvType.id)")
    table.addFigure(
      "activations", NumberFormat.bytes(memory.activations), "the largest step, with its logits")
    table.addFigure("engine reserve", NumberFormat.bytes(memory.reserve), "context and libraries")
    table.addFigure(
      "total", NumberFormat.bytes(memory.total),
      "\(NumberFormat.percent(memory.utilization)) of \(NumberFormat.bytes(memory.usable)) usable "
        + "(\(NumberFormat.bytes(memory.visible)) visible)",
      range: RangeText.bytes(estimate.confidence.memory))
    table.addFigure(
      "headroom", NumberFormat.bytes(memory.headroom),
      estimate.compatibility.fits ? "it fits" : "IT DOES NOT FIT")
    table.addFigure(
      "largest batch", NumberFormat.count(forecast.largestBatch),
      forecast.largestBatch < forecast.largestBatchByMemory
        ? "the engine's limit; memory holds \(NumberFormat.count(forecast.largestBatchByMemory))"
        : "requests of this size that memory holds")
    table.addFigure(
      "longest context", NumberFormat.count(estimate.longestContext),
      "tokens, with \(NumberFormat.count(sequences)) at once")
  }

  private static func addLatency(_ table: inout Table, _ estimate: Estimate) {
    let forecast = estimate.forecast, capacity = estimate.capacity
    let sure = estimate.confidence
    table.addSection("Latency")
    table.addFigure(
      "TTFT", NumberFormat.seconds(forecast.timeToFirstToken),
      forecast.queueWait.value > 0
        ? "of which \(NumberFormat.seconds(forecast.queueWait)) waiting for a place"
        : "prefill alone takes \(NumberFormat.seconds(forecast.prefillAlone.seconds))",
      range: RangeText.seconds(sure.timeToFirstToken))
    table.addFigure(
      "TPOT", NumberFormat.seconds(forecast.timePerOutputToken),
      "\(NumberFormat.rate(forecast.outputTokensPerSecondPerUser, unit: "tokens/s")) for a user, "
        + "after the first token",
      range: RangeText.seconds(sure.timePerOutputToken))
    table.addFigure(
      "end to end", NumberFormat.seconds(forecast.endToEnd), "TTFT and all other tokens",
      range: RangeText.seconds(sure.endToEnd))
    table.addSection("Throughput of a replica")
    table.addFigure(
      "output", NumberFormat.rate(forecast.outputTokensPerSecond, unit: "tokens/s"),
      "\(NumberFormat.rate(forecast.totalTokensPerSecond, unit: "tokens/s")) with prompts",
      range: RangeText.number(sure.outputRate))
    table.addFigure(
      "requests", NumberFormat.rate(forecast.requestsPerSecond, unit: "req/s"),
      "in a batch of \(NumberFormat.count(forecast.batch))",
      range: RangeText.number(sure.requestRate))
    table.addFigure(
      "at full load", NumberFormat.rate(capacity.outputTokensPerSecond, unit: "tokens/s"),
      "in a batch of \(NumberFormat.count(capacity.batch)), TPOT "
        + NumberFormat.seconds(capacity.timePerOutputToken),
      range: RangeText.number(sure.fullLoadOutputRate))
  }

  private static func addCost(_ table: inout Table, _ estimate: Estimate) {
    let sure = estimate.confidence
    table.addSection("Cost")
    guard let cost = estimate.cost else {
      table.addFigure("cost", NumberFormat.missing, estimate.costRemark ?? "")
      return
    }
    let factor = 1e6 / estimate.workload.outputTokens
    func perMillion(_ range: ClosedRange<Double>?) -> ClosedRange<Double>? {
      range.map { $0.lowerBound * factor...$0.upperBound * factor }
    }
    if let plan = cost.plan {
      let use = plan.utilisation.map { ", \(NumberFormat.percent($0)) of its capacity used" } ?? ""
      table.addFigure("machines", NumberFormat.count(plan.machines), cost.title + use)
    } else {
      table.addFigure("offer", "", cost.title)
    }
    table.addFigure("an hour", money(cost.perHour), "price of \(cost.priceDate)")
    table.addFigure("a month", money(cost.perMonth), "")
    if let offered = cost.atOfferedLoad {
      table.addFigure(
        "a request", money(offered.perRequest), "at the offered load",
        range: RangeText.plainMoney(sure.costPerRequest))
      table.addFigure(
        "1 M output tokens", money(offered.perMillionOutputTokens), "at the offered load",
        range: RangeText.plainMoney(perMillion(sure.costPerRequest)))
    }
    if let full = cost.atFullLoad, cost.plan != nil {
      table.addFigure(
        "a request", money(full.perRequest), "at full load",
        range: RangeText.plainMoney(sure.costPerRequestAtFullLoad))
      table.addFigure(
        "1 M output tokens", money(full.perMillionOutputTokens), "at full load",
        range: RangeText.plainMoney(perMillion(sure.costPerRequestAtFullLoad)))
    }
  }

  private static func addEnergy(_ table: inout Table, _ estimate: Estimate) {
    let forecast = estimate.forecast
    guard forecast.power.value > 0 else { return }
    table.addSection("Energy of the devices")
    table.addFigure(
      "power", NumberFormat.rate(forecast.power.value, unit: "W"), "mean, while this load runs")
    table.addFigure(
      "an output token", NumberFormat.rate(forecast.energyPerOutputToken.value, unit: "J"),
      "its share of the prompt included",
      range: RangeText.number(estimate.confidence.energyPerToken))
    if let carbon = estimate.carbon {
      table.addFigure(
        "carbon", NumberFormat.rate(carbon.gramsPerHour, unit: "g/h"),
        "CO2 equivalents, \(estimate.request.country ?? "")")
    }
  }

  private static func money(_ amount: USDollars?) -> String {
    amount.map { NumberFormat.money($0) } ?? NumberFormat.missing
  }
}

extension Table {
  /// A row of a table of figures: the range that holds 80 of 100 measurements stands beside it.
  fileprivate mutating func addFigure(
    _ name: String, _ value: String, _ reading: String, range: String = ""
  ) {
    addRow(name, value, range, reading)
  }
}
