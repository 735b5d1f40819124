import Catalog
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
    let notes = estimate.assumptions.map { "assumed: \($0)" } + estimate.warnings
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
      .init("Figure"), .init("Value", .trailing), .init("How to read it"),
    ])
    addMemory(&table, estimate)
    if estimate.forecast.runs {
      addLatency(&table, estimate)
      addCost(&table, estimate)
      addEnergy(&table, estimate)
    } else {
      table.addSection("Latency, throughput, cost")
      table.addRow("all", NumberFormat.missing, "nothing runs: not one request fits")
    }
    table.addSection("Compatibility")
    table.addRow(
      "score", "\(NumberFormat.count(estimate.compatibility.score)) of 100",
      estimate.compatibility.fits ? "fits" : "does not fit")
    for part in estimate.compatibility.parts {
      table.addRow(
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
    table.addRow(
      "weights", NumberFormat.bytes(memory.weights),
      "\(NumberFormat.significant(parameters, digits: 4)) B parameters at "
        + "\(NumberFormat.significant(estimate.bitsPerWeight, digits: 3)) bits")
    table.addRow(
      "KV cache", NumberFormat.bytes(memory.kvCache),
      "\(NumberFormat.count(sequences)) × \(NumberFormat.count(estimate.workload.contextTokens)) "
        + "tokens in \(estimate.deployment.kvType.id)")
    table.addRow(
      "activations", NumberFormat.bytes(memory.activations), "the largest step, with its logits")
    table.addRow("engine reserve", NumberFormat.bytes(memory.reserve), "context and libraries")
    table.addRow(
      "total", NumberFormat.bytes(memory.total),
      "\(NumberFormat.percent(memory.utilization)) of \(NumberFormat.bytes(memory.usable)) usable "
        + "(\(NumberFormat.bytes(memory.visible)) visible)")
    table.addRow(
      "headroom", NumberFormat.bytes(memory.headroom),
      estimate.compatibility.fits ? "it fits" : "IT DOES NOT FIT")
    table.addRow(
      "largest batch", NumberFormat.count(forecast.largestBatch),
      forecast.largestBatch < forecast.largestBatchByMemory
        ? "the engine's limit; memory holds \(NumberFormat.count(forecast.largestBatchByMemory))"
        : "requests of this size that memory holds")
    table.addRow(
      "longest context", NumberFormat.count(estimate.longestContext),
      "tokens, with \(NumberFormat.count(sequences)) at once")
  }

  private static func addLatency(_ table: inout Table, _ estimate: Estimate) {
    let forecast = estimate.forecast, capacity = estimate.capacity
    table.addSection("Latency")
    table.addRow(
      "TTFT", NumberFormat.seconds(forecast.timeToFirstToken),
      forecast.queueWait.value > 0
        ? "of which \(NumberFormat.seconds(forecast.queueWait)) waiting for a place"
        : "prefill alone takes \(NumberFormat.seconds(forecast.prefillAlone.seconds))")
    table.addRow(
      "TPOT", NumberFormat.seconds(forecast.timePerOutputToken),
      "\(NumberFormat.rate(forecast.outputTokensPerSecondPerUser, unit: "tokens/s")) for a user, "
        + "after the first token")
    table.addRow("end to end", NumberFormat.seconds(forecast.endToEnd), "TTFT and all other tokens")
    table.addSection("Throughput of a replica")
    table.addRow(
      "output", NumberFormat.rate(forecast.outputTokensPerSecond, unit: "tokens/s"),
      "\(NumberFormat.rate(forecast.totalTokensPerSecond, unit: "tokens/s")) with prompts")
    table.addRow(
      "requests", NumberFormat.rate(forecast.requestsPerSecond, unit: "req/s"),
      "in a batch of \(NumberFormat.count(forecast.batch))")
    table.addRow(
      "at full load", NumberFormat.rate(capacity.outputTokensPerSecond, unit: "tokens/s"),
      "in a batch of \(NumberFormat.count(capacity.batch)), TPOT "
        + NumberFormat.seconds(capacity.timePerOutputToken))
  }

  private static func addCost(_ table: inout Table, _ estimate: Estimate) {
    table.addSection("Cost")
    guard let cost = estimate.cost else {
      table.addRow("cost", NumberFormat.missing, estimate.costRemark ?? "")
      return
    }
    if let plan = cost.plan {
      let use = plan.utilisation.map { ", \(NumberFormat.percent($0)) of its capacity used" } ?? ""
      table.addRow("machines", NumberFormat.count(plan.machines), cost.title + use)
    } else {
      table.addRow("offer", "", cost.title)
    }
    table.addRow("an hour", money(cost.perHour), "price of \(cost.priceDate)")
    table.addRow("a month", money(cost.perMonth), "")
    if let offered = cost.atOfferedLoad {
      table.addRow("a request", money(offered.perRequest), "at the offered load")
      table.addRow(
        "1 M output tokens", money(offered.perMillionOutputTokens), "at the offered load")
    }
    if let full = cost.atFullLoad, cost.plan != nil {
      table.addRow("a request", money(full.perRequest), "at full load")
      table.addRow("1 M output tokens", money(full.perMillionOutputTokens), "at full load")
    }
  }

  private static func addEnergy(_ table: inout Table, _ estimate: Estimate) {
    let forecast = estimate.forecast
    guard forecast.power.value > 0 else { return }
    table.addSection("Energy of the devices")
    table.addRow(
      "power", NumberFormat.rate(forecast.power.value, unit: "W"), "mean, while this load runs")
    table.addRow(
      "an output token", NumberFormat.rate(forecast.energyPerOutputToken.value, unit: "J"),
      "its share of the prompt included")
    if let carbon = estimate.carbon {
      table.addRow(
        "carbon", NumberFormat.rate(carbon.gramsPerHour, unit: "g/h"),
        "CO2 equivalents, \(estimate.request.country ?? "")")
    }
  }

  private static func money(_ amount: USDollars?) -> String {
    amount.map { NumberFormat.money($0) } ?? NumberFormat.missing
  }
}
