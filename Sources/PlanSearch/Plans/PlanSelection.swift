import Catalog
import PerformanceModel
import Quantities

/// The plans of a question: what meets every requirement, in order, and what fell out.
public struct PlanSelection: Sendable {
  /// Every candidate that meets all requirements, the best first.
  public var feasible: [PricedCandidate]
  /// Candidates that may meet a latency that was asked for, but whose seller promises none.
  public var unpromised: [PricedCandidate]
  /// The plans to show: the best, then the best that differ from those before.
  public var chosen: [PricedCandidate]
  public var removed: [Constraint: Int]
  public var considered: Int
  /// The cheapest candidate that misses the budget alone.
  public var cheapestOverBudget: PricedCandidate?

  /// Prices, filters and orders what a search found.
  public init(
    _ outcome: CandidateSearch.Outcome, _ question: PlanQuestion, _ book: OfferBook
  ) {
    var removed = outcome.removed
    removed.merge(question.excludedModels) { $0 + $1 }
    var feasible: [PricedCandidate] = []
    var cheapest: PricedCandidate?
    let isOpen = question.takesUnpromised
    Self.price(outcome, question, book) { candidate in
      guard let candidate else {
        removed[.offer, default: 0] += 1
        return
      }
      if let budget = question.monthlyBudget, candidate.monthly > budget.value {
        removed[.budget, default: 0] += 1
        if isOpen || candidate.latency != nil, candidate.monthly < cheapest?.monthly ?? .infinity {
          cheapest = candidate
        }
      } else if let budget = question.purchaseBudget, candidate.purchase > budget.value {
        removed[.purchaseBudget, default: 0] += 1
      } else {
        feasible.append(candidate)
      }
    }
    self.feasible = Self.ordered(
      isOpen ? feasible : feasible.filter { $0.latency != nil }, question)
    unpromised = isOpen ? [] : Self.ordered(feasible.filter { $0.latency == nil }, question)
    self.removed = removed
    considered = outcome.considered + question.services.count
    cheapestOverBudget = cheapest
    chosen = Self.diverse(self.feasible, outcome, question, count: question.count)
    if let service = unpromised.first, chosen.count > 1 {
      // Of services one is shown: it may be what a person settles for.
      if chosen.count == question.count { chosen.removeLast() }
      chosen.append(service)
    }
  }

  /// The plan that comes first, found without putting the others in order: the first of ``chosen``.
  public static func best(
    _ outcome: CandidateSearch.Outcome, _ question: PlanQuestion, _ book: OfferBook
  ) -> PricedCandidate? {
    var best: (candidate: PricedCandidate, score: Double)?
    score(outcome, question, book) { candidate, score in
      if let known = best, known.score <= score { return }
      best = (candidate, score)
    }
    return best?.candidate
  }

  /// The deployments of the first `count` of ``feasible``, as places among those of the search; the
  /// candidates themselves are not kept.
  public static func leading(
    _ count: Int, _ outcome: CandidateSearch.Outcome, _ question: PlanQuestion, _ book: OfferBook
  ) -> [Int] {
    var ranked: [(score: Double, place: Int?)] = []
    score(outcome, question, book) { candidate, score in
      let place: Int? = if case .deployment(let place, _) = candidate.means { place } else { nil }
      ranked.append((score, place))
    }
    let order = ranked.indices.sorted {
      ranked[$0].score != ranked[$1].score ? ranked[$0].score < ranked[$1].score : $0 < $1
    }
    return order.prefix(count).compactMap { ranked[$0].place }
  }

  /// Scores what meets every requirement.
  private static func score(
    _ outcome: CandidateSearch.Outcome, _ question: PlanQuestion, _ book: OfferBook,
    _ take: (PricedCandidate, Double) -> Void
  ) {
    let ranking = Ranking(question.preference)
    let isOpen = question.takesUnpromised
    let monthly = question.monthlyBudget?.value ?? .infinity
    let purchase = question.purchaseBudget?.value ?? .infinity
    price(outcome, question, book) { candidate in
      guard let candidate, candidate.monthly <= monthly, candidate.purchase <= purchase,
        isOpen || candidate.latency != nil
      else { return }
      take(candidate, ranking.score(candidate))
    }
  }

