import Catalog
import Confidence
import PerformanceModel
import Presentation

/// Forecasts of a category drawn against what was measured.
public struct CategoryPlot: Sendable {
  public let category: Category
  /// Errors over all points of the category.
  public let summary: ErrorSummary
  private let comparisons: [Validation.Comparison]

  /// The plot of the points of a category; `nil` where there are none.
  public init?(_ validation: Validation, _ category: Category) {
    comparisons = validation.comparisons.filter { $0.point.category == category }
    guard !comparisons.isEmpty else { return nil }
    self.category = category
    summary = ErrorSummary(comparisons.map { ($0.forecast, $0.point.measured) })
  }

  /// A name for a file: letters, digits and hyphens.
  public var fileName: String {
    category.rawValue.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      .joined(separator: "-")
  }

  /// The picture: one square for each unit that occurs, points coloured by architecture.
  public var drawing: SVGDocument {
    let families = Self.families(comparisons)
    var plots: [ScatterPlot] = []
    for unit in PlottedUnit.allCases {
      let points = comparisons.filter { PlottedUnit($0.point.quantity) == unit }
      if !points.isEmpty { plots.append(Self.plot(points, unit, families)) }
    }
    return ScatterPlot.drawing(plots, title: words)
  }

  /// What the picture shows, in a line.
  public var words: String {
    "\(category.rawValue): \(NumberFormat.count(summary.count)) forecasts against measurements, "
      + "MdAPE \(NumberFormat.significant(summary.median, digits: 2)) %"
  }

  private static func plot(
    _ comparisons: [Validation.Comparison], _ unit: PlottedUnit, _ families: [String]
  ) -> ScatterPlot {
    let summary = ErrorSummary(comparisons.map { ($0.forecast, $0.point.measured) })
    let scale = unit.scale
    // Both axes have one range, so that a right forecast lies on the diagonal.
    let values = comparisons.flatMap { [$0.point.measured * scale, $0.forecast * scale] }
    var series = families.map { ScatterPlot.Series($0, []) }
    for comparison in comparisons {
      let family = comparison.point.deployment.accelerator.architecture
      let place = families.firstIndex(of: family) ?? families.count - 1
      guard series.indices.contains(place) else { continue }
      series[place].points.append(
        ScatterPlot.Point(
          x: comparison.point.measured * scale, y: comparison.forecast * scale))
    }
    var quantities: [String] = []
    for quantity in MeasuredQuantity.allCases
    where comparisons.contains(where: { $0.point.quantity == quantity }) {
      quantities.append(quantity.name)
    }
    return ScatterPlot(
      title: quantities.joined(separator: ", "),
      subtitle: "n \(NumberFormat.count(summary.count)), "
        + "MdAPE \(NumberFormat.significant(summary.median, digits: 2)) %, "
        + "band ±30 %",
      x: PlotAxis("measured, \(unit.rawValue)", scale: .logarithmic, covering: values),
      y: PlotAxis("forecast, \(unit.rawValue)", scale: .logarithmic, covering: values),
      series: series.filter { !$0.points.isEmpty || $0.name != others }, band: 0.3)
  }

  private static let others = "others"
  private static let mostFamilies = 5

  /// The architectures that get a colour: those with most points, and one name for the rest.
  private static func families(_ comparisons: [Validation.Comparison]) -> [String] {
    var counts: [String: Int] = [:]
    for comparison in comparisons {
      counts[comparison.point.deployment.accelerator.architecture, default: 0] += 1
    }
    let names = Validation.counted(counts).map(\.reason)
    guard names.count > mostFamilies + 1 else { return names }
    return names.prefix(mostFamilies) + [others]
  }
}

/// A unit of an axis, with figures that can share it.
enum PlottedUnit: String, CaseIterable {
  case seconds = "s"
  case tokenRate = "tok/s"
  case requestRate = "requests/s"
  case gigabytes = "GB"
  case joules = "J/token"

  init(_ quantity: MeasuredQuantity) {
    self =
      switch quantity {
      case .timeToFirstToken, .timePerOutputToken, .endToEnd: .seconds
      case .decodeRate, .prefillRate, .outputRate, .totalRate: .tokenRate
      case .requestRate: .requestRate
      case .memory: .gigabytes
      case .energyPerToken: .joules
      }
  }

  /// What a figure is multiplied by to be in this unit.
  var scale: Double { self == .gigabytes ? 1e-9 : 1 }
}

extension MeasuredQuantity {
  /// What the figure is called without its unit.
  var name: String {
    switch self {
    case .timeToFirstToken: "TTFT"
    case .timePerOutputToken: "TPOT"
    case .endToEnd: "end to end"
    case .decodeRate: "decode"
    case .prefillRate: "prefill"
    case .outputRate: "output"
    case .totalRate: "input and output"
    case .requestRate: "requests"
    case .memory: "memory"
    case .energyPerToken: "energy"
    }
  }
}
