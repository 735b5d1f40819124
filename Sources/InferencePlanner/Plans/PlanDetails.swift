import Catalog
import Economics
import Glibc
import PerformanceModel
import PlanSearch
import Quantities

/// Takes the chosen candidates apart.
struct PlanDetails {
  let question: PlanQuestion
  let outcome: CandidateSearch.Outcome
  let book: OfferBook
  let search: CandidateSearch
  let load: LoadProfile

  init(
    _ question: PlanQuestion, _ outcome: CandidateSearch.Outcome, _ book: OfferBook,
    _ search: CandidateSearch
  ) {
    self.search = search
    self.question = question
    self.outcome = outcome
    self.book = book
    load = LoadProfile(
      requestsPerHour: question.traffic.meanRate * 3600,
      inputTokens: question.workload.inputTokens,
      cachedInputTokens: question.workload.cachedTokens,
      outputTokens: question.workload.outputTokens, hoursPerMonth: question.hoursPerMonth)
  }

  func detail(_ candidate: PricedCandidate) -> PlanDetail? {
    switch candidate.means {
    case .service(let place): service(candidate, question.services[place])
    case .deployment(let index, let offer):
      deployment(candidate, outcome.capabilities[index], offer.map { book.all[$0] })
    }
  }

  private func service(_ candidate: PricedCandidate, _ service: CandidateService) -> PlanDetail? {
    guard let cost = try? APICost(service.price, load: load) else { return nil }
    var checks = self.checks(candidate)
    for level in question.levels {
      checks.append(
        RequirementCheck(
          requirement: level.label, wanted: "at most \(Words.time(level.limit))",
          got: "not promised: measure it", isMet: true, margin: .infinity))
    }
    return PlanDetail(
      candidate: candidate, serving: nil, service: service, cost: .api(cost), checks: checks,
      binding: Self.binding(checks), rationale: [], lostBy: nil,
      remarks: cost.remarks + ["prompts leave the house; no provider promises a latency"])
  }

  private func deployment(
    _ candidate: PricedCandidate, _ capability: Capability, _ offer: OfferBook.Offer?
  ) -> PlanDetail? {
    let rate = question.traffic.peakRate / Double(candidate.replicas)
    guard
      let arrivals = ReplicaArrivals(
        rate: rate, capability.prepared, question.workload,
        variation: question.traffic.variation)
    else { return nil }
    var deployment = capability.deployment
    let settings = self.settings(deployment, capability)
    deployment.settings.maximumSequences = settings.maximumSequences
    let layout = deployment.parallelism
    let device = deployment.accelerator
    let split = capability.prepared.split
    let worker =
      layout.devices == 1
      ? device.name : "\(layout.label.replacing(" × ", with: "·")) \(device.name)"
    let hardware =
      split.map { "(\($0.prefillWorkers) prefill + \($0.decodeWorkers) decode) \(worker)" }
      ?? worker
    let serving = PlanDetail.Serving(
      deployment: deployment, forecaster: capability.forecaster, settings: settings,
      arrivals: arrivals, split: split, maximumRate: capability.maximumRate, hardware: hardware,
      offer: offer,
      outputTokensPerSecond: question.traffic.peakRate * question.workload.outputTokens,
      workload: question.workload,
      confidence: PlanConfidence(deployment, search.confidence))
    var checks = self.checks(candidate)
    for level in question.levels {
      let latency = level.latency(serving.latency(level.share))
      checks.append(
        RequirementCheck(
          requirement: level.label, wanted: "at most \(Words.time(level.limit))",
          got: Words.time(latency), isMet: latency <= level.limit,
          margin: 1 - latency / level.limit,
          chance: serving.confidence.chance(level, latency)))
    }
    let cost = self.cost(candidate, capability, offer)
    checks.append(
      RequirementCheck(
        requirement: "load", wanted: "\(Words.number(question.traffic.peakRate)) requests/s",
        got: "\(Words.number(capability.maximumRate * Double(candidate.replicas))) requests/s",
        isMet: true,
        margin: 1 - question.traffic.peakRate
          / (capability.maximumRate * Double(candidate.replicas))))
    return PlanDetail(
      candidate: candidate, serving: serving, service: nil, cost: cost, checks: checks,
      binding: Self.binding(checks), rationale: [], lostBy: nil,
      remarks: (cost?.remarks ?? []) + egress(offer))
  }

