import Catalog
import StructuredText

/// The measurements that ship, with their sources.
public struct VisionEvidence: Sendable {
  public let measurements: [VisionMeasurement]

  public init(_ measurements: [VisionMeasurement]) { self.measurements = measurements }

  /// Reads `vision_measurements.csv` and `vision_sources.csv`.
  /// - Throws: ``CatalogError`` for a row that cannot be read.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    var sources: [String: VisionSource] = [:]
    for table in try files.tables(.visionSources) {
      for row in table.rows {
        sources[try row.required("id")] = VisionSource(
          title: row["title"] ?? "", url: row["url"] ?? "", asOf: row["as_of"] ?? "")
      }
    }
    var measurements: [VisionMeasurement] = []
    for table in try files.tables(.visionMeasurements) {
      measurements.reserveCapacity(measurements.count + table.count)
      for row in table.rows {
        measurements.append(try VisionMeasurement(row, sources: sources))
      }
    }
    self.measurements = measurements
  }
}

extension VisionMeasurement {
  init(_ row: CSVTable.Row, sources: [String: VisionSource]) throws(CatalogError) {
    guard let milliseconds = try row.number("milliseconds"), milliseconds > 0 else {
      throw row.unacceptable("milliseconds", "a number above 0")
    }
    guard let unit = try row.choice("unit", VisionUnit.self) else {
      throw row.unacceptable("unit", "cpu, gpu or npu")
    }
    guard let figure = try row.choice("figure", VisionFigure.self) else {
      throw row.unacceptable("figure", "latency, pipelined or batched")
    }
    guard let source = sources[try row.required("source")] else {
      throw row.unacceptable("source", "the id of a row of vision_sources.csv")
    }
    id = try row.required("id")
    network = try row.required("model")
    task = try row.required("task")
    inputSide = try row.number("input_side").flatMap { $0 > 0 ? $0 : nil }
    device = try row.required("device")
    self.unit = unit
    runtime = try row.required("runtime")
    precision = try row.choice("precision", VisionPrecision.self)
    self.figure = figure
    self.milliseconds = milliseconds
    batch = try row.integer("batch", in: 1...1_000_000) ?? 1
    scope = try row.choice("scope", VisionScope.self) ?? .unstated
    labels = row.list("labels")
    self.source = source
  }
}