  /// Prices everything that a search found, and the services of the question.
  /// - Parameter take: called with each candidate, with `nil` for a deployment that nobody offers.
  private static func price(
    _ outcome: CandidateSearch.Outcome, _ question: PlanQuestion, _ book: OfferBook,
    _ take: (PricedCandidate?) -> Void
  ) {
    var pricing = Pricing(question, book)
    var candidates: [PricedCandidate] = []
    for (index, capability) in outcome.capabilities.enumerated() {
      candidates.removeAll(keepingCapacity: true)
      pricing.price(capability, index, into: &candidates)
      if candidates.isEmpty { take(nil) } else { candidates.forEach(take) }
    }
    guard question.payments.contains(.api) else { return }
    for (place, service) in question.services.enumerated() {
      if let candidate = pricing.candidate(place, service) { take(candidate) }
    }
  }

  private static func ordered(
    _ candidates: [PricedCandidate], _ question: PlanQuestion
  ) -> [PricedCandidate] {
    let ranking = Ranking(question.preference)
    let scores = candidates.map(ranking.score)
    return candidates.indices.sorted {
      scores[$0] != scores[$1] ? scores[$0] < scores[$1] : $0 < $1
    }.map { candidates[$0] }
  }

  /// Plans that no other beats in cost, latency and quality at once, the cheapest first.
  public var front: [PricedCandidate] { feasible.paretoFront().map { feasible[$0] } }

  /// Of ``front`` about `count`: spread over it, with the fastest and the best.
  public func front(about count: Int) -> [PricedCandidate] {
    let front = front
    func latency(_ index: Int) -> Double { front[index].latency ?? .infinity }
    func quality(_ index: Int) -> Double { front[index].quality?.value ?? 0 }
    var kept = Set(Array(front.indices).spread(count))
    if let fastest = front.indices.min(by: { latency($0) < latency($1) }) { kept.insert(fastest) }
    if let best = front.indices.max(by: { quality($0) < quality($1) }) { kept.insert(best) }
    return kept.sorted().map { front[$0] }
  }

  /// The best candidates of which no two are near-copies: another model, another device or another
  /// kind of payment each, and no model or device more than twice while there are others.
  private static func diverse(
    _ candidates: [PricedCandidate], _ outcome: CandidateSearch.Outcome,
    _ question: PlanQuestion, count: Int
  ) -> [PricedCandidate] {
    var chosen: [PricedCandidate] = []
    var kinds: Set<[String]> = []
    var models: [String: Int] = [:], devices: [String: Int] = [:]
    for isStrict in [true, false] {
      for candidate in candidates where chosen.count < count {
        let (model, device) = names(candidate, outcome, question)
        let kind = [model, device, candidate.payment.group]
        guard !kinds.contains(kind) else { continue }
        if isStrict, models[model, default: 0] >= 2 || devices[device, default: 0] >= 2 {
          continue
        }
        kinds.insert(kind)
        models[model, default: 0] += 1
        devices[device, default: 0] += 1
        chosen.append(candidate)
      }
    }
    return chosen
  }

  private static func names(
    _ candidate: PricedCandidate, _ outcome: CandidateSearch.Outcome, _ question: PlanQuestion
  ) -> (model: String, device: String) {
    switch candidate.means {
    case .deployment(let index, _):
      let prepared = outcome.capabilities[index].prepared
      return (prepared.deployment.model.id, prepared.deployment.accelerator.id)
    case .service(let place):
      let price = question.services[place].price
      return (price.id, "api " + price.provider)
    }
  }
}

extension PlanQuestion {
  /// Whether a seller who promises no latency will do.
  fileprivate var takesUnpromised: Bool { levels.isEmpty || !levelsAreStated }
}

extension Payment {
  /// Payments between which a person chooses; the terms of a rent are one choice.
  var group: String {
    switch self {
    case .onDemand, .spot, .reservedOneYear, .reservedThreeYears: "rent"
    case .serverless: "serverless"
    case .owned, .inHand: "own"
    case .api: "api"
    }
  }
}
