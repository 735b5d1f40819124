import Quantities
import StructuredText

/// A machine that is rented by the hour: an instance type of a provider in one region.
public struct Rental: Hashable, Sendable, Identifiable {
  /// `provider:instance@region/tier`, such as `aws:p5.48xlarge@us-east-1`; unique. An older row of
  /// the same offer carries its date at the end.
  public var id: String
  public var provider: String
  /// The instance type as the provider writes it.
  public var instance: String
  /// The id of the accelerator in the catalog of accelerators; `nil` when no row describes it.
  public var accelerator: String?
  /// The accelerator as the source names it.
  public var acceleratorName: String
  /// Accelerators in the instance; less than one where a device is shared.
  public var acceleratorCount: Fraction
  /// Memory of one accelerator, or of the share of it that is rented.
  public var acceleratorMemory: Bytes?
  public var vCPUs: Int?
  /// Host memory.
  public var memory: Bytes?
  public var region: String?
  /// US dollars per hour for the whole instance; `nil` where the source lists spot prices only.
  public var onDemand: USDollars?
  /// US dollars per hour for the whole instance when it can be taken away.
  public var spot: USDollars?
  /// What the price includes, in the source's words.
  public var priceBasis: String?
  /// The provider's class of offer, such as `secure` or `community`.
  public var tier: String?
  /// When and where a second source gave the same price.
  public var confirmedAsOf: String?
  public var licence: String?
  public var provenance: Provenance

  /// - Parameter id: made of provider, instance, region and tier where it is `nil`.
  public init(
    id: String? = nil, provider: String, instance: String, accelerator: String? = nil,
    acceleratorName: String, acceleratorCount: Fraction = Fraction(1),
    acceleratorMemory: Bytes? = nil, vCPUs: Int? = nil, memory: Bytes? = nil,
    region: String? = nil, onDemand: USDollars?, spot: USDollars? = nil,
    priceBasis: String? = nil, tier: String? = nil, confirmedAsOf: String? = nil,
    licence: String? = nil, provenance: Provenance
  ) {
    self.id =
      id ?? idText(provider) + ":" + idText(instance) + (region.map { "@" + idText($0) } ?? "")
      + (tier.map { "/" + idText($0) } ?? "")
    self.provider = provider
    self.instance = instance
    self.accelerator = accelerator
    self.acceleratorName = acceleratorName
    self.acceleratorCount = acceleratorCount
    self.acceleratorMemory = acceleratorMemory
    self.vCPUs = vCPUs
    self.memory = memory
    self.region = region
    self.onDemand = onDemand
    self.spot = spot
    self.priceBasis = priceBasis
    self.tier = tier
    self.confirmedAsOf = confirmedAsOf
    self.licence = licence
    self.provenance = provenance
  }

  /// `provider:instance`, which several regions and tiers may share.
  public var shortID: String { idText(provider) + ":" + idText(instance) }

  /// Reads all rentals, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row without a price or
  ///   with one that is no price, and what ``CatalogFiles/tables(_:)`` throws.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [Rental] {
    try loadRows(.rentals, of: files) { (row) throws(CatalogError) in try Rental(row) }
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    let accelerator = row["accelerator"]
    guard let name = row["gpu"] ?? accelerator else { throw row.unacceptable("gpu", "text") }
    let confirmedAsOf = row["confirmed_as_of"]
    var provenance = row.provenance()
    if confirmedAsOf != nil { provenance.verification = .crossChecked }
    self.init(
      id: row["id"],
      provider: try row.required("provider"),
      instance: try row.required("instance_type"),
      accelerator: accelerator,
      acceleratorName: name,
      acceleratorCount: try row.fraction("gpu_count"),
      acceleratorMemory: try row.number("gpu_memory_gb_each").map(Bytes.gigabytes),
      vCPUs: try row.integer("vcpus"),
      memory: try row.number("memory_gb").map(Bytes.gigabytes),
      region: row["region"],
      onDemand: try row.price("on_demand_usd_h"),
      spot: try row.price("spot_usd_h"),
      priceBasis: row["price_basis"],
      tier: row["tier"],
      confirmedAsOf: confirmedAsOf,
      licence: row["licence"],
      provenance: provenance)
    if onDemand == nil, spot == nil {
      throw row.unacceptable("on_demand_usd_h", "a price above 0 here or in 'spot_usd_h'")
    }
  }
}
