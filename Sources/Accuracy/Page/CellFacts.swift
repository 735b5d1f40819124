import Catalog
import Confidence
import PerformanceModel
import Presentation
import Quantities

/// What the data and the model themselves say about a cell whose forecasts are far off.
struct CellFacts {
  let cell: CellErrors
  let validation: Validation
  let coefficients: Coefficients

  /// Sentences, the plainest first.
  var sentences: [String] {
    [extent, sources, neighbours] + [parts, bound, assumptions].compactMap { $0 }
  }

  /// "4.2 times too fast".
  static func distance(_ ratio: Double, _ quantity: MeasuredQuantity) -> String {
    let factor = NumberFormat.significant(max(ratio, 1 / ratio), digits: 2)
    let (above, below) =
      switch quantity {
      case .timeToFirstToken, .timePerOutputToken, .endToEnd: ("too slow", "too fast")
      case .decodeRate, .prefillRate, .outputRate, .totalRate, .requestRate:
        ("too fast", "too slow")
      case .memory, .energyPerToken: ("too high", "too low")
      }
    return "\(factor) times \(ratio >= 1 ? above : below)"
  }

  private var extent: String {
    let least = cell.comparisons.first?.ratio ?? 1, most = cell.comparisons.last?.ratio ?? 1
    let unit = PlottedUnit(cell.quantity)
    func figure(_ value: Double) -> String {
      NumberFormat.significant(value * unit.scale) + " " + unit.rawValue
    }
    return "\(NumberFormat.count(cell.comparisons.count)) points, forecast over measurement from "
      + "\(NumberFormat.significant(least, digits: 2)) to "
      + "\(NumberFormat.significant(most, digits: 2)). The one in the middle: "
      + "measured \(figure(cell.middle.point.measured)), forecast \(figure(cell.middle.forecast))"
      + " (\(conditions))."
  }

  private var conditions: String {
    let point = cell.middle.point
    var parts = [
      "\(NumberFormat.count(point.workload.inputTokens)) in",
      "\(NumberFormat.count(point.workload.outputTokens)) out",
    ]
    if case .resident(let sequences, _) = point.load {
      parts.append("batch \(NumberFormat.significant(sequences, digits: 2))")
    } else if sequences > 1 {
      parts.append("batch \(NumberFormat.significant(sequences, digits: 2))")
    }
    return parts.joined(separator: ", ")
  }

  /// How the sources of the cell fare over all their points of the category.
  private var sources: String {
    var names: [String] = []
    for comparison in cell.comparisons where !names.contains(comparison.point.source) {
      names.append(comparison.point.source)
    }
    return names.sorted().map { source in
      let all = same { $0.source == source }
      return "\(source): its \(Self.count(all)) here"
        + " are forecast \(Self.distance(Self.median(all), cell.quantity)) in the middle."
    }.joined(separator: " ")
  }

  /// How other sources that measured the same device fare.
  private var neighbours: String {
    let own = Set(cell.comparisons.map(\.point.source))
    let device = cell.deployment.accelerator
    let others = same { !own.contains($0.source) && $0.deployment.accelerator.id == device.id }
    guard !others.isEmpty else {
      return "No other source of this category measured \(device.name) (\(cell.quantity.name))."
    }
    let names = Set(others.map(\.point.source)).count
    return "\(names) other \(names == 1 ? "source" : "sources") on \(device.name), "
      + "\(Self.count(others)): \(Self.distance(Self.median(others), cell.quantity)) in the middle."
  }

  private func same(_ isWanted: (ResolvedPoint) -> Bool) -> [Validation.Comparison] {
    validation.comparisons.filter {
      $0.point.category == cell.category && $0.point.quantity == cell.quantity
        && isWanted($0.point)
    }
  }

  private static func median(_ comparisons: [Validation.Comparison]) -> Double {
    ErrorSummary.quantile(comparisons.map(\.ratio).sorted(), 0.5)
  }

  private static func count(_ comparisons: [Validation.Comparison]) -> String {
    NumberFormat.count(comparisons.count) + (comparisons.count == 1 ? " point" : " points")
  }

  private var assumptions: String? {
    let all = cell.middle.point.assumptions
    return all.isEmpty
      ? nil : "Assumed, since the row does not say: \(all.joined(separator: "; "))."
  }
}

// MARK: What the model itself says

extension CellFacts {
  private var forecaster: Forecaster {
    Forecaster(cell.deployment, coefficients: coefficients)
  }

  /// Sequences that the middle point ran at once.
  private var sequences: Double {
    let point = cell.middle.point
    return switch point.load {
    case .single: 1
    case .together(let requests), .wave(let requests): requests
    case .closedLoop, .decodeOnly: point.workload.concurrency
    case .queued: forecaster.capacity(point.workload).batch
    case .rate(let rate, _):
      forecaster.openLoop(point.workload, requestsPerSecond: rate)?.batch ?? 1
    case .resident(let sequences, _): sequences
    }
  }

  /// Which part of the forecast of the middle point weighs most.
  private var parts: String? {
    let point = cell.middle.point
    let forecaster = forecaster
    if case .resident(let sequences, _) = point.load {
      let memory = forecaster.memory.breakdown(
        sequences: sequences, tokens: point.workload.contextTokens)
      return Self.shares(
        "Of the forecast",
        [
          ("weights", memory.weights.value), ("cache", memory.kvCache.value),
          ("activations", memory.activations.value), ("reserve", memory.reserve.value),
        ])
    }
    let time: StepTime
    let words: String
    switch point.quantity {
    case .prefillRate, .timeToFirstToken:
      var alone = point.workload
      alone.concurrency = 1
      let forecast = forecaster.forecast(alone)
      guard forecast.runs else { return nil }
      time = forecast.prefillAlone
      words = "Of the forecast of a prompt alone"
    default:
      time = forecaster.steps.time(
        .decode(sequences: max(1, sequences), context: point.workload.meanDecodeContext))
      words = "Of the forecast of a decode step"
    }
    return Self.shares(
      words,
      [
        ("matrices", time.matrices), ("attention", time.attention),
        ("communication", time.communication), ("overhead", time.overhead),
      ])
  }

  private static func shares(_ words: String, _ parts: [(String, Double)]) -> String? {
    let total = parts.map(\.1).reduce(0, +)
    guard total > 0, total.isFinite else { return nil }
    let listed = parts.filter { $0.1 >= 0.05 * total }.sorted { $0.1 > $1.1 }
      .map { "\($0.0) \(NumberFormat.count(100 * $0.1 / total)) %" }
    return "\(words): \(listed.joined(separator: ", "))."
  }

  /// How much of what the device's peak allows was measured, where one figure says it.
  private var bound: String? {
    let point = cell.middle.point
    guard point.load == .single else { return nil }
    let forecaster = forecaster
    let bound = HardwareBound(
      cell.deployment, inventory: forecaster.inventory, weights: forecaster.memory.modelBytes)
    let decode = bound.decodeStep(sequences: 1, context: point.workload.meanDecodeContext).value
    let tokens = point.workload.inputTokens - point.workload.cachedTokens
    let prefill = bound.prefill(tokens: tokens).value
    let share: Double
    switch point.quantity {
    case .decodeRate: share = decode * point.measured
    case .timePerOutputToken: share = decode / point.measured
    case .prefillRate: share = prefill * point.measured / tokens
    case .timeToFirstToken: share = prefill / point.measured
    default: return nil
    }
    guard share.isFinite, share > 0 else { return nil }
    return "Measured is \(NumberFormat.percent(share)) of what the device's peak allows."
  }
}
