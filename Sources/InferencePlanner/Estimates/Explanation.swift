import Catalog
import Confidence
import Economics
import PerformanceModel
import Presentation
import Quantities

/// The arithmetic of an estimate, figure by figure, with the rows behind each.
public struct Explanation: Hashable, Sendable {
  public var groups: [Group]

  public struct Group: Hashable, Sendable {
    public var title: String
    public var lines: [Line]
  }

  /// One figure: what it is, how it came about, from where.
  public struct Line: Hashable, Sendable {
    public var figure: String
    public var value: String
    public var arithmetic: String
    /// The catalog rows, files and coefficients behind the figure, each with its date.
    public var sources: [String]
  }

  /// - Parameter evidence: the measurements to name; ``Estimator/evidence(_:)`` finds them.
  public init(
    _ estimate: Estimate, coefficients: Coefficients, evidence: EvidenceFindings? = nil
  ) {
    let writer = ExplanationWriter(estimate: estimate, coefficients: coefficients)
    groups = [
      Group(title: "Memory of one device", lines: writer.memory),
      Group(title: "One step", lines: writer.steps),
      Group(title: "Latency and throughput", lines: writer.latency),
      Group(title: "Cost", lines: writer.cost),
      Group(title: "Energy", lines: writer.energy),
      Group(title: "Score", lines: writer.score),
      Group(
        title: "How sure",
        lines: ConfidenceExplanation(estimate: estimate, evidence: evidence).lines),
    ].filter { !$0.lines.isEmpty }
  }
}

/// Writes the lines of an ``Explanation``.
private struct ExplanationWriter {
  let estimate: Estimate
  let coefficients: Coefficients

  private typealias Line = Explanation.Line
  private static let method = "docs/performance-model.md"
  private var deployment: Deployment { estimate.deployment }
  private var model: ModelArchitecture { deployment.model }
  private var device: Accelerator { deployment.accelerator }
  private var forecast: Forecast { estimate.forecast }
  private var workload: Workload { estimate.workload }

  private static func cite(_ name: String, _ provenance: Provenance) -> String {
    "\(name): \(provenance.source) (\(provenance.date))"
  }
  private var modelRow: String { Self.cite(model.id, model.provenance) }
  private var deviceRow: String { Self.cite(device.name, device.provenance) }
  private var engineRow: String { Self.cite(deployment.engine.name, deployment.engine.provenance) }
  private var formatRow: String {
    Self.cite(deployment.weightFormat.name, deployment.weightFormat.provenance)
  }

  private func digits(_ number: Double, _ count: Int = 4) -> String {
    NumberFormat.significant(number, digits: count)
  }

  /// A coefficient, as its factors, and where they come from.
  private func coefficient(
    _ term: Coefficients.Term
  ) -> (value: Double, words: String, sources: [String]) {
    let context = StepModel.context(deployment)
    let rows = coefficients.rows(term, context)
    let words = rows.map { row in
      row.scope == .global
        ? "\(digits(row.value)) \(row.unit)" : "\(digits(row.value)) (\(row.key))"
    }.joined(separator: " × ")
    let sources = rows.map { row in
      "coefficient \(term.rawValue)\(row.key.isEmpty ? "" : " of " + row.key): "
        + "\(row.provenance.source) (\(row.provenance.date))"
    }
    return (coefficients.value(term, context), words, sources)
  }

