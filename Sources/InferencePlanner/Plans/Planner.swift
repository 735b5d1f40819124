import Catalog
import Confidence
import PerformanceModel
import PlanSearch
import Quality
import Quantities
import StructuredText

/// Answers plan requests from the catalogs: from a question to ranked, complete deployments.
public struct Planner: Sendable {
  public let catalog: Catalog
  public let coefficients: Coefficients
  public let quality: Quality
  let useCases: [UseCase]
  let rentals: [Rental]
  let serverless: [ServerlessOffer]
  let prices: [APIPrice]
  let assumptions: Assumptions
  let rules: SupportRules
  let confidence: ConfidenceTables
  private let memory: SearchMemory?

  /// Reads the catalogs.
  /// - Parameter memory: where searches are kept for questions that differ in price or traffic alone;
  ///   without it every question is searched anew.
  public init(
    _ files: CatalogFiles, remembering memory: SearchMemory? = nil
  ) throws(PlannerError) {
    self.memory = memory
    let (models, others) = concurrently(
      {
        Result { () throws(CatalogError) in
          let catalog = try Catalog(files)
          return (catalog, try Quality(catalog))
        }
      },
      {
        Result { () throws(CatalogError) in
          (
            try Coefficients(files), try Rental.load(files), try ServerlessOffer.load(files),
            try APIPrice.load(files), try Assumptions(files), try SupportRules(files),
            try ConfidenceTables(files), try UseCase.load(files)
          )
        }
      })
    do throws(CatalogError) {
      (catalog, quality) = try models.get()
      (
        coefficients, rentals, serverless, prices, assumptions, rules, confidence, useCases
      ) = try others.get()
    } catch {
      throw .catalog(error)
    }
  }

  /// Finds the plans of `request`, or what stands in their way.
  /// - Throws: ``PlannerError`` for names that nothing answers to and fields that exclude each
  ///   other. A question that nothing meets is an answer: ``PlanOutcome/relaxations``.
  public func plan(_ request: PlanRequest) throws(PlannerError) -> PlanOutcome {
    let resolver = QuestionResolver(
      catalog: catalog, quality: quality, useCases: useCases, prices: prices)
    let resolution = try resolver.resolve(request)
    let question = resolution.question
    let book = self.book(question)
    let search = CandidateSearch(
      engines: catalog.engines, accelerators: catalog.accelerators, rules: rules,
      coefficients: coefficients, confidence: confidence)
    let outcome = search.run(question, book, remembering: memory)
    let (selection, busy) = concurrently(
      { PlanSelection(outcome, question, book) }, { WhatIfs.busy(question, outcome, book) })
    let details = PlanDetails(question, outcome, book, search)
    let rationale = Rationale(question: question, selection: selection, task: resolution.task?.name)
    var plans = selection.chosen.compactMap(details.detail)
    let best = plans.first
    let simulated = plans.concurrentMap { SimulatedLatencies($0, question) }
    for index in plans.indices {
      plans[index].simulated = simulated[index]
      plans[index].rationale = rationale.reasons(plans[index])
      if index > 0, let best { plans[index].lostBy = rationale.loss(plans[index], to: best) }
    }

    var answer = PlanOutcome(
      request: request, question: question, task: resolution.task?.name, floor: resolution.floor,
      plans: plans, front: [], feasibleCount: selection.feasible.count,
      considered: selection.considered,
      removed: selection.removed.sorted {
        $0.value != $1.value ? $0.value > $1.value : "\($0.key)" < "\($1.key)"
      }.map { ($0.key, $0.value) },
      relaxations: [], whatIfs: [], breakEvens: [], owningUtilisation: nil, levers: [],
      horizons: [], tiers: nil, survey: nil, duties: [], rollout: [], energy: nil,
      assumptions: resolution.assumptions, corrections: [])
    guard let best else {
      answer.relaxations = Relaxations(
        question: question, outcome: outcome, book: book, search: search,
        offers: { self.book($0) },
        lowerFloor: { self.lowerFloor(request, resolution, resolver) }
      ).all()
      return answer
    }
    for plan in plans {
      guard let deployment = plan.serving?.deployment else { continue }
      for words in LocalProfile.words(coefficients, deployment)
      where !answer.assumptions.contains(words) { answer.assumptions.append(words) }
    }
    answer.front = selection.front(about: Self.frontLimit).compactMap(details.detail)
    let whatIfs = WhatIfs(
      question: question, outcome: outcome, book: book, search: search, best: best,
      selection: selection, busy: busy)
    answer.whatIfs = whatIfs.all()
    answer.breakEvens = whatIfs.breakEvens(selection)
    answer.owningUtilisation = whatIfs.owningUtilisation(selection)
    answer.levers = Levers(
      question: question, outcome: outcome, book: book, search: search, best: best
    ).all()
    answer.horizons = Self.groups.compactMap { group in
      selection.feasible.first { group.contains($0.payment) }.flatMap(details.detail)
    }.compactMap(CostHorizon.init)
    answer.duties = try duties(request, plans: plans)
    answer.rollout = try PlannerError.fromCatalog { () throws(CatalogError) in
      try RolloutPhase.load(catalog.files)
    }
    answer.energy = try energy(request, best, hours: question.hoursPerMonth)
    if request.hybrid { answer.tiers = try tiers(request) }
    if request.survey {
      let settings = try PlannerError.fromCatalog { () throws(CatalogError) in
        try DeploymentSetting.load(catalog.files)
      }
      answer.survey = Surveyor(
        question: question, outcome: outcome, search: search, offers: { self.book($0) }
      ).survey(settings)
    }
    if let preset = try preset(request), let correction = preset.correction {
      answer.corrections = ["\(preset.document) advises: \(preset.advice). \(correction)."]
    }
    return answer
  }

