import Catalog
import Economics
import Quality
import Quantities

/// The price list of managed APIs beside what else decides for or against them.
struct APIMarket {
  let prices: [APIPrice]
  let services: [APIService]
  let quality: Quality
  let levels: [QualityLevel]

  /// A service with the cheapest of its models that will do.
  struct Offer {
    var service: APIService
    var price: APIPrice
    var cost: APICost
    /// The score in chat; `nil` where nobody measured it.
    var score: Double?
  }

  static let defaultLevel = "intermediate"

  init(_ catalog: Catalog) throws(AdviceError) {
    let files = catalog.files
    do throws(CatalogError) {
      prices = try APIPrice.load(files)
      services = try APIService.load(files)
      quality = try Quality(catalog)
      levels = try QualityLevel.load(files)
    } catch {
      throw .catalog(error)
    }
  }

  func input(_ details: AdviceDetails) -> Double { details.input ?? 1000 }
  func output(_ details: AdviceDetails) -> Double { details.output ?? 500 }

  /// One offer of each service that has one.
  /// - Throws: ``AdviceError/catalog(_:)`` for a model that no service sells,
  ///   ``AdviceError/field(name:found:accepted:)`` for a certificate that no row knows.
  func offers(_ details: AdviceDetails) throws(AdviceError) -> [Offer] {
    let known = Set(services.flatMap(\.compliance))
    for name in details.compliance where !known.contains(name) {
      throw .field(
        name: "compliance", found: name, accepted: known.sorted().joined(separator: ", "))
    }
    if let model = details.model, !prices.contains(where: { matches($0, model) }) {
      throw .catalog(
        .unknown(
          kind: "model among API prices", name: model,
          suggestions: NearestNames.suggestions(for: model, among: prices.map(\.id))))
    }
    let load = LoadProfile(
      requestsPerHour: nil, inputTokens: input(details),
      cachedInputTokens: details.cachedInput ?? 0, outputTokens: output(details),
      hoursPerMonth: 730)
    let level = details.quality ?? Self.defaultLevel
    let chat = levels.filter { $0.task == .chat }
    guard let floor = chat.first(where: { ([$0.name] + $0.aliases).contains(level) })?.floor else {
      throw .field(
        name: "quality", found: level, accepted: chat.map(\.name).joined(separator: ", "))
    }
    var offers: [Offer] = []
    for service in services
    where details.compliance.allSatisfy({ service.compliance.contains($0) }) {
      var best: Offer?
      for price in prices where price.provider == service.provider && isUsable(price, details) {
        let score = quality.score(model: price.id, task: .chat)?.value
        if details.model.map({ !matches(price, $0) }) ?? ((score ?? -1) < floor) { continue }
        guard let cost = try? APICost(price, load: load) else { continue }
        let isCheaper =
          best.map {
            ($0.cost.perRequest.value, $0.price.id) > (cost.perRequest.value, price.id)
          } ?? true
        if isCheaper { best = Offer(service: service, price: price, cost: cost, score: score) }
      }
      if let best { offers.append(best) }
    }
    return offers
  }

  /// Where no service has all that is asked for, who has most of it and what it lacks.
  func nearest(_ details: AdviceDetails) -> String {
    let closest = services.max { one, other in
      held(one, details) != held(other, details)
        ? held(one, details) < held(other, details) : one.id > other.id
    }
    guard let closest, !details.compliance.isEmpty else {
      return "no service of the catalog sells a model that will do; loosen --model or --quality"
    }
    let missing = details.compliance.filter { !closest.compliance.contains($0) }
    return missing.isEmpty
      ? "no certified service sells a model that will do; loosen --model or --quality"
      : "no service has all of these; the nearest is \(closest.provider), which lacks "
        + missing.joined(separator: ", ")
  }

  private func held(_ service: APIService, _ details: AdviceDetails) -> Int {
    details.compliance.count { service.compliance.contains($0) }
  }

  /// A chat model with a price, for long enough requests, that is not about to go.
  private func isUsable(_ price: APIPrice, _ details: AdviceDetails) -> Bool {
    price.mode == "chat" && !price.isListedAtZero && price.input != nil && price.output != nil
      && price.deprecation == nil
      && Double(price.contextTokens ?? .max) >= input(details) + output(details)
  }

  /// Whether every word of `name` stands in the id of the price.
  private func matches(_ price: APIPrice, _ name: String) -> Bool {
    let id = String(decoding: NearestNames.folded(price.id), as: UTF8.self)
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "." }
    return !words.isEmpty
      && words.allSatisfy {
        id.contains(String(decoding: NearestNames.folded(String($0)), as: UTF8.self))
      }
  }
}