  var memory: [Explanation.Line] {
    let memory = estimate.forecaster.memory
    let breakdown = forecast.memory
    let layout = deployment.parallelism
    let inventory = estimate.forecaster.inventory
    let whole = TensorRole.allCases.reduce(0) { $0 + memory.modelBytes[$1] }
    let cache = memory.kvCache
    let sequences = min(workload.concurrency, Double(deployment.sequenceLimit))
    var lines = [
      Line(
        figure: "weights", value: NumberFormat.bytes(breakdown.weights),
        arithmetic: "\(digits(inventory.total / 1e9, 5)) B parameters × "
          + "\(digits(estimate.bitsPerWeight)) bits ÷ 8 = \(NumberFormat.bytes(Bytes(whole)))"
          + (layout.devices > 1
            ? ", the fullest of \(layout.devices) devices (\(layout.label)) holds this" : ""),
        sources: deployment.measuredWeights == nil
          ? [modelRow, formatRow] : ["counted in the model's own files"]),
      Line(
        figure: "KV cache", value: NumberFormat.bytes(breakdown.kvCache),
        arithmetic: "\(NumberFormat.count(sequences)) sequences × "
          + "\(NumberFormat.count(workload.contextTokens)) tokens × \(kvPerToken(cache))"
          + (memory.blockTokens > 1
            ? ", half a block of \(Int(memory.blockTokens)) tokens lost a sequence" : "")
          + (memory.kvShare < 1 ? ", × \(digits(memory.kvShare)) on one device" : ""),
        sources: [modelRow, Self.cite(deployment.kvType.id, deployment.kvType.provenance)]),
    ]
    let policy = deployment.engine.memory
    lines.append(
      Line(
        figure: "activations", value: NumberFormat.bytes(breakdown.activations),
        arithmetic: "\(NumberFormat.count(deployment.batchedTokenLimit)) tokens a step × ("
          + "\(digits(policy.activationCopies)) × \(model.hiddenSize) hidden + 2 × feed-forward) × "
          + "2 B + logits of \(policy.logitsRows != .sequences ? "those tokens" : "\(deployment.sequenceLimit) sequences at most")"
          + " × \(NumberFormat.count(model.vocabularySize)) × 4 B × \(digits(policy.logitsCopies))",
        sources: [engineRow]))
    lines.append(
      Line(
        figure: "engine reserve", value: NumberFormat.bytes(breakdown.reserve),
        arithmetic: "context "
          + NumberFormat.bytes(device.hasOwnMemory ? policy.context : policy.hostContext)
          + (layout.devices > 1
            ? " + communication buffers \(NumberFormat.bytes(policy.contextPerRank))" : ""),
        sources: [engineRow]))
    let fraction = deployment.settings.memoryFraction ?? policy.fraction
    let rule =
      switch policy.rule {
      case .shareOfTotal: "× \(digits(fraction)) that the engine may take of all"
      case .shareOfFree: "of which the cache may take \(digits(fraction)) of what is free"
      case .allocated: fraction < 1 ? "× \(digits(fraction))" : "taken as needed"
      }
    lines.append(
      Line(
        figure: "usable", value: NumberFormat.bytes(breakdown.usable),
        arithmetic: "\(NumberFormat.bytes(breakdown.visible)) visible"
          + (device.usableShare < 1
            ? " × \(digits(device.usableShare)) left by the system" : "") + ", \(rule)",
        sources: [deviceRow, engineRow]))
    lines.append(
      Line(
        figure: "headroom", value: NumberFormat.bytes(breakdown.headroom),
        arithmetic: "usable \(NumberFormat.bytes(breakdown.usable)) − needed "
          + NumberFormat.bytes(breakdown.total),
        sources: []))
    return lines
  }

  private func kvPerToken(_ cache: KVCache) -> String {
    var parts: [String] = []
    if cache.bytesPerToken > 0 { parts.append("\(NumberFormat.count(cache.bytesPerToken)) B") }
    if cache.windowedBytesPerToken > 0 {
      parts.append(
        "\(NumberFormat.count(cache.windowedBytesPerToken)) B for the last "
          + "\(Int(cache.window)) tokens")
    }
    if cache.stateBytes > 0 {
      parts.append("\(NumberFormat.bytes(Bytes(cache.stateBytes))) of states a sequence")
    }
    return "(" + parts.joined(separator: " + ") + ")"
  }

  var steps: [Explanation.Line] {
    let bandwidth = coefficient(.weightBandwidth)
    let kv = coefficient(.kvBandwidth)
    let gemm = coefficient(.gemm)
    let attention = coefficient(.attention)
    let layer = coefficient(.layerOverhead)
    let step = coefficient(.stepOverhead)
    let bound = estimate.bound
    let rate = device.computeRate(deployment.weightFormat.compute)
    let peak = "\(digits(bound.bandwidth / 1e9)) GB/s"
    let running = max(1, forecast.batch)
    let decode = forecast.decodeStep, prefill = forecast.prefillAlone
    var lines = [
      Line(
        figure: "weights streamed",
        value: NumberFormat.bytes(Bytes(bound.denseBytes + bound.expertBytes)),
        arithmetic: "a device reads these at \(peak) × \(digits(bandwidth.value)) "
          + "(\(bandwidth.words))"
          + (bound.expertBytes > 0
            ? "; of \(NumberFormat.bytes(Bytes(bound.expertBytes))) of experts those that "
              + "some token visits" : ""),
        sources: [deviceRow] + bandwidth.sources),
      Line(
        figure: "operations a token", value: "\(digits(bound.operationsPerToken / 1e9)) GFLOP",
        arithmetic: "2 × active parameters; \(digits((rate?.rate ?? 0) / 1e12)) TFLOP/s dense "
          + "\((rate?.from ?? .fp16).rawValue.uppercased()) × \(digits(gemm.value)) (\(gemm.words))",
        sources: [deviceRow] + gemm.sources),
      Line(
        figure: "decode step", value: NumberFormat.seconds(decode.seconds),
        arithmetic: "batch \(Int(running)): matrices \(ms(decode.matrices)) + cache read at "
          + "\(digits(kv.value)) of peak \(ms(decode.attention)) + collectives \(ms(decode.communication)) + overhead "
          + "\(ms(decode.overhead)); never below "
          + NumberFormat.seconds(
            bound.decodeStep(
              sequences: running / max(1, estimate.forecaster.steps.stages),
              context: workload.meanDecodeContext)) + " at peak bandwidth",
        sources: bandwidth.sources + kv.sources),
      Line(
        figure: "prefill alone", value: NumberFormat.seconds(prefill.seconds),
        arithmetic: "\(NumberFormat.count(workload.inputTokens - workload.cachedTokens)) tokens: "
          + "matrices \(ms(prefill.matrices)) + attention at \(digits(attention.value)) of peak "
          + "\(ms(prefill.attention)) + collectives "
          + "\(ms(prefill.communication)) + overhead \(ms(prefill.overhead))",
        sources: gemm.sources + attention.sources),
    ]
    lines.append(
      Line(
        figure: "overhead", value: ms(decode.overhead),
        arithmetic: "\(model.layerCount) layers × \(digits(layer.value)) µs (\(layer.words)) + "
          + "\(digits(step.value)) ms a step (\(step.words)) + a little a sequence",
        sources: layer.sources + step.sources))
    return lines
  }

