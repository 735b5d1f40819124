import Catalog
import StructuredText
import VisionModel

/// Everything that is fitted, from the tables of published measurements.
public struct VisionData: Sendable {
  public let catalog: VisionCatalog
  /// One for every work and publisher: of several the newest, of one release the fastest.
  public let measurements: [VisionMeasurement]
  public let accuracies: [VisionAccuracy]
  /// Rows that were read.
  public let rows: Int
  /// Rows that are no measurement, by reason.
  public let skipped: [String: Int]
  /// The measurements of which all is known that a forecast needs.
  public let points: [(measurement: VisionMeasurement, work: VisionWork)]

  /// Reads the measurements.
  /// - Throws: ``CatalogError`` where the catalogs cannot be read.
  public init(_ table: CSVTable, files: CatalogFiles) throws(CatalogError) {
    catalog = try VisionCatalog(files)
    let result = VisionReader(catalog).read(table)
    rows = table.count
    skipped = result.skipped
    accuracies = result.accuracies
    let catalog = catalog
    measurements = Self.distinct(result.measurements)
    points = measurements.compactMap { measurement in
      VisionWork(measurement, catalog: catalog).map { (measurement, $0) }
    }
  }

  /// What a fit of these points learns from.
  static func observations(
    _ points: [(measurement: VisionMeasurement, work: VisionWork)]
  ) -> [LatencyFit.Observation] {
    points.map {
      LatencyFit.Observation($0.work, milliseconds: $0.measurement.milliseconds)
    }
  }

  private struct Place: Hashable {
    var setting: VisionSetting
    var network: String
    var side: Int
    var precision: VisionPrecision?
    var publisher: String
  }

  private static func distinct(_ all: [VisionMeasurement]) -> [VisionMeasurement] {
    var chosen: [Place: Int] = [:]
    for (index, measurement) in all.enumerated() {
      // Runs of fewer threads, in smaller batches or without a warm clock are other conditions of
      // the same work; a plan wants the best that was reached.
      let place = Place(
        setting: measurement.setting, network: measurement.network,
        side: Int((measurement.inputSide ?? 0).rounded()), precision: measurement.precision,
        publisher: measurement.source.publisher)
      if let known = chosen[place] {
        let other = all[known]
        let isNewer = measurement.source.asOf > other.source.asOf
        let isFaster =
          measurement.source.asOf == other.source.asOf
          && measurement.milliseconds < other.milliseconds
        guard isNewer || isFaster else { continue }
      }
      chosen[place] = index
    }
    return chosen.values.sorted().map { all[$0] }
  }
}
