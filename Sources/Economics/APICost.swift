import Catalog
import Quantities

/// What it costs to send a load to a provider that sells tokens.
public struct APICost: Hashable, Sendable {
  /// The id of the model.
  public let model: String
  public let isBatch: Bool
  public let unit: UnitCost
  /// US dollars per hour; `nil` when the load is unknown.
  public let perHour: USDollars?
  /// US dollars per month of ``LoadProfile/hoursPerMonth``; `nil` when the load is unknown.
  public let perMonth: USDollars?
  /// Every amount with its arithmetic, in the order of the calculation.
  public let lines: [CostLine]
  /// What a reader should know.
  public let remarks: [String]

  /// US dollars per request.
  public var perRequest: USDollars { unit.perRequest }

  /// Forecasts the cost of `load` at the provider's prices.
  ///
  /// Cached input costs the price of cached input, and input written to a cache that of a write,
  /// where the provider lists them; otherwise both cost what other input costs.
  /// - Throws: ``EconomicsError/notOffered(offer:what:)`` when the provider lists no price for
  ///   tokens that the load has, or for batches where they are asked for.
  public init(_ price: APIPrice, load: LoadProfile, isBatch: Bool = false) throws(EconomicsError) {
    let parts = try Self.parts(price, load: load, isBatch: isBatch)
    model = price.id
    self.isBatch = isBatch
    let basis = [price.provenance]
    var remarks: [String] = []
    // Batch prices are listed for plain input only.
    if load.cachedInputTokens > 0, isBatch || price.cachedInput == nil {
      remarks.append("no price for cached input is listed: it costs full price")
    }
    var lines = parts.map { part in
      CostLine(
        label: "\(part.label) per request", amount: part.amount,
        arithmetic: "\(Words.number(part.tokens)) tokens × "
          + "\(Words.number(part.perMillion.value)) USD ÷ 1000000\(isBatch ? ", batch" : "")",
        basis: basis)
    }
    let perRequest = lines.reduce(USDollars.zero) { $0 + $1.amount }
    unit = UnitCost(perRequest: perRequest, load: load)
    perHour = load.requestsPerHour.map { perRequest * $0 }
    perMonth = load.requestsPerMonth.map { perRequest * $0 }
    lines.append(
      CostLine(
        label: "per request", amount: perRequest,
        arithmetic: lines.map(\.label).joined(separator: " + ")))
    lines += unit.tokenLines("of the API", load: load)
    if let perMonth, let requests = load.requestsPerMonth {
      lines.append(
        CostLine(
          label: "API per month", amount: perMonth,
          arithmetic: "\(Words.number(perRequest.value)) USD × \(Words.number(requests)) requests"))
    }
    self.lines = lines

    if price.isListedAtZero {
      remarks.append("the source lists 0 USD: a free tier, a preview or an unknown price")
    } else if let notes = price.provenance.notes {
      remarks.append(notes)
    }
    if let context = price.contextTokens, load.inputTokens > Double(context) {
      remarks.append(
        "the input of \(Words.number(load.inputTokens)) tokens passes the context of \(context)")
    }
    if let most = price.maximumOutputTokens, load.outputTokens > Double(most) {
      remarks.append(
        "the output of \(Words.number(load.outputTokens)) tokens passes the most allowed, \(most)")
    }
    if let deprecation = price.deprecation {
      remarks.append("the provider withdraws the model on \(deprecation)")
    }
    self.remarks = remarks
  }

  /// What a request costs at the provider's prices, without the lines that explain it: for who has
  /// hundreds of prices to look through.
  /// - Throws: as ``init(_:load:isBatch:)``.
  public static func perRequest(
    _ price: APIPrice, load: LoadProfile, isBatch: Bool = false
  ) throws(EconomicsError) -> USDollars {
    try parts(price, load: load, isBatch: isBatch).reduce(USDollars.zero) { $0 + $1.amount }
  }

  /// Tokens of one kind, with their price.
  private struct Part {
    var label: String
    var tokens: Double
    var perMillion: USDollars

    /// For one request.
    var amount: USDollars { perMillion * (tokens / 1e6) }
  }

  /// The tokens of a request that cost something, by kind.
  private static func parts(
    _ price: APIPrice, load: LoadProfile, isBatch: Bool
  ) throws(EconomicsError) -> [Part] {
    try load.checked()
    var parts: [Part] = []
    func add(_ label: String, _ tokens: Double, _ perMillion: USDollars?) throws(EconomicsError) {
      guard tokens > 0 else { return }
      guard let perMillion else {
        throw .notOffered(
          offer: price.id, what: "\(isBatch ? "batch " : "")price for \(label) tokens")
      }
      try check(perMillion.value, "the price of \(price.id)")
      parts.append(Part(label: label, tokens: tokens, perMillion: perMillion))
    }
    let input = isBatch ? price.batchInput : price.input
    var fresh = load.inputTokens - load.cachedInputTokens - load.cacheWriteTokens
    var cached = load.cachedInputTokens
    var written = load.cacheWriteTokens
    // Batch prices are listed for plain input only.
    if isBatch || price.cachedInput == nil {
      fresh += cached
      cached = 0
    }
    if isBatch || price.cacheWrite == nil {
      fresh += written
      written = 0
    }
    try add("input", fresh, input)
    try add("cached input", cached, price.cachedInput)
    try add("input written to the cache", written, price.cacheWrite)
    try add("output", load.outputTokens, isBatch ? price.batchOutput : price.output)
    return parts
  }
}