  private func ms(_ seconds: Double) -> String { NumberFormat.seconds(Seconds(seconds)) }

  var latency: [Explanation.Line] {
    let request = coefficient(.requestOverhead)
    let share = forecast.prefillShare
    return [
      Line(
        figure: "TTFT", value: NumberFormat.seconds(forecast.timeToFirstToken),
        arithmetic: "admission \(digits(request.value)) ms + prefill, interleaved with the batch"
          + (forecast.queueWait.value > 0
            ? " + \(NumberFormat.seconds(forecast.queueWait)) wait for a place" : ""),
        sources: request.sources),
      Line(
        figure: "TPOT", value: NumberFormat.seconds(forecast.timePerOutputToken),
        arithmetic: share > 0
          ? "decode step, with a chunk of another prompt in \(digits(share, 3)) of the steps"
          : "the decode step", sources: [Self.method]),
      Line(
        figure: "end to end", value: NumberFormat.seconds(forecast.endToEnd),
        arithmetic: "TTFT + (\(Int(workload.outputTokens)) − 1) × TPOT", sources: []),
      Line(
        figure: "output tokens/s", value: digits(forecast.outputTokensPerSecond),
        arithmetic: "\(Int(forecast.batch)) requests at once × \(Int(workload.outputTokens)) "
          + "tokens ÷ \(NumberFormat.seconds(forecast.endToEnd - forecast.queueWait))",
        sources: []),
      Line(
        figure: "largest batch", value: NumberFormat.count(forecast.largestBatch),
        arithmetic: "cache for \(NumberFormat.count(forecast.largestBatchByMemory)) fits in "
          + "\(NumberFormat.bytes(forecast.memory.kvPool)); the engine's limit is "
          + NumberFormat.count(deployment.sequenceLimit),
        sources: [engineRow]),
    ]
  }

  var cost: [Explanation.Line] {
    (estimate.cost?.lines ?? []).map { line in
      Line(
        figure: line.label, value: NumberFormat.money(line.amount), arithmetic: line.arithmetic,
        sources: line.basis.map { "\($0.source) (\($0.date))" })
    }
  }

  var energy: [Explanation.Line] {
    guard forecast.power.value > 0, forecast.runs else { return [] }
    let busy = coefficient(.powerBusy), decode = coefficient(.powerDecode)
    let idle = coefficient(.powerIdle)
    var lines = [
      Line(
        figure: "power", value: "\(digits(forecast.power.value)) W",
        arithmetic:
          "\(deployment.parallelism.devices) × \(digits((device.power ?? .zero).value)) W "
          + "TDP × (\(digits(busy.value)) in prefill, \(digits(decode.value)) in decode, "
          + "\(digits(idle.value)) while it waits)",
        sources: [deviceRow] + busy.sources),
      Line(
        figure: "energy a token",
        value: "\(digits(forecast.energyPerOutputToken.value)) J",
        arithmetic: "\(digits(forecast.power.value)) W ÷ "
          + "\(digits(forecast.outputTokensPerSecond)) tokens/s, devices only, without host and cooling",
        sources: []),
    ]
    if let carbon = estimate.carbon {
      lines.append(
        Line(
          figure: "carbon", value: "\(digits(carbon.gramsPerHour)) gCO2e/h",
          arithmetic: carbon.arithmetic,
          sources: carbon.basis.map { "\($0.source) (\($0.date))" }))
    }
    return lines
  }

  var score: [Explanation.Line] {
    estimate.compatibility.parts.map { part in
      Line(
        figure: part.name, value: "\(digits(part.points, 3)) of \(digits(part.of, 3))",
        arithmetic: part.reason, sources: [Self.method])
    }
  }
}
