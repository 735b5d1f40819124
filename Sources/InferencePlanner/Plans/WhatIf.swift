import Catalog
import Economics
import PerformanceModel
import PlanSearch
import Quantities

/// How the best plan changes with the question: no new forecasts, only new sizes and prices.
public struct WhatIf: Sendable {
  public var change: String
  /// `nil` where nothing meets the changed question.
  public var best: PlanDetail?
  /// Whether another deployment is best than before.
  public var changesPlan: Bool
}

struct WhatIfs {
  let question: PlanQuestion
  let outcome: CandidateSearch.Outcome
  let book: OfferBook
  let search: CandidateSearch
  let best: PlanDetail
  /// What may be best when little changes: the first of the order as it is, and at ten times the
  /// traffic. Changes of price and budget leave the order within a way of paying as it is.
  private let promising: CandidateSearch.Outcome

  private static let promisingCount = 1500

  /// The deployments that may be best when there is far more traffic, by place in the search.
  static func busy(
    _ question: PlanQuestion, _ outcome: CandidateSearch.Outcome, _ book: OfferBook
  ) -> [Int] {
    var busy = question
    busy.traffic = question.traffic.scaled(10)
    busy.monthlyBudget = nil
    return PlanSelection.leading(promisingCount, outcome, busy, book)
  }

  /// - Parameter busy: see ``busy(_:_:_:)``.
  init(
    question: PlanQuestion, outcome: CandidateSearch.Outcome, book: OfferBook,
    search: CandidateSearch, best: PlanDetail, selection: PlanSelection, busy: [Int]
  ) {
    self.question = question
    self.outcome = outcome
    self.book = book
    self.search = search
    self.best = best
    var places = Set(busy)
    for candidate in selection.feasible.prefix(Self.promisingCount) {
      if case .deployment(let place, _) = candidate.means { places.insert(place) }
    }
    var some = outcome
    some.capabilities = places.sorted().map { outcome.capabilities[$0] }
    promising = some
  }

  /// All answers in a fixed order, spread over the cores.
  func all() -> [WhatIf] {
    let budget = question.monthlyBudget ?? USDollars(best.candidate.monthly)
    let budgetWords =
      question.monthlyBudget == nil ? "half of this plan's cost as the budget" : "half the budget"
    var questions: [@Sendable () -> WhatIf?] = [
      { whatIf("2× the traffic") { $0.traffic = $0.traffic.scaled(2) } },
      { whatIf("10× the traffic") { $0.traffic = $0.traffic.scaled(10) } },
      { whatIf("prices 30 % higher") { $0.priceFactor = 1.3 } },
      { whatIf("prices 30 % lower") { $0.priceFactor = 0.7 } },
      { whatIf(budgetWords) { $0.monthlyBudget = budget * 0.5 } },
    ]
    if let serving = best.serving {
      let other = serving.deployment.kvType.id == "FP8" ? "F16" : "FP8"
      let model = serving.deployment.model.id
      let size = serving.forecaster.inventory.total
      questions.append {
        restricted(other == "FP8" ? "KV cache in FP8" : "KV cache in 16 bits") {
          $0.prepared.deployment.kvType.id == other && $0.prepared.deployment.model.id == model
        }
      }
      questions.append {
        restricted("a smaller model") { $0.prepared.parameters < 0.7 * size }
      }
    }
    return questions.concurrentMap { $0() }.compactMap { $0 }
  }

  private func whatIf(_ change: String, _ apply: (inout PlanQuestion) -> Void) -> WhatIf {
    var changed = question
    changed.count = 1
    apply(&changed)
    return answer(change, changed, promising)
  }

  /// The best among some of the candidates; `nil` where the search had none of them.
  private func restricted(_ change: String, _ admits: (Capability) -> Bool) -> WhatIf? {
    var some = outcome
    some.capabilities = outcome.capabilities.filter(admits)
    guard !some.capabilities.isEmpty else { return nil }
    var changed = question
    changed.count = 1
    changed.services = []
    return answer(change, changed, some)
  }

  private func answer(
    _ change: String, _ question: PlanQuestion, _ outcome: CandidateSearch.Outcome
  ) -> WhatIf {
    let plan = PlanSelection.best(outcome, question, book).flatMap {
      PlanDetails(question, outcome, book, search).detail($0)
    }
    return WhatIf(
      change: change, best: plan,
      changesPlan: plan.map { $0.what != best.what || $0.payment != best.payment } ?? true)
  }
}

/// From which load one way of paying costs no more than another.
public struct BreakEvenPoint: Sendable {
  public var challenger: String
  public var incumbent: String
  /// Requests an hour; `nil` where it never happens.
  public var requestsPerHour: Double?
}

extension WhatIfs {
  /// The best plan of each way of paying against each other.
  func breakEvens(_ selection: PlanSelection) -> [BreakEvenPoint] {
    let details = PlanDetails(question, outcome, book, search)
    func curve(_ payments: Set<Payment>) -> CostCurve? {
      selection.feasible.first { payments.contains($0.payment) }.flatMap(details.detail)?
        .cost?.curve
    }
    let api = curve([.api])
    let rented = curve([.onDemand, .spot, .reservedOneYear, .reservedThreeYears])
    let owned = curve([.owned])
    var points: [BreakEvenPoint] = []
    for (challenger, incumbent) in [(rented, api), (owned, api), (owned, rented)] {
      guard let challenger, let incumbent else { continue }
      points.append(
        BreakEvenPoint(
          challenger: challenger.label, incumbent: incumbent.label,
          requestsPerHour: BreakEven.volume(of: challenger, against: incumbent)?.requestsPerHour))
    }
    return points
  }

  /// The share of the hours from which owning costs no more than renting by the hour.
  func owningUtilisation(_ selection: PlanSelection) -> Double? {
    let details = PlanDetails(question, outcome, book, search)
    func best(_ payment: Payment) -> PlanDetail? {
      selection.feasible.first { $0.payment == payment }.flatMap(details.detail)
    }
    guard case .owned(let owned)? = best(.owned)?.cost,
      case .rental(let rented)? = best(.onDemand)?.cost
    else { return nil }
    return BreakEven.owningUtilisation(owned: owned.curve, rentedPerHour: rented.perHour)
  }
}

extension CostEstimate {
  /// The cost as a function of the load; `nil` where a bill by the second is no straight line.
  var curve: CostCurve? {
    switch self {
    case .rental(let cost): cost.curve
    case .owned(let cost): cost.curve
    case .api(let cost): cost.curve
    case .serverless: nil
    }
  }
}
