import Quantities

extension Rental: NamedOffer {
  static var kind: String { "rental" }
  var providerNames: [String] { [provider] }
  var names: [String] { [instance] }
  var qualifiers: [Substring] {
    guard let at = id.firstIndex(of: "@") else { return [] }
    return id[id.index(after: at)...].split(separator: "/")
  }
  var rank: Double { (onDemand ?? spot ?? .zero).value }
  var suggestion: String { shortID }

  /// The rental called `name`: its id, `provider:instance`, or the instance alone where that is
  /// unique.
  /// - Throws: ``CatalogError/ambiguous(kind:name:candidates:)`` with the cheapest first, or
  ///   ``CatalogError/unknown(kind:name:suggestions:)``.
  public static func find(_ name: String, among rentals: [Rental]) throws(CatalogError) -> Rental {
    try OfferNames.find(name, among: rentals)
  }
}

extension ServerlessOffer: NamedOffer {
  static var kind: String { "serverless offer" }
  var providerNames: [String] { [provider] }
  var names: [String] {
    [acceleratorName, id.split(separator: ":", maxSplits: 1).last.map(String.init) ?? id]
  }
  var qualifiers: [Substring] { [] }
  var rank: Double { perSecond.value }
  var suggestion: String { id }

  /// The offer called `name`: its id, `provider:worker`, or the worker alone where that is unique.
  /// - Throws: ``CatalogError/ambiguous(kind:name:candidates:)`` with the cheapest first, or
  ///   ``CatalogError/unknown(kind:name:suggestions:)``.
  public static func find(
    _ name: String, among offers: [ServerlessOffer]
  ) throws(CatalogError) -> ServerlessOffer {
    try OfferNames.find(name, among: offers)
  }
}

extension APIPrice: NamedOffer {
  static var kind: String { "API model" }
  var providerNames: [String] { [provider] + (providerKey.map { [$0] } ?? []) }
  /// The id, and what follows each of its slashes.
  var names: [String] {
    var names = [id]
    var rest = Substring(id)
    while let slash = rest.firstIndex(of: "/") {
      rest = rest[rest.index(after: slash)...]
      names.append(String(rest))
    }
    return names
  }
  var qualifiers: [Substring] { [] }
  // A price of 0 is more often unknown than free: it does not lead.
  var rank: Double {
    isListedAtZero ? .infinity : (input ?? .zero).value + (output ?? .zero).value
  }
  var suggestion: String { id }

  /// The price of the model called `name`: its id, `provider:model`, or the model alone where that
  /// is unique.
  /// - Throws: ``CatalogError/ambiguous(kind:name:candidates:)`` with the cheapest first, or
  ///   ``CatalogError/unknown(kind:name:suggestions:)``.
  public static func find(_ name: String, among prices: [APIPrice]) throws(CatalogError) -> APIPrice
  {
    try OfferNames.find(name, among: prices)
  }
}
