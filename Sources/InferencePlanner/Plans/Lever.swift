import Catalog
import Economics
import Glibc
import PerformanceModel
import PlanSearch
import Quantities

/// A way to make the best plan cheaper, with what it saves for this question.
public struct Lever: Sendable {
  public var name: String
  /// US dollars a month less than without; below 0 where it would cost.
  public var saving: USDollars
  /// The saving as a share of the cost without.
  public var share: Double
  /// How the figure came about.
  public var basis: String
  /// Whether the plan has it already.
  public var isUsed: Bool
}

/// Computes what each lever is worth for the best plan's model and device.
struct Levers {
  let question: PlanQuestion
  let outcome: CandidateSearch.Outcome
  let book: OfferBook
  let search: CandidateSearch
  let best: PlanDetail

  func all() -> [Lever] {
    guard let serving = best.serving else { return [] }
    let model = serving.deployment.model.id, device = serving.deployment.accelerator.id
    let same = outcome.capabilities.filter {
      $0.prepared.deployment.model.id == model && $0.prepared.deployment.accelerator.id == device
    }
    var levers: [Lever] = []
    let payment = best.candidate.payment
    func cheapest(
      _ capabilities: [Capability], _ payments: Set<Payment>? = nil,
      _ change: (inout PlanQuestion) -> Void = { _ in }
    ) -> PricedCandidate? {
      var question = question
      question.monthlyBudget = nil
      question.purchaseBudget = nil
      question.services = []
      change(&question)
      var pricing = Pricing(question, book)
      var candidates: [PricedCandidate] = []
      for (index, capability) in capabilities.enumerated() {
        pricing.price(capability, index, into: &candidates)
      }
      return candidates.filter { (payments ?? [payment]).contains($0.payment) }
        .min { $0.monthly < $1.monthly }
    }
    func add(
      _ name: String, with: PricedCandidate?, without: PricedCandidate?, isUsed: Bool,
      _ basis: String
    ) {
      guard let with, let without, without.monthly > 0 else { return }
      let saving = without.monthly - with.monthly
      levers.append(
        Lever(
          name: name, saving: USDollars(saving), share: saving / without.monthly, basis: basis,
          isUsed: isUsed))
    }
    let native = serving.deployment.model.nativeWeightFormat
    let format = serving.deployment.weightFormat
    add(
      "quantization",
      with: cheapest(same.filter { $0.prepared.deployment.weightFormat.id != native }),
      without: cheapest(same.filter { $0.prepared.deployment.weightFormat.id == native }),
      isUsed: format.id != native,
      "the cheapest quantised format against the published one on the same device")
    let own = best.capability(outcome)?.prepared
    let mine = same.filter { $0.prepared === own }
    let single = mine.map { capability in
      var slow = capability
      slow.maximumRate = Capability.plannedShare / capability.aloneTime.value
      return slow
    }
    add(
      "batching", with: cheapest(mine), without: cheapest(single), isUsed: true,
      "the plan's batch against one request at a time")
    let sizes = Set(same.map(\.prepared.devices))
    if sizes.count > 1, let least = sizes.min() {
      add(
        "several devices a replica",
        with: cheapest(same.filter { $0.prepared.devices > least }),
        without: cheapest(same.filter { $0.prepared.devices == least }),
        isUsed: best.candidate.devicesPerReplica > least,
        "larger replicas against the smallest one that fits")
    }
    let onDemand = cheapest(mine, [.onDemand])
    for (kind, name) in [
      (Payment.spot, "spot instances"), (.reservedOneYear, "a year's reservation"),
      (.reservedThreeYears, "three years' reservation"), (.owned, "buying the hardware"),
    ] {
      add(
        name, with: cheapest(mine, [kind]), without: onDemand, isUsed: payment == kind,
        kind == .spot
          ? "against on-demand; instances are taken away at short notice" : "against on-demand")
    }
    if let onDemand {
      // A day whose load follows a sine between nothing and the peak needs half of it on average.
      let hours = (0..<24).map { hour in
        cheapest(mine, [.onDemand]) {
          $0.traffic = question.traffic.scaled(DailyCurve.share(hour: hour))
        }?.monthly ?? onDemand.monthly
      }
      var scaled = onDemand
      scaled.monthly = hours.reduce(0, +) / 24
      add(
        "autoscaling", with: scaled, without: onDemand, isUsed: false,
        "machines follow a daily curve from a tenth of the peak to the peak, hour by hour")
    }
    if let onDemand, case .deployment(_, let place?) = onDemand.means {
      let chosen = book.all[place]
      let prices = book.offers(serving.deployment.accelerator.id).map { book.all[$0] }
        .filter { $0.payment == .onDemand && $0.devices == chosen.devices }
        .map(\.perMachineHour).sorted()
      if prices.count > 2 {
        var usual = onDemand
        usual.monthly *= prices[prices.count / 2] / chosen.perMachineHour
        add(
          "the cheapest provider and region", with: onDemand, without: usual,
          isUsed: payment == .onDemand,
          "against the middle one of \(prices.count) offers of the same machine")
      }
    }
    levers += caching(mine, cheapest: { cheapest($0) })
    // What moves less than a hundredth is no lever.
    return levers.filter { abs($0.share) >= 0.01 }
  }

  /// What caches save: of whole answers, and of the prompts' beginnings.
  private func caching(
    _ mine: [Capability], cheapest: ([Capability]) -> PricedCandidate?
  ) -> [Lever] {
    guard let today = cheapest(mine), today.monthly > 0 else { return [] }
    var levers: [Lever] = []
    func add(_ name: String, _ changed: PricedCandidate?, _ basis: String) {
      guard let changed else { return }
      let saving = today.monthly - changed.monthly
      levers.append(
        Lever(
          name: name, saving: USDollars(saving), share: saving / today.monthly, basis: basis,
          isUsed: false))
    }
    let hits = min(0.99, book.assumptions["response_cache_hit_share"]?.value ?? 0)
    let found = min(1, book.assumptions["prompt_cache_share"]?.value ?? 0)
    let fewer = mine.map { capability in
      var changed = capability
      changed.maximumRate /= 1 - hits
      return changed
    }
    add(
      "a response cache", cheapest(fewer),
      "\(Words.number(hits * 100)) % of the requests answered from it")
    guard question.workload.cachedTokens == 0 else { return levers }
    var workload = question.workload
    workload = Workload(
      inputTokens: workload.inputTokens, outputTokens: workload.outputTokens,
      cachedTokens: (workload.inputTokens * found).rounded(.down))
    let cached = mine.compactMap { capability -> Capability? in
      guard capability.prepared.split == nil else { return nil }
      let promise = search.promise(
        capability.deployment.engine, on: capability.deployment.accelerator, question)
      guard
        let load = try? Capability.measure(
          capability.prepared.forecaster, workload, promise,
          variation: question.traffic.variation
        ).get()
      else { return nil }
      var changed = capability
      changed.maximumRate = load.rate
      changed.maximumOthers = load.others
      return changed
    }
    add(
      "a prompt cache", cheapest(cached),
      "\(Words.number(found * 100)) % of each prompt found in the prefix cache")
    return levers
  }
}

/// A day's load as a share of its peak.
enum DailyCurve {
  /// Between a tenth of the peak at four in the morning and the peak at four in the afternoon.
  static func share(hour: Int) -> Double {
    let angle = Double((hour + 2) % 24) / 24 * 2 * Double.pi
    return 0.55 - 0.45 * cos(angle)
  }
}
