import Catalog
import PerformanceModel

/// What ships about the confidence in forecasts: the intervals, and what decides their tier.
public struct ConfidenceTables: Hashable, Sendable {
  public var intervals: Intervals
  public var known: KnownHardware
  /// The user's own, for models on machines that were measured.
  public var machines: MachineIntervals

  public init(
    intervals: Intervals, known: KnownHardware, machines: MachineIntervals = MachineIntervals()
  ) {
    self.intervals = intervals
    self.known = known
    self.machines = machines
  }

  /// Reads the tables of the catalogs.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    self.init(
      intervals: try Intervals(files), known: try KnownHardware(files),
      machines: try MachineIntervals(files))
  }
}