  /// What leaving a provider's network costs, where the provider charges for it.
  private func egress(_ offer: OfferBook.Offer?) -> [String] {
    guard let offer,
      let price = book.assumptions["egress_\(offer.provider.lowercased())_first_tier"],
      let event = book.assumptions["streamed_token_bytes"],
      let requests = load.requestsPerMonth
    else { return [] }
    let gigabytes = requests * load.outputTokens * event.value / 1e9
    return [
      "egress: \(Words.number(gigabytes.rounded())) GB of streamed answers a month, "
        + "\(Words.money(USDollars(gigabytes * price.value))) at \(price.value) \(price.unit)"
    ]
  }

  /// Engine limits that keep the service levels: room for as many sequences as ever meet, in
  /// steps that graphs are captured for.
  private func settings(_ deployment: Deployment, _ capability: Capability) -> PlanDetail.Settings {
    let most = capability.maximumOthers + 1
    let peak = most + 3 * most.squareRoot()
    let limit = Double(deployment.sequenceLimit)
    let sequences = min(limit, max(1, (peak / 8).rounded(.up) * 8))
    let context = question.workload.contextTokens
    return PlanDetail.Settings(
      maximumSequences: Int(sequences), maximumBatchedTokens: deployment.batchedTokenLimit,
      maximumContext: min(
        deployment.model.maximumContext, Int((context * 1.25 / 1024).rounded(.up)) * 1024),
      memoryFraction: deployment.settings.memoryFraction ?? deployment.engine.memory.fraction,
      kvCache: deployment.kvType.id.lowercased(),
      prefixCaching: question.workload.cachedTokens > 0)
  }

  /// What the deployment costs, with every line: the same figures as in the search.
  private func cost(
    _ candidate: PricedCandidate, _ capability: Capability, _ offer: OfferBook.Offer?
  ) -> CostEstimate? {
    let rate = ServingRate(
      requestsPerSecondAtFullLoad: capability.maximumRate,
      acceleratorsPerReplica: Double(capability.prepared.devices),
      requestTime: capability.aloneTime)
    let perMachine = max(1, Double(candidate.replicas) / Double(max(1, candidate.machines)))
    let replicas = candidate.replicas + Int(Double(candidate.spares) * perMachine)
    switch offer?.source {
    case .rental(let rental):
      guard let pricing = candidate.payment.rental,
        let cost = try? RentalCost(
          rental, pricing: pricing, load: load, rate: rate, assumptions: book.assumptions,
          minimumReplicas: replicas)
      else { return nil }
      return .rental(cost)
    case .serverless(let worker):
      return (try? ServerlessCost(worker, load: load, rate: rate)).map { .serverless($0) }
    case nil:
      let device = capability.deployment.accelerator
      let devices = max(
        capability.prepared.devices,
        candidate.payment == .inHand ? 1 : device.devicesOfSmallestMachine)
      let machine =
        candidate.payment == .inHand
        ? book.inHand(device, devices: devices) : book.ownership(device, devices: devices)
      guard let machine,
        let cost = try? OwnedCost(
          machine.machine, terms: machine.terms, load: load, rate: rate, minimumReplicas: replicas)
      else { return nil }
      return .owned(cost)
    }
  }

  private func checks(_ candidate: PricedCandidate) -> [RequirementCheck] {
    var checks: [RequirementCheck] = []
    func atMost(_ name: String, _ limit: USDollars?, _ amount: Double) {
      guard let limit else { return }
      checks.append(
        RequirementCheck(
          requirement: name, wanted: "at most \(Words.money(limit))",
          got: Words.money(USDollars(amount)), isMet: amount <= limit.value,
          margin: 1 - amount / limit.value))
    }
    atMost("monthly cost", question.monthlyBudget, candidate.monthly)
    atMost("purchase", question.purchaseBudget, candidate.purchase)
    return checks
  }

  private static func binding(_ checks: [RequirementCheck]) -> RequirementCheck? {
    checks.filter { $0.margin.isFinite }.min { $0.margin < $1.margin }
  }
}
