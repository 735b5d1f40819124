import Catalog
import StructuredText

/// A network: what is known of it apart from measurements.
public struct VisionNetwork: Hashable, Sendable, Identifiable {
  public var id: String
  /// Networks of one family share what is measured: their layers have the same shapes.
  public var family: String
  /// What it does: `detection`, `classification` …
  public var task: String
  /// Parameters; `nil` where nobody says.
  public var parameters: Double?
  /// Operations for an image of ``inputSide`` squared, a multiplication with its addition as two;
  /// `nil` where nobody says.
  public var operations: Double?
  /// The side of a square image in pixels for which ``operations`` holds.
  public var inputSide: Double?
  public var provenance: Provenance

  /// Operations for a square image of this side: convolutions do as many for every pixel.
  public func operations(side: Double) -> Double? {
    guard let operations, let inputSide, inputSide > 0 else { return nil }
    return operations * (side / inputSide) * (side / inputSide)
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    id = try row.required("id")
    family = row["family"] ?? id
    task = try row.required("task")
    parameters = try row.number("params_m").flatMap { $0 > 0 ? $0 * 1e6 : nil }
    operations = try row.number("gflops").flatMap { $0 > 0 ? $0 * 1e9 : nil }
    inputSide = try row.number("input_side").flatMap { $0 > 0 ? $0 : nil }
    provenance = row.provenance()
  }

  /// A network that nobody has measured.
  public init(
    id: String, family: String, task: String, parameters: Double? = nil,
    operations: Double? = nil, inputSide: Double? = nil, provenance: Provenance
  ) {
    self.id = id
    self.family = family
    self.task = task
    self.parameters = parameters
    self.operations = operations
    self.inputSide = inputSide
    self.provenance = provenance
  }
}

/// Software that runs networks.
public struct VisionRuntime: Hashable, Sendable, Identifiable {
  public var id: String
  public var name: String
  /// The only part of a device on which it runs networks; `nil` where it runs on several.
  public var unit: VisionUnit?

  init(_ row: CSVTable.Row) throws(CatalogError) {
    id = try row.required("id")
    name = row["name"] ?? id
    unit = try row.choice("unit", VisionUnit.self)
  }
}