  /// Ways of paying between which a person chooses.
  private static let groups: [Set<Payment>] = [
    [.owned, .inHand], [.onDemand, .spot, .reservedOneYear, .reservedThreeYears, .serverless],
    [.api],
  ]

  /// The question split by how hard requests are, each part planned for itself.
  private func tiers(_ request: PlanRequest) throws(PlannerError) -> HybridTiers? {
    var tiers: [HybridTiers.Tier] = []
    for usual in HybridTiers.usualShares {
      var part = request
      part.hybrid = false
      part.survey = false
      part.model = nil
      part.hardware = nil
      part.budget = nil
      part.plans = 1
      part.quality = usual.level
      part.rate = (request.rate ?? 1.0 / 60) * usual.share
      part.payments = usual.payments.compactMap(Payment.init(rawValue:))
      // What an API answers within nobody promises.
      if usual.payments == ["api"] { part.levels = [] }
      guard let plan = try self.plan(part).plans.first else { return nil }
      tiers.append(
        HybridTiers.Tier(name: usual.name, share: usual.share, floor: usual.level, plan: plan))
    }
    let monthly = tiers.reduce(0) { $0 + $1.plan.candidate.monthly }
    let rate = (request.rate ?? 1.0 / 60) / request.peakFactor
    let requests = rate * 3600 * (request.hoursPerMonth ?? 730)
    return HybridTiers(
      tiers: tiers, monthly: USDollars(monthly), perRequest: USDollars(monthly / requests))
  }

  /// What the devices of a plan draw in a month.
  private func energy(
    _ request: PlanRequest, _ plan: PlanDetail, hours: Double
  ) throws(PlannerError) -> PlanEnergy? {
    guard let serving = plan.serving else { return nil }
    let power = serving.power.value
    guard power > 0 else { return nil }
    let watts = power * Double(plan.candidate.replicas)
    let kilowattHours = watts / 1000 * hours
    guard let country = request.country else {
      return PlanEnergy(kilowattHoursPerMonth: kilowattHours)
    }
    let isServer = serving.deployment.accelerator.kind == .datacenterGPU
    let (intensity, pue) = try PlannerError.fromCatalog { () throws(CatalogError) in
      (
        try CarbonIntensity.find(country, among: CarbonIntensity.load(catalog.files)),
        try assumptions.required(isServer ? "pue_industry_average" : "pue_home_or_office")
      )
    }
    return PlanEnergy(
      kilowattHoursPerMonth: kilowattHours,
      carbonPerMonth: kilowattHours * pue.value * intensity.gramsPerKilowattHour / 1000)
  }

  /// Plans of the front that are taken apart.
  private static let frontLimit = 48

  /// What can be had under the question's limits.
  private func book(_ question: PlanQuestion) -> OfferBook {
    OfferBook(
      rentals: rentals, serverless: serverless, assumptions: assumptions,
      accelerators: catalog.accelerators, question: question)
  }

  /// The question with the next lower quality; `nil` where none was asked for.
  private func lowerFloor(
    _ request: PlanRequest, _ resolution: QuestionResolver.Resolution, _ resolver: QuestionResolver
  ) -> (words: String, question: PlanQuestion)? {
    guard let floor = resolution.floor, let task = resolution.task,
      let lower = resolver.nextLower(floor, task),
      let other = try? resolver.resolve(request, floor: lower)
    else { return nil }
    return ("quality at least \(lower.words) instead of \(floor.words)", other.question)
  }

  /// The duties that follow from the rules and from where the plans run.
  private func duties(
    _ request: PlanRequest, plans: [PlanDetail]
  ) throws(PlannerError) -> [Duty] {
    let all = try PlannerError.fromCatalog { () throws(CatalogError) in
      try Duty.load(catalog.files)
    }
    guard let best = plans.first else { return [] }
    let place =
      best.candidate.payment == .api
      ? "api" : best.candidate.payment.staysInHouse ? "premises" : "cloud"
    let rules = Set(request.compliance.map(\.rawValue) + ["any"])
    return all.filter {
      rules.contains($0.rule) && ($0.places.isEmpty || $0.places.contains(place))
    }
  }

  /// The preset of a request.
  private func preset(_ request: PlanRequest) throws(PlannerError) -> PlanPreset? {
    guard let name = request.preset else { return nil }
    return try PlannerError.fromCatalog { () throws(CatalogError) in
      try PlanPreset.load(catalog.files).first { $0.id == name }
    }
  }
}
