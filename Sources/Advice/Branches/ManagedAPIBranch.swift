import Catalog
import Economics
import Presentation
import Quality
import Quantities
import StructuredText

/// Managed APIs by what the stated requests cost, with latency class, certificates and lock-in.
struct ManagedAPIBranch: AdviceBranch {
  func concerns(_ path: FlowPath) -> Bool {
    path.passes("managed-api")
      || path.steps.contains { $0.question.key.hasPrefix("model-source") }
      || path.steps.contains { $0.question.fact == "cloud" && $0.answer.answer == "none" }
  }

  func findings(_ input: BranchInput) throws(AdviceError) -> [Finding] {
    let market = try APIMarket(input.adviser.catalog)
    let offers = try market.offers(input.details)
    return [
      finding(offers, input, market, nearest: offers.isEmpty ? market.nearest(input.details) : nil)
    ]
  }

  /// The tools of the answer go first where the question is not about cost.
  private func finding(
    _ offers: [APIMarket.Offer], _ input: BranchInput, _ market: APIMarket, nearest: String?
  ) -> Finding {
    let details = input.details
    let need = input.path.situation["api-need"]
    let sorted = offers.sorted { one, other in
      switch need {
      case "lowest-latency" where one.service.latency != other.service.latency:
        return one.service.latency.rank < other.service.latency.rank
      case "no-lock-in" where one.service.lockIn != other.service.lockIn:
        return one.service.lockIn.rank < other.service.lockIn.rank
      default: return one.cost.perRequest < other.cost.perRequest
      }
    }
    let monthly = details.requestsPerMonth
    let asked =
      details.model
      ?? "a model of at least the level '\(details.quality ?? APIMarket.defaultLevel)' in chat"
    var finding = Finding(
      key: "services", title: "Managed APIs for these requests",
      words: [
        "\(NumberFormat.count(market.input(details))) tokens in and "
          + "\(NumberFormat.count(market.output(details))) out a request, \(asked)"
          + (details.compliance.isEmpty
            ? "" : ", certified for \(details.compliance.joined(separator: ", "))")
          + "; of each service the cheapest model that will do."
      ],
      columns: [
        .init("service", "Service", priority: 2), .init("model", "Model"),
        .init(
          monthly == nil ? "usd_per_1000_requests" : "usd_per_month",
          monthly == nil ? "USD per 1,000 requests" : "USD a month", .trailing),
        .init("score", "Chat", .trailing), .init("latency_class", "Speed"),
        .init("lock_in", "Lock-in"), .init("compliance", "Certificates"),
      ],
      rows: sorted.map { offer in
        let amount = offer.cost.perRequest.value * (monthly ?? 1000)
        return [
          .init(offer.service.provider), .init(offer.price.id),
          .init(amount) { NumberFormat.significant($0, digits: 3) },
          .init(offer.score) { NumberFormat.significant($0, digits: 2) },
          .init(offer.service.latency.rawValue), .init(offer.service.lockIn.rawValue),
          .init(
            (offer.service.compliance.isEmpty
              ? "none known" : offer.service.compliance.joined(separator: ", "))
              + (offer.service.provenance.verification == .fromMemory ? " ?" : ""),
            .array(offer.service.compliance.map { .string($0) })),
        ]
      },
      notes: notes(sorted, details, nearest))
    if need == "lowest-cost" { finding.order = sorted.map(\.service.tool) }
    return finding
  }

  private func notes(
    _ offers: [APIMarket.Offer], _ details: AdviceDetails, _ nearest: String?
  ) -> [String] {
    if let nearest { return [nearest] }
    var dates: [String] = []
    for offer in offers where !dates.contains(offer.price.provenance.date) {
      dates.append(offer.price.provenance.date)
    }
    var notes = [
      "prices: \(dates.joined(separator: "; ")); certificates marked ? are unverified",
      "speed: on-chip answers with hundreds to thousands of tokens a second for one user, "
        + "tuned and standard with tens to hundreds; no service answers in 10 ms over a network",
      "lock-in: low means open weights behind the OpenAI dialect, high means models that only this "
        + "vendor sells",
    ]
    if details.input == nil || details.output == nil {
      notes.append("give your own token mix with --input, --output and --requests-per-month")
    }
    return notes
  }
}
