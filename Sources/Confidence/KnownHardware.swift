import Catalog
import PerformanceModel
import StructuredText

/// The devices and engines that the fit has seen, which decides the tier of an estimate.
public struct KnownHardware: Hashable, Sendable {
  /// A device under an engine, by their ids.
  public struct Setup: Hashable, Comparable, Sendable {
    public var device: String
    public var engine: String

    public init(device: String, engine: String) {
      self.device = device
      self.engine = engine
    }

    public static func < (a: Self, b: Self) -> Bool {
      (a.device, a.engine) < (b.device, b.engine)
    }
  }

  /// Fitted measurements of each setup.
  public private(set) var points: [Setup: Int] = [:]
  /// The architecture of each device.
  public private(set) var architectures: [String: String] = [:]
  private var families: Set<String> = []

  public init() {}

  /// Reads the rows of `known_hardware.csv`, built-in and the user's.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    for table in try files.tables(.knownHardware) {
      for row in table.rows {
        insert(
          Setup(device: try row.required("id"), engine: try row.required("engine")),
          architecture: try row.required("architecture"), points: try row.integer("points") ?? 1)
      }
    }
  }

  /// Adds measurements of a setup.
  public mutating func insert(_ setup: Setup, architecture: String, points count: Int = 1) {
    points[setup, default: 0] += count
    architectures[setup.device] = architecture
    families.insert(architecture)
  }

  /// How well a deployment's device and engine are known.
  public func tier(_ deployment: Deployment) -> ConfidenceTier {
    tier(deployment.engine, on: deployment.accelerator)
  }

  /// How well an engine on a device is known.
  public func tier(_ engine: Engine, on device: Accelerator) -> ConfidenceTier {
    if points[Setup(device: device.id, engine: engine.id)] != nil { return .knownSetup }
    if architectures[device.id] != nil { return .knownDevice }
    return families.contains(device.architecture) ? .knownFamily : .neverSeen
  }
}
