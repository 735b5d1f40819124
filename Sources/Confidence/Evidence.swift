import Catalog
import PerformanceModel
import StructuredText

/// Published measurements that an estimate can be held against.
///
/// The table has thousands of rows: it is read where an explanation is asked for, never before.
public struct Evidence: Sendable {
  /// One measurement and the forecast for the same configuration.
  public struct Row: Hashable, Sendable {
    public var id: String
    public var quantity: MeasuredQuantity
    public var subject: EvidenceSubject
    /// In the unit of ``quantity``.
    public var measured: Double
    public var forecast: Double
    public var provenance: Provenance
    /// Where the source can be read, where it is on the web.
    public var url: String?
  }

  /// A measurement, and how far its configuration is from the one in question.
  public struct Match: Hashable, Sendable {
    public var row: Row
    /// See ``EvidenceSubject/distance(_:of:deviceDistance:)``.
    public var distance: Double
  }

  /// The columns of the file in order.
  public static let columns = [
    "id", "quantity", "load", "model", "active_b", "format", "bits", "engine", "device", "devices",
    "input", "output", "concurrency", "measured", "forecast", "source", "url", "as_of",
  ]

  public let rows: [Row]

  /// Reads `evidence.csv`, built-in and the user's.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    try self.init(tables: files.tables(.evidence))
  }

  public init(tables: [CSVTable]) throws(CatalogError) {
    var rows: [Row] = []
    for table in tables {
      rows.reserveCapacity(rows.count + table.count)
      for row in table.rows { rows.append(try Row(row)) }
    }
    self.rows = rows
  }

  public init(rows: [Row]) { self.rows = rows }

  /// The measurements of `quantities` nearest to `subject`, the nearest first.
  /// - Parameters:
  ///   - device: the device of `subject`.
  ///   - devices: the devices of the catalog, by id.
  ///   - count: most matches to return.
  public func nearest(
    to subject: EvidenceSubject, of quantities: Set<MeasuredQuantity>, on device: Accelerator,
    among devices: [String: Accelerator], count: Int
  ) -> [Match] {
    var distances: [String: Double] = [:]
    var matches: [Match] = []
    for row in rows where quantities.contains(row.quantity) {
      let id = row.subject.device
      // A device that left the catalog is no evidence for one that is in it.
      let far = distances[id] ?? devices[id].map(device.evidenceDistance) ?? .infinity
      distances[id] = far
      guard far.isFinite else { continue }
      matches.append(
        Match(
          row: row,
          distance: subject.distance(row.subject, of: row.quantity, deviceDistance: far)))
    }
    let sorted = matches.sorted {
      $0.distance != $1.distance ? $0.distance < $1.distance : $0.row.id < $1.row.id
    }
    return Array(sorted.prefix(count))
  }
}

extension Evidence.Row {
  init(_ row: CSVTable.Row) throws(CatalogError) {
    func amount(_ column: String) throws(CatalogError) -> Double {
      guard let number = try row.number(column) else { throw row.unacceptable(column, "a number") }
      return number
    }
    func positive(_ column: String) throws(CatalogError) -> Double {
      let number = try amount(column)
      guard number > 0 else { throw row.unacceptable(column, "a number above 0") }
      return number
    }
    guard let quantity = try row.choice("quantity", MeasuredQuantity.self) else {
      throw row.unacceptable(
        "quantity", MeasuredQuantity.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let shape = try row.choice("load", LoadShape.self) else {
      throw row.unacceptable("load", LoadShape.allCases.map(\.rawValue).joined(separator: ", "))
    }
    id = try row.required("id")
    self.quantity = quantity
    subject = EvidenceSubject(
      model: try row.required("model"), activeParameters: try positive("active_b") * 1e9,
      format: try row.required("format"), bits: try positive("bits"),
      engine: try row.required("engine"), device: try row.required("device"),
      devices: try row.integer("devices") ?? 1, shape: shape, input: try amount("input"),
      output: try amount("output"), concurrency: try amount("concurrency"))
    measured = try positive("measured")
    forecast = try positive("forecast")
    provenance = row.provenance()
    url = row["url"].flatMap { $0.hasPrefix("https://") || $0.hasPrefix("http://") ? $0 : nil }
  }
}
