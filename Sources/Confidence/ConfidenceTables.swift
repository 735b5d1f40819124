import Catalog
import PerformanceModel

/// What ships about the confidence in forecasts: the intervals, and what decides their tier.
public struct ConfidenceTables: Hashable, Sendable {
  public var intervals: Intervals
  public var known: KnownHardware

  public init(intervals: Intervals, known: KnownHardware) {
    self.intervals = intervals
    self.known = known
  }

  /// Reads both tables of the catalogs.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    self.init(intervals: try Intervals(files), known: try KnownHardware(files))
  }
}
