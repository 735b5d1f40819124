import Quantities
import StructuredText

/// What a provider asks for the tokens of one of its models. Prices are US dollars per million
/// tokens; `nil` means that the source lists none.
public struct APIPrice: Hashable, Sendable, Identifiable {
  /// The model as the source lists it, provider prefix included where it has one; unique.
  public var id: String
  public var provider: String
  /// The provider's short name in the source, such as `bedrock`.
  public var providerKey: String?
  /// How the model is called: `chat`, `completion` or `responses`.
  public var mode: String?
  public var input: USDollars?
  public var output: USDollars?
  /// Input read from the provider's prompt cache.
  public var cachedInput: USDollars?
  /// Input written to the provider's prompt cache.
  public var cacheWrite: USDollars?
  public var batchInput: USDollars?
  public var batchOutput: USDollars?
  /// Tokens of input that the model takes.
  public var contextTokens: Int?
  /// Tokens of output that one answer may have.
  public var maximumOutputTokens: Int?
  /// The day on which the provider withdraws the model, `YYYY-MM-DD`.
  public var deprecation: String?
  public var takesImages: Bool
  public var callsFunctions: Bool
  /// The provider's page from which the source took the price.
  public var page: String?
  public var licence: String?
  public var provenance: Provenance

  public init(
    id: String, provider: String, providerKey: String? = nil, mode: String? = nil,
    input: USDollars?, output: USDollars?, cachedInput: USDollars? = nil,
    cacheWrite: USDollars? = nil, batchInput: USDollars? = nil, batchOutput: USDollars? = nil,
    contextTokens: Int? = nil, maximumOutputTokens: Int? = nil, deprecation: String? = nil,
    takesImages: Bool = false, callsFunctions: Bool = false, page: String? = nil,
    licence: String? = nil, provenance: Provenance
  ) {
    self.id = id
    self.provider = provider
    self.providerKey = providerKey
    self.mode = mode
    self.input = input
    self.output = output
    self.cachedInput = cachedInput
    self.cacheWrite = cacheWrite
    self.batchInput = batchInput
    self.batchOutput = batchOutput
    self.contextTokens = contextTokens
    self.maximumOutputTokens = maximumOutputTokens
    self.deprecation = deprecation
    self.takesImages = takesImages
    self.callsFunctions = callsFunctions
    self.page = page
    self.licence = licence
    self.provenance = provenance
  }

  /// Whether every listed price is 0: a free tier, a preview, or a price the source does not hold.
  public var isListedAtZero: Bool {
    (input ?? .zero) == .zero && (output ?? .zero) == .zero
  }

  /// Reads all prices, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row without any price,
  ///   and what ``CatalogFiles/tables(_:)`` throws.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [APIPrice] {
    try loadRows(.apiPrices, of: files) { (row) throws(CatalogError) in try APIPrice(row) }
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    id = try row.required("model")
    provider = try row.required("provider")
    providerKey = row["litellm_provider"]
    mode = row["mode"]
    input = try row.dollars("input_usd_per_mtok")
    output = try row.dollars("output_usd_per_mtok")
    if input == nil, output == nil {
      throw row.unacceptable(
        "input_usd_per_mtok", "a price of at least 0 here or in 'output_usd_per_mtok'")
    }
    cachedInput = try row.dollars("cached_input_usd_per_mtok")
    cacheWrite = try row.dollars("cache_write_usd_per_mtok")
    batchInput = try row.dollars("batch_input_usd_per_mtok")
    batchOutput = try row.dollars("batch_output_usd_per_mtok")
    contextTokens = try row.integer("context_tokens")
    maximumOutputTokens = try row.integer("max_output_tokens")
    deprecation = row["deprecation_date"]
    takesImages = try row.flag("supports_vision") ?? false
    callsFunctions = try row.flag("supports_function_calling") ?? false
    page = row["page"]
    licence = row["licence"]
    provenance = row.provenance()
  }
}
