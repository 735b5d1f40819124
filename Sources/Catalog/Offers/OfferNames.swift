import Quantities

/// What finding an offer by name needs to know of it.
protocol NamedOffer: Identifiable where ID == String {
  /// What the offer is called in messages: `rental`, `API model`.
  static var kind: String { get }
  /// The provider's names, any of which may stand before the colon.
  var providerNames: [String] { get }
  /// The names that mean this offer once the provider is known, or alone where they are unique.
  var names: [String] { get }
  /// What tells offers of the same name apart, such as region and tier, as parts of the id after
  /// its `@`.
  var qualifiers: [Substring] { get }
  /// Sorts candidates in messages: cheapest first. US dollars in any unit common to the kind.
  var rank: Double { get }
  /// What to suggest when a name is nearly right.
  var suggestion: String { get }
}

/// Finds offers by what people call them.
enum OfferNames {
  /// The most candidates that an ambiguous name lists.
  static let candidateLimit = 8

  /// The offer called `name`: by its id, by `provider:name@qualifier/qualifier`, or by its name
  /// alone. Case and punctuation do not matter.
  /// - Throws: ``CatalogError/ambiguous(kind:name:candidates:)`` when several answer to it,
  ///   ``CatalogError/unknown(kind:name:suggestions:)`` when none does.
  static func find<Offer: NamedOffer>(
    _ name: String, among offers: [Offer]
  ) throws(CatalogError) -> Offer {
    if let exact = offers.first(where: { $0.id == name }) { return exact }
    var matches: [Offer] = []
    for reading in readings(of: name) {
      matches = offers.filter { reading.matches($0) }
      if !matches.isEmpty {
        // A shorter qualifier is complete in itself: "@us/secure" is not its dated elder.
        let complete = matches.filter { $0.qualifiers.count == reading.qualifiers.count }
        if complete.count == 1, !reading.qualifiers.isEmpty { matches = complete }
        break
      }
    }
    if let match = matches.first, matches.count == 1 { return match }
    guard matches.isEmpty else {
      matches.sort { $0.rank != $1.rank ? $0.rank < $1.rank : $0.id < $1.id }
      throw .ambiguous(
        kind: Offer.kind, name: name, candidates: matches.prefix(candidateLimit).map(\.id))
    }
    var seen: Set<String> = []
    let known = offers.map(\.suggestion).filter { seen.insert($0).inserted }
    throw .unknown(
      kind: Offer.kind, name: name, suggestions: NearestNames.suggestions(for: name, among: known))
  }

  /// One way to take a name apart.
  private struct Reading {
    var provider: [UInt8]?
    var name: [UInt8]
    var qualifiers: [[UInt8]]

    func matches(_ offer: some NamedOffer) -> Bool {
      guard !name.isEmpty, offer.names.contains(where: { NearestNames.folded($0) == name }) else {
        return false
      }
      if let provider,
        !offer.providerNames.contains(where: { NearestNames.folded($0) == provider })
      {
        return false
      }
      let own = offer.qualifiers
      return qualifiers.count <= own.count
        && zip(qualifiers, own).allSatisfy { $0 == NearestNames.folded(String($1)) }
    }
  }

  /// The ways to take `name` apart, the most definite first: colons, at signs and slashes occur in
  /// the names of models as well as between provider, name and qualifiers.
  private static func readings(of name: String) -> [Reading] {
    var readings: [Reading] = []
    func read(_ text: Substring, _ qualifiers: [[UInt8]]) {
      for separator in [Character(":"), "/"] {
        guard let end = text.firstIndex(of: separator) else { continue }
        readings.append(
          Reading(
            provider: NearestNames.folded(String(text[..<end])),
            name: NearestNames.folded(String(text[text.index(after: end)...])),
            qualifiers: qualifiers))
      }
      readings.append(
        Reading(
          provider: nil, name: NearestNames.folded(String(text)), qualifiers: qualifiers))
    }
    read(Substring(name), [])
    if let at = name.lastIndex(of: "@") {
      let qualifiers = name[name.index(after: at)...].split(separator: "/")
      read(name[..<at], qualifiers.map { NearestNames.folded(String($0)) })
    }
    return readings
  }
}
