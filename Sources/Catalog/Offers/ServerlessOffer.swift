import Quantities
import StructuredText

/// An accelerator that is billed by the second while a worker runs, or an endpoint that a provider
/// keeps running.
public struct ServerlessOffer: Hashable, Sendable, Identifiable {
  /// `provider:worker`, such as `modal:H100`; unique.
  public var id: String
  public var provider: String
  public var product: String
  /// The id of the accelerator in the catalog of accelerators; `nil` when no row describes it.
  public var accelerator: String?
  /// The accelerator as the source names it, often a class of several.
  public var acceleratorName: String
  public var acceleratorCount: Fraction
  /// Accelerator memory of the worker.
  public var memory: Bytes?
  /// US dollars per second while a worker runs; where the source gives the hour, its 3600th part.
  public var perSecond: USDollars
  /// The billing rule in words.
  public var billing: String?
  /// Whether nothing is billed while no request is there.
  public var scalesToZero: Bool
  /// The span up to which a bill is rounded.
  public var billingStep: Seconds?
  /// How long a worker stays, billed, after its last request.
  public var idleTimeout: Seconds?
  /// How long a worker takes, billed, before its first request.
  public var coldStart: Seconds?
  public var provenance: Provenance

  /// - Parameter id: made of provider and accelerator where it is `nil`.
  public init(
    id: String? = nil, provider: String, product: String? = nil, accelerator: String? = nil,
    acceleratorName: String, acceleratorCount: Fraction = Fraction(1), memory: Bytes? = nil,
    perSecond: USDollars, billing: String? = nil, scalesToZero: Bool = true,
    billingStep: Seconds? = nil, idleTimeout: Seconds? = nil, coldStart: Seconds? = nil,
    provenance: Provenance
  ) {
    self.id = id ?? idText(provider).lowercased() + ":" + idText(acceleratorName)
    self.provider = provider
    self.product = product ?? acceleratorName
    self.accelerator = accelerator
    self.acceleratorName = acceleratorName
    self.acceleratorCount = acceleratorCount
    self.memory = memory
    self.perSecond = perSecond
    self.billing = billing
    self.scalesToZero = scalesToZero
    self.billingStep = billingStep
    self.idleTimeout = idleTimeout
    self.coldStart = coldStart
    self.provenance = provenance
  }

  /// Reads all offers, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row without a price or
  ///   with one that is no price, and what ``CatalogFiles/tables(_:)`` throws.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [ServerlessOffer] {
    try loadRows(.serverless, of: files) { (row) throws(CatalogError) in try ServerlessOffer(row) }
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    let accelerator = row["accelerator"]
    guard let name = row["gpu"] ?? accelerator else { throw row.unacceptable("gpu", "text") }
    let hourly = try row.price("usd_per_hour").map { $0 / 3600 }
    guard let perSecond = try row.price("usd_per_second") ?? hourly else {
      throw row.unacceptable("usd_per_second", "a price above 0 here or in 'usd_per_hour'")
    }
    self.init(
      id: row["id"],
      provider: try row.required("provider"),
      product: row["product"],
      accelerator: accelerator,
      acceleratorName: name,
      acceleratorCount: try row.fraction("gpu_count"),
      memory: try row.number("memory_gb").map(Bytes.gigabytes),
      perSecond: perSecond,
      billing: row["billing"],
      scalesToZero: try row.flag("scales_to_zero") ?? true,
      billingStep: try row.number("billing_step_s").map { Seconds($0) },
      idleTimeout: try row.number("idle_timeout_s").map { Seconds($0) },
      coldStart: try row.number("cold_start_s").map { Seconds($0) },
      provenance: row.provenance())
  }
}
