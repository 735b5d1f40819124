import Advice
import Catalog
import Economics
import InferencePlanner
import PerformanceModel
import Presentation
import Quality
import Quantities
import StructuredText

/// Forecasts in guides.
extension GuideWriter {
  /// The estimate of a request written as `model=…, hardware=…, weights=…`.
  func estimate(_ text: String) throws(AdviceError) -> Estimate {
    var fields: [String: Value] = [:]
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map(DirectiveCall.trimmed)
      guard pair.count == 2 else {
        throw .field(name: "estimate", found: text, accepted: "name=value, with commas")
      }
      fields[pair[0]] =
        pair[0] == "model"
        ? .string(pair[1]) : Double(pair[1]).map { .number($0) } ?? .string(pair[1])
    }
    return try estimate(fields)
  }

  func estimate(_ fields: [String: Value]) throws(AdviceError) -> Estimate {
    do throws(PlannerError) {
      return try estimator.estimate(RequestFile.estimateRequest(.object(fields)))
    } catch {
      throw .planner(error)
    }
  }

  /// `@memory models=a, b; weights=q4_k_m; context=4096; devices=x, y`: what models take and which
  /// devices hold them.
  func memoryTable(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    let context = call.number("context") ?? 4096
    let weights = call.fields["weights"] ?? "bf16"
    let engine = call.fields["engine"]
    var table = Table(columns: [
      .init("Model", priority: 2), .init("Parameters", .trailing),
      .init("Weights", .trailing),
      .init("Cache of \(NumberFormat.count(context)) tokens", .trailing),
      .init("Needed in all", .trailing), .init("Fits"),
    ])
    for model in call.list("models") {
      var cells: [String] = []
      var fits: [String] = []
      for device in call.list("devices") {
        var fields: [String: Value] = [
          "model": .string(model), "weights": .string(weights), "hardware": .string(device),
          "input": .number(context - 256), "output": .number(256),
        ]
        if let engine { fields["engine"] = .string(engine) }
        guard let estimate = try? estimate(fields) else { continue }
        let memory = estimate.forecast.memory
        if cells.isEmpty {
          cells = [
            estimate.deployment.model.shortName,
            NumberFormat.significant(estimate.forecaster.inventory.total / 1e9) + " B",
            NumberFormat.bytes(memory.weights), NumberFormat.bytes(memory.kvCache),
            NumberFormat.bytes(memory.total),
          ]
        }
        if memory.fits { fits.append(estimate.deployment.accelerator.name) }
      }
      guard !cells.isEmpty else {
        throw .field(name: "models", found: model, accepted: "a model that some device runs")
      }
      table.addRow(cells + [fits.isEmpty ? "none of these" : fits.joined(separator: ", ")])
    }
    return [.table(table)]
  }

  /// `@estimates` with rows `title | model=…, hardware=…`: set-ups side by side.
  func estimateTable(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("Set-up", priority: 2), .init("Device and engine"), .init("Memory", .trailing),
      .init("Fits"), .init("TTFT", .trailing), .init("Tokens/s a user", .trailing),
      .init("80 of 100", .trailing), .init("Tokens/s in all", .trailing),
      .init("USD a million", .trailing), .init("Price of"),
    ])
    for row in call.rows {
      let parts = row.split(separator: "|", maxSplits: 1).map(DirectiveCall.trimmed)
      guard parts.count == 2 else {
        throw .field(name: "estimates", found: row, accepted: "title | name=value, …")
      }
      let estimate = try estimate(parts[1])
      let forecast = estimate.forecast
      let runs = forecast.runs
      let cost = estimate.cost?.atFullLoad ?? estimate.cost?.atOfferedLoad
      let devices = estimate.devices
      table.addRow(
        parts[0],
        (devices > 1 ? "\(devices)× " : "") + estimate.deployment.accelerator.name + ", "
          + estimate.deployment.engine.name + ", " + estimate.deployment.weightFormat.name,
        NumberFormat.bytes(forecast.memory.total), forecast.fits ? "yes" : "NO",
        runs ? NumberFormat.seconds(forecast.timeToFirstToken) : NumberFormat.missing,
        runs
          ? NumberFormat.significant(forecast.outputTokensPerSecondPerUser) : NumberFormat.missing,
        estimate.confidence.userRate.map {
          "\(NumberFormat.significant($0.lowerBound)) to \(NumberFormat.significant($0.upperBound))"
        } ?? NumberFormat.missing,
        runs ? NumberFormat.significant(forecast.outputTokensPerSecond) : NumberFormat.missing,
        runs
          ? cost?.perMillionOutputTokens.map { NumberFormat.significant($0.value) }
            ?? NumberFormat.missing : NumberFormat.missing,
        estimate.cost?.priceDate ?? NumberFormat.missing)
    }
    return [.table(table)]
  }

  /// `@formats model=…; formats=bf16, fp8`: size and quality of a model in weight formats.
  func formatTable(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("Weights", priority: 2), .init("Bits a weight", .trailing),
      .init("Size", .trailing), .init("Less than 16 bits by", .trailing),
      .init("Chat", .trailing), .init("Code", .trailing), .init("Reasoning", .trailing),
    ])
    do throws(CatalogError) {
      let model = try planner.catalog.model(call.fields["model"] ?? "")
      let inventory = ParameterInventory(model)
      let full = try planner.catalog.weightFormat("bf16").bytes(of: inventory, model)
      for name in call.list("formats") {
        let format = try planner.catalog.weightFormat(name)
        let size = format.bytes(of: inventory, model)
        func score(_ task: QualityTask) -> String {
          planner.quality.score(model: model.id, format: format.id, task: task).map {
            NumberFormat.count($0.value.rounded())
          } ?? NumberFormat.missing
        }
        table.addRow(
          format.name, NumberFormat.significant(size.value * 8 / inventory.total),
          NumberFormat.bytes(size), NumberFormat.percent(1 - size / full), score(.chat),
          score(.code), score(.reasoning))
      }
    } catch {
      throw .catalog(error)
    }
    return [.table(table)]
  }

  /// `@batches 1, 4, 16; model=…, hardware=…`: what batching does.
  func batchTable(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("Requests at once", .trailing), .init("Memory", .trailing), .init("TTFT", .trailing),
      .init("Tokens/s a user", .trailing), .init("Tokens/s in all", .trailing),
      .init("Times the first", .trailing),
    ])
    var first: Double?
    guard let request = call.rows.first else {
      throw .missing(name: "batches", accepted: "a row with model=…, hardware=…")
    }
    for count in call.names {
      let estimate = try estimate(request + ", concurrency=\(count)")
      let forecast = estimate.forecast
      let rate = forecast.outputTokensPerSecond
      first = first ?? rate
      table.addRow(
        count, NumberFormat.bytes(forecast.memory.total),
        NumberFormat.seconds(forecast.timeToFirstToken),
        NumberFormat.significant(forecast.outputTokensPerSecondPerUser),
        NumberFormat.significant(rate),
        NumberFormat.significant(rate / max(first ?? rate, 1e-9), digits: 2))
    }
    return [.table(table)]
  }
}

extension WeightFormat {
  /// What a model's weights take.
  func bytes(of inventory: ParameterInventory, _ model: ModelArchitecture) -> Bytes {
    TensorRole.allCases.reduce(Bytes.zero) { sum, role in
      sum + Bytes(inventory.stored[role] * bits(role, of: model) / 8)
    }
  }
}
