import Catalog
import Economics
import InferencePlanner
import PerformanceModel
import Quantities
import Testing

/// Every model on every kind of device and the other way round, with nothing else said: nothing
/// traps, every refusal has words, every figure is one.
@Suite struct CatalogSweepTests {
  /// Devices that stand for their kinds, platforms and sizes.
  private static func representatives(_ devices: [Accelerator]) -> Set<String> {
    var chosen: [String: String] = [:]
    for device in devices {
      let size =
        Int(device.labelMemory.gibibytes).bitWidth
        - Int(device.labelMemory.gibibytes).leadingZeroBitCount
      let key = "\(device.kind) \(device.platform) \(size)"
      chosen[key] = chosen[key] ?? device.id
    }
    return Set(chosen.values)
  }

  @Test func everyModelOnDevicesOfEveryKind() throws {
    let catalog = try estimator().catalog
    let devices = Self.representatives(catalog.accelerators)
    #expect(devices.count > 30)
    try sweep(catalog.models.map(\.id), on: devices.sorted())
  }

  @Test func everyDeviceWithModelsOfEveryKind() throws {
    let catalog = try estimator().catalog
    var chosen: [String: String] = [:]
    for model in catalog.models {
      let size = String(describing: Int(model.publishedParameters ?? 0).leadingZeroBitCount / 4)
      let mixers = Set(model.layers.map { String(describing: $0.mixer).prefix(9) }).sorted()
      chosen["\(mixers) \(size)"] = model.id
    }
    #expect(chosen.count > 8)
    try sweep(chosen.values.sorted(), on: catalog.accelerators.map(\.id))
  }

  private func sweep(_ models: [String], on devices: [String]) throws {
    let estimator = try estimator()
    var answered = 0
    for model in models {
      for device in devices {
        let question = try request(#"{"model": "\#(model)", "hardware": "\#(device)"}"#)
        do throws(PlannerError) {
          Self.check(try estimator.estimate(question), "\(model) on \(device)")
          answered += 1
        } catch {
          #expect(error.description.count > 10, "\(model) on \(device)")
          #expect(!error.description.contains("Optional("), "\(error)")
        }
      }
    }
    #expect(answered > models.count * devices.count / 2)
  }

  private static func check(_ estimate: Estimate, _ name: String) {
    let forecast = estimate.forecast, capacity = estimate.capacity
    var figures: [(String, Double)] = [
      ("weights", forecast.memory.weights.value), ("cache", forecast.memory.kvCache.value),
      ("activations", forecast.memory.activations.value),
      ("reserve", forecast.memory.reserve.value), ("usable", forecast.memory.usable.value),
      ("utilization", forecast.memory.utilization), ("batch", forecast.batch),
      ("largest batch", forecast.largestBatch), ("TTFT", forecast.timeToFirstToken.value),
      ("TPOT", forecast.timePerOutputToken.value), ("end to end", forecast.endToEnd.value),
      ("wait", forecast.queueWait.value), ("tokens", forecast.outputTokensPerSecond),
      ("requests", forecast.requestsPerSecond), ("power", forecast.power.value),
      ("energy", forecast.energyPerOutputToken.value),
      ("capacity", capacity.outputTokensPerSecond), ("score", estimate.compatibility.score),
      ("context", Double(estimate.longestContext)), ("bits", estimate.bitsPerWeight),
    ]
    if let cost = estimate.cost {
      figures.append(("hour", cost.perHour?.value ?? 0))
      figures.append(("month", cost.perMonth?.value ?? 0))
      figures.append(("request", cost.atFullLoad?.perRequest.value ?? 0))
      for line in cost.lines { figures.append((line.label, line.amount.value)) }
    }
    for (label, figure) in figures where !(figure.isFinite && figure >= 0) {
      Issue.record("\(name): \(label) is \(figure)")
    }
    if !forecast.memory.headroom.value.isFinite { Issue.record("\(name): no headroom") }
    if forecast.runs, !(forecast.timePerOutputToken.value > 0 && forecast.endToEnd.value > 0) {
      Issue.record("\(name): an answer in no time")
    }
    if !(0...100).contains(estimate.compatibility.score) { Issue.record("\(name): score") }
    if forecast.fits, !forecast.runs { Issue.record("\(name): it fits and does not run") }
    if estimate.cost == nil, estimate.costRemark == nil {
      Issue.record("\(name): no cost, no word")
    }
  }
}
