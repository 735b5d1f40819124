import PlanSearch
import Quantities

/// Looks for the requirement whose loosening makes a question feasible.
struct Relaxations {
  let question: PlanQuestion
  let outcome: CandidateSearch.Outcome
  let book: OfferBook
  let search: CandidateSearch
  /// The offers of a question: they change with providers, regions and payments.
  let offers: (PlanQuestion) -> OfferBook
  /// The same question with a lower quality floor; `nil` where there is none.
  let lowerFloor: () -> (words: String, question: PlanQuestion)?

  /// The relaxations that work, the cheapest first: of one requirement, or, where none is enough, of
  /// one and the budget.
  func all() -> [Relaxation] {
    let found = single()
    guard found.isEmpty, let budget = question.monthlyBudget else { return found }
    var open = question
    open.monthlyBudget = nil
    let wider = Relaxations(
      question: open, outcome: search.run(open, book), book: book, search: search, offers: offers,
      lowerFloor: {
        lowerFloor().map { lower in
          var question = lower.question
          question.monthlyBudget = nil
          return (lower.words, question)
        }
      })
    return wider.single().map { relaxation in
      let monthly = Words.money(USDollars(relaxation.plan.candidate.monthly))
      return Relaxation(
        change: "\(relaxation.change), and a budget of \(monthly) a month instead of "
          + Words.money(budget), plan: relaxation.plan)
    }
  }

  private func single() -> [Relaxation] {
    var found: [Relaxation] = []
    let selection = PlanSelection(outcome, question, book)
    if let candidate = selection.cheapestOverBudget, let budget = question.monthlyBudget,
      let plan = PlanDetails(question, outcome, book, search).detail(candidate)
    {
      found.append(
        Relaxation(
          change: "a budget of \(Words.money(USDollars(candidate.monthly))) a month instead of "
            + Words.money(budget), plan: plan))
    }
    if let candidate = selection.unpromised.first,
      let plan = PlanDetails(question, outcome, book, search).detail(candidate)
    {
      found.append(Relaxation(change: "a service that promises no latency", plan: plan))
    }
    if question.confidence > 0.5, !question.levels.isEmpty {
      var loose = question
      loose.confidence = 0.5
      if let plan = best(loose) {
        found.append(Relaxation(change: "forecasts at their word (confidence 50%)", plan: plan))
      }
    }
    for level in question.levels {
      if let relaxed = relax(level) { found.append(relaxed) }
    }
    func without(_ change: String, _ isStated: Bool, _ loosen: (inout PlanQuestion) -> Void) {
      guard isStated else { return }
      var loose = question
      loosen(&loose)
      if let plan = best(loose) { found.append(Relaxation(change: change, plan: plan)) }
    }
    without("any provider", question.providers != nil) { $0.providers = nil }
    without("any region", question.region != nil) { $0.region = nil }
    without("any engine", question.engines != nil) { $0.engines = nil }
    without("hardware that is rented or bought beside what is there", isInHand) {
      $0.hardware = .any
      $0.payments = Set(Payment.allCases).subtracting([.inHand, .api])
    }
    without("no spare machines for availability", question.availability != nil) {
      $0.availability = nil
    }
    without("any budget at once", question.purchaseBudget != nil) { $0.purchaseBudget = nil }
    without("rented machines as well", !question.payments.contains(.onDemand) && !isInHand) {
      $0.payments.formUnion([.onDemand, .spot, .reservedOneYear])
    }
    if let (words, lower) = lowerFloor(), let plan = best(lower) {
      found.append(Relaxation(change: words, plan: plan))
    }
    return found.sorted { $0.plan.candidate.monthly < $1.plan.candidate.monthly }
  }

  private var isInHand: Bool {
    if case .inHand = question.hardware { true } else { false }
  }

  /// The tightest limit of one level with which something is feasible, to within a twentieth.
  private func relax(_ level: ServiceLevel) -> Relaxation? {
    func with(_ limit: Seconds) -> PlanQuestion {
      var loose = question
      loose.levels = question.levels.map { other in
        var other = other
        if other == level { other.limit = limit }
        return other
      }
      return loose
    }
    // Start from what some deployment has on an idle replica.
    let start = max(1.02, (outcome.nearest[level].map { $0 / level.limit } ?? 1) * 1.02)
    var low = 1.0, high = start
    var plan: PlanDetail?
    while high <= 64 * start, plan == nil {
      plan = best(with(level.limit * high))
      if plan == nil {
        low = high
        high *= 2
      }
    }
    guard var plan else { return nil }
    for _ in 0..<4 where high > low * 1.05 {
      let middle = (low * high).squareRoot()
      if let found = best(with(level.limit * middle)) {
        high = middle
        plan = found
      } else {
        low = middle
      }
    }
    return Relaxation(
      change: "\(level.label) at most \(Words.time(level.limit * high)) instead of "
        + Words.time(level.limit), plan: plan)
  }

  private func best(_ question: PlanQuestion) -> PlanDetail? {
    var question = question
    question.count = 1
    let book = offers(question)
    let outcome = search.run(question, book)
    return PlanSelection.best(outcome, question, book).flatMap {
      PlanDetails(question, outcome, book, search).detail($0)
    }
  }
}
