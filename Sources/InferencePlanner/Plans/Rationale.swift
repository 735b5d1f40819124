import Catalog
import Confidence
import Economics
import PerformanceModel
import PlanSearch
import Quality
import Quantities

/// Why a plan was chosen, and why another was not, in sentences made of facts.
struct Rationale {
  let question: PlanQuestion
  let selection: PlanSelection
  let task: String?

  /// Two or three sentences on a plan.
  func reasons(_ plan: PlanDetail) -> [String] {
    var sentences: [String] = []
    if let quality = plan.candidate.quality, let task {
      sentences.append(
        "\(plan.what) scores \(Words.number(quality.value.rounded())) ± "
          + "\(Words.number((1.28 * quality.standardError).rounded())) of 100 in \(task).")
    }
    if let serving = plan.serving {
      let share =
        question.traffic.peakRate / (serving.maximumRate * Double(plan.candidate.replicas))
      let e2e = serving.latency(0.95).endToEnd
      sentences.append(
        "A replica carries \(Words.number(serving.maximumRate)) requests/s within the limits; "
          + "\(plan.candidate.replicas == 1 ? "one runs" : "\(plan.candidate.replicas) run") at "
          + "\(Words.number((share * 100).rounded())) % of that, and 95 of 100 requests end within "
          + "\(Words.time(e2e)).")
    }
    if let serving = plan.serving {
      func range(_ metric: ServiceLevel.Metric) -> String {
        let latency = ServiceLevel(metric, share: 0.95, limit: .zero)
          .latency(serving.latency(0.95))
        let interval = serving.confidence.interval(metric)
        return "\(metric.rawValue.uppercased()) p95 \(Words.time(latency * interval.low)) to "
          + Words.time(latency * interval.high)
      }
      sentences.append("In 80 of 100 cases: \(range(.ttft)), \(range(.tpot)).")
    }
    if let simulated = plan.simulated {
      func p95(_ metric: ServiceLevel.Metric) -> String {
        "\(metric.rawValue.uppercased()) p95 \(Words.time(simulated.latency(metric, 0.95)))"
      }
      sentences.append(
        "Played request by request (\(Words.number(Double(simulated.requests))) requests): "
          + "\(p95(.ttft)), \(p95(.tpot)), \(p95(.e2e)).")
    }
    if let full = plan.cost?.atFullLoad?.perMillionOutputTokens,
      let here = plan.cost?.atOfferedLoad?.perMillionOutputTokens, plan.serving != nil
    {
      sentences.append(
        "A million tokens of output cost \(Words.money(here)) at this load and "
          + "\(Words.money(full)) at full load.")
    }
    if let serving = plan.serving, !question.levels.isEmpty {
      let chance = plan.checks.compactMap(\.chance).min() ?? 1
      sentences.append(
        "The latencies are kept with a chance of \(Words.number((chance * 100).rounded())) %: "
          + serving.confidence.tier.words + ".")
    }
    if let binding = plan.binding, binding.margin < 0.5 {
      sentences.append(
        "What binds is \(binding.requirement): \(binding.got), wanted \(binding.wanted).")
    }
    return sentences
  }

  /// The one reason for which `plan` stands behind `best`.
  func loss(_ plan: PlanDetail, to best: PlanDetail) -> String {
    let dearer = plan.candidate.monthly / max(0.01, best.candidate.monthly)
    if let own = plan.candidate.quality, let other = best.candidate.quality,
      own.value < other.value - 1, dearer >= 0.95
    {
      return "\(Words.number((other.value - own.value).rounded())) points less quality"
        + (dearer > 1.05 ? " and \(Self.times(dearer)) the cost" : " at the same cost")
    }
    if dearer < 0.95, let drawback = Self.drawback(plan.candidate, best.candidate) {
      return drawback
    }
    if dearer > 1.05 { return "\(Self.times(dearer)) the cost of the first" }
    if plan.serving == nil { return "no provider promises a latency" }
    if let own = plan.candidate.latency, let other = best.candidate.latency, own > other * 1.1 {
      return "requests take \(Self.times(own / other)) as long"
    }
    if let own = plan.candidate.quality, let other = best.candidate.quality,
      own.value < other.value
    {
      return "\(Words.number(((other.value - own.value) * 10).rounded() / 10)) points less quality"
    }
    return "nearly as good; a choice of taste"
  }

  /// What a cheaper plan asks for beside its price.
  private static func drawback(
    _ plan: PricedCandidate, _ best: PricedCandidate
  ) -> String? {
    if plan.payment != best.payment {
      switch plan.payment {
      case .owned: return "\(Words.money(USDollars(plan.purchase.rounded()))) to be paid at once"
      case .spot: return "spot machines are taken away at short notice"
      case .reservedOneYear: return "a commitment for a year"
      case .reservedThreeYears: return "a commitment for three years"
      case .api: return "no provider promises a latency"
      case .onDemand, .serverless, .inHand: break
      }
    }
    if let tier = plan.tier, let other = best.tier, tier > other {
      return "not proven: \(tier.words)"
    }
    guard plan.devicesPerReplica > best.devicesPerReplica else { return nil }
    return "\(plan.devicesPerReplica) devices a replica instead of \(best.devicesPerReplica)"
  }

  private static func times(_ factor: Double) -> String {
    "\(Words.number((factor * 100).rounded() / 100))×"
  }
}
