import Catalog
import Confidence
import Glibc
import StructuredText

/// How much of a question measurements have seen, the most first.
public enum VisionTier: String, CaseIterable, Sendable, Codable, Comparable {
  /// The device under the runtime, and the network on other settings.
  case settingAndNetwork = "setting-and-network"
  /// The device under the runtime; the network nowhere.
  case setting
  /// The device's unit under other runtimes.
  case device
  /// The runtime on other devices of its kind.
  case runtime
  /// Neither.
  case unseen

  public var distance: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  public static func < (a: Self, b: Self) -> Bool { a.distance < b.distance }

  /// What an interpolation rests on.
  public var words: String {
    switch self {
    case .settingAndNetwork: "device under runtime and network measured, not together"
    case .setting: "device under runtime measured, network nowhere"
    case .device: "device measured under other runtimes"
    case .runtime: "runtime measured on other devices"
    case .unseen: "neither device nor runtime measured"
    }
  }
}

/// What measurements have seen.
public struct VisionKnowledge: Sendable {
  private var settings: Set<VisionSetting> = []
  private var networks: Set<String> = []
  private var units: Set<String> = []
  private var runtimes: Set<String> = []

  public init(_ measurements: some Sequence<VisionMeasurement>) {
    for measurement in measurements {
      settings.insert(measurement.setting)
      networks.insert("\(measurement.network) \(measurement.unit.rawValue)")
      units.insert("\(measurement.device) \(measurement.unit.rawValue)")
      runtimes.insert(Self.runtime(measurement.runtime, measurement.unit, measurement.figure))
    }
  }

  /// How much of a question they have seen.
  public func tier(_ work: VisionWork) -> VisionTier {
    let setting = VisionSetting(
      device: work.device.id, unit: work.unit, runtime: work.runtime, figure: work.figure)
    if settings.contains(setting) {
      return networks.contains("\(work.network.id) \(work.unit.rawValue)")
        ? .settingAndNetwork : .setting
    }
    if units.contains("\(work.device.id) \(work.unit.rawValue)") { return .device }
    return runtimes.contains(Self.runtime(work.runtime, work.unit, work.figure))
      ? .runtime : .unseen
  }

  private static func runtime(_ id: String, _ unit: VisionUnit, _ figure: VisionFigure) -> String {
    "\(id) \(unit.rawValue) \(figure.rawValue)"
  }
}

/// The 80 % intervals of forecasts, by unit and by how much measurements have seen.
public struct VisionIntervals: Sendable {
  /// One interval, with what it was made of.
  public struct Row: Hashable, Sendable {
    public var unit: VisionUnit
    public var tier: VisionTier
    public var interval: Interval
    public var points: Int
    public var publishers: Int

    public init(
      unit: VisionUnit, tier: VisionTier, interval: Interval, points: Int, publishers: Int
    ) {
      self.unit = unit
      self.tier = tier
      self.interval = interval
      self.points = points
      self.publishers = publishers
    }
  }

  public var rows: [Row]

  public init(rows: [Row]) { self.rows = rows }

  /// Reads `vision_intervals.csv`.
  /// - Throws: ``CatalogError`` for a row that cannot be read.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    var rows: [Row] = []
    for table in try files.tables(.visionIntervals) {
      for row in table.rows {
        guard let unit = try row.choice("unit", VisionUnit.self) else {
          throw row.unacceptable("unit", "cpu, gpu or npu")
        }
        guard let tier = try row.choice("tier", VisionTier.self) else {
          throw row.unacceptable(
            "tier", VisionTier.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard let low = try row.number("low"), let high = try row.number("high"), low <= high
        else { throw row.unacceptable("high", "a factor that is not below 'low'") }
        rows.append(
          Row(
            unit: unit, tier: tier, interval: Interval(low: low, high: high),
            points: try row.integer("points") ?? 0, publishers: try row.integer("sources") ?? 0))
      }
    }
    self.rows = rows
  }

  /// What a measurement may be of its forecast: a factor of five either way where nobody knows.
  public func interval(_ unit: VisionUnit, _ tier: VisionTier) -> Interval {
    rows.last { $0.unit == unit && $0.tier == tier }?.interval ?? Interval(low: 0.2, high: 5)
  }
}
