import Catalog
import Economics
import PerformanceModel
import PlanSearch
import Presentation
import Quality
import Quantities

/// A plan's answer as a document for people.
public enum PlanReport {
  public static func document(_ outcome: PlanOutcome) -> Document {
    var blocks: [Document.Block] = [
      .heading(title(outcome), level: 1), .paragraph(question(outcome)),
    ]
    guard let best = outcome.plans.first else {
      return Document(blocks + infeasible(outcome) + notes(outcome))
    }
    blocks.append(.table(ranking(outcome)))
    blocks.append(.heading("Why the first"))
    blocks.append(.bullets(best.rationale + settings(best)))
    blocks.append(.table(headroom(best)))
    if outcome.plans.count > 1 {
      blocks.append(.heading("Why not the others"))
      blocks.append(
        .bullets(
          outcome.plans.enumerated().dropFirst().map { index, plan in
            "\(index + 1). \(plan.what): \(plan.lostBy ?? "")"
          }))
    }
    if outcome.front.count > 1 {
      blocks.append(.heading("The front: nothing is cheaper, faster and better at once"))
      blocks.append(.table(front(outcome)))
    }
    blocks.append(.heading("What would change the answer"))
    blocks.append(.table(whatIfs(outcome)))
    let turning = breakEvens(outcome)
    if !turning.isEmpty { blocks.append(.bullets(turning)) }
    if !outcome.levers.isEmpty {
      blocks.append(.heading("What saves money here"))
      blocks.append(.table(levers(outcome)))
    }
    if outcome.horizons.count > 1 {
      blocks.append(.heading("Over the years, USD"))
      blocks.append(.table(horizons(outcome)))
    }
    if let tiers = outcome.tiers {
      blocks.append(.heading("In tiers"))
      blocks.append(.table(table(tiers)))
    }
    if let survey = outcome.survey { blocks += SurveyReport.blocks(survey) }
    blocks.append(.heading("What fell out"))
    blocks.append(.paragraph(removed(outcome)))
    blocks.append(.heading("The way there"))
    blocks.append(.bullets(rollout(outcome)))
    if !outcome.duties.isEmpty {
      blocks.append(.heading("Duties that follow"))
      blocks.append(.bullets(outcome.duties.map { "\($0.duty) (\($0.provenance.source))" }))
    }
    return Document(blocks + notes(outcome))
  }

  private static func title(_ outcome: PlanOutcome) -> String {
    let subject = outcome.task ?? "the model"
    return outcome.isFeasible
      ? "How to run \(subject.lowercased())" : "Nothing meets this question yet"
  }

  private static func question(_ outcome: PlanOutcome) -> String {
    let question = outcome.question
    let workload = question.workload
    var parts = [
      "\(rate(question.traffic.peakRate)) at the busiest time",
      "\(NumberFormat.count(workload.inputTokens)) tokens in"
        + (workload.cachedTokens > 0
          ? " (\(NumberFormat.count(workload.cachedTokens)) cached)" : "")
        + ", \(NumberFormat.count(workload.outputTokens)) out",
    ]
    parts += question.levels.map { "\($0.label) ≤ \(Words.time($0.limit))" }
    if let budget = question.monthlyBudget { parts.append("≤ \(Words.money(budget)) a month") }
    if let floor = outcome.floor { parts.append("quality ≥ \(floor.words)") }
    return parts.joined(separator: " · ")
  }

  /// Requests a second, or an hour where they are few.
  static func rate(_ perSecond: Double) -> String {
    perSecond < 1
      ? "\(NumberFormat.significant(perSecond * 3600)) requests an hour"
      : "\(NumberFormat.significant(perSecond)) requests a second"
  }

  private static func ranking(_ outcome: PlanOutcome) -> Table {
    var table = Table(columns: [
      .init("#", .trailing, priority: 3), .init("Model", priority: 1), .init("Runs on"),
      .init("Paid"), .init("USD a month", .trailing, priority: 3),
      .init("per M out", .trailing), .init("TTFT p95", .trailing), .init("TPOT p95", .trailing),
      .init("Quality", .trailing),
    ])
    for (index, plan) in outcome.plans.enumerated() {
      let engine = plan.serving.map { ", " + $0.deployment.engine.name } ?? ""
      table.addRow(
        String(index + 1), plan.what, plan.place + engine, plan.payment,
        NumberFormat.count(plan.candidate.monthly.rounded()),
        plan.cost?.atOfferedLoad?.perMillionOutputTokens.map { NumberFormat.significant($0.value) }
          ?? NumberFormat.missing,
        plan.latency(.ttft, 0.95).map(Words.time) ?? "unknown",
        plan.latency(.tpot, 0.95).map(Words.time) ?? "unknown",
        plan.candidate.quality.map { NumberFormat.count($0.value) } ?? "unknown")
    }
    return table
  }

  /// The first plan against every requirement.
  private static func headroom(_ plan: PlanDetail) -> Table {
    var table = Table(columns: [
      .init("Requirement"), .init("Wanted", .trailing), .init("Forecast", .trailing),
      .init("Room", .trailing), .init("Chance", .trailing),
    ])
    for check in plan.checks {
      table.addRow(
        check.requirement, check.wanted, check.got,
        check.margin.isFinite
          ? NumberFormat.count((check.margin * 100).rounded()) + "%" : NumberFormat.missing,
        check.chance.map { NumberFormat.count(($0 * 100).rounded()) + "%" }
          ?? NumberFormat.missing)
    }
    return table
  }

  /// A dozen plans at most, spread over the front.
  private static func front(_ outcome: PlanOutcome) -> Table {
    var table = Table(columns: [
      .init("USD a month", .trailing, priority: 3), .init("Alone", .trailing),
      .init("Quality", .trailing), .init("Plan", priority: 1),
    ])
    for plan in outcome.front.spread(12) {
      table.addRow(
        NumberFormat.count(plan.candidate.monthly.rounded()),
        plan.candidate.latency.map { Words.time(Seconds($0)) } ?? "unknown",
        plan.candidate.quality.map { NumberFormat.count($0.value) } ?? "unknown", plan.summary)
    }
    return table
  }

  private static func settings(_ plan: PlanDetail) -> [String] {
    guard let serving = plan.serving else { return [] }
    let settings = serving.settings
    return [
      "Engine settings: \(settings.maximumSequences) sequences, "
        + "\(NumberFormat.count(settings.maximumBatchedTokens)) tokens a step, "
        + "\(NumberFormat.count(settings.maximumContext)) tokens of context, "
        + "\(NumberFormat.percent(settings.memoryFraction)) of the memory, KV cache in "
        + settings.kvCache + (settings.prefixCaching ? ", prefix caching on" : "") + "."
    ]
  }

  private static func whatIfs(_ outcome: PlanOutcome) -> Table {
    var table = Table(columns: [
      .init("If"), .init("Then", priority: 1), .init("USD a month", .trailing, priority: 3),
    ])
    for whatIf in outcome.whatIfs {
      guard let plan = whatIf.best else {
        table.addRow(whatIf.change, "nothing meets it", NumberFormat.missing)
        continue
      }
      table.addRow(
        whatIf.change, whatIf.changesPlan ? plan.summary : "the same: \(plan.place)",
        NumberFormat.count(plan.candidate.monthly.rounded()))
    }
    return table
  }

  private static func breakEvens(_ outcome: PlanOutcome) -> [String] {
    var lines = outcome.breakEvens.map { point in
      point.requestsPerHour.map {
        "\(point.challenger) costs no more than \(point.incumbent) from "
          + "\(NumberFormat.count($0)) requests an hour on."
      } ?? "\(point.challenger) never costs less than \(point.incumbent)."
    }
    if let share = outcome.owningUtilisation {
      lines.append(
        "Owning costs no more than renting by the hour from \(NumberFormat.percent(share)) of "
          + "busy hours on.")
    }
    return lines
  }

  private static func levers(_ outcome: PlanOutcome) -> Table {
    var table = Table(columns: [
      .init("Lever"), .init("Saves a month", .trailing, priority: 3), .init("", .trailing),
      .init("Against what", priority: 1),
    ])
    for lever in outcome.levers {
      table.addRow(
        lever.name + (lever.isUsed ? " (used)" : ""),
        NumberFormat.count(lever.saving.value.rounded()) + " USD",
        NumberFormat.percent(lever.share), lever.basis)
    }
    return table
  }

  private static func horizons(_ outcome: PlanOutcome) -> Table {
    var table = Table(
      columns: [.init("Paid", priority: 1)]
        + CostHorizon.years.map {
          .init($0 == 1 ? "1 year" : "\($0) years", .trailing, priority: 2)
        })
    for horizon in outcome.horizons {
      table.addRow(
        ["\(horizon.plan.candidate.payment.rawValue): \(horizon.plan.what), \(horizon.plan.place)"]
          + horizon.afterYears.map { NumberFormat.count($0.value.rounded()) })
    }
    return table
  }

  private static func table(_ tiers: HybridTiers) -> Table {
    var table = Table(columns: [
      .init("Requests"), .init("", .trailing), .init("Plan", priority: 1),
      .init("USD a month", .trailing, priority: 3),
    ])
    for tier in tiers.tiers {
      table.addRow(
        "\(tier.name), quality \(tier.floor)", NumberFormat.percent(tier.share),
        tier.plan.summary, NumberFormat.count(tier.plan.candidate.monthly.rounded()))
    }
    table.addRow(
      "all, blended", "", "\(Words.money(tiers.perRequest)) a request",
      NumberFormat.count(tiers.monthly.value.rounded()))
    return table
  }

  private static func rollout(_ outcome: PlanOutcome) -> [String] {
    outcome.rollout.map { phase in
      let count = outcome.replicas(of: phase)
      let size =
        outcome.plans.first?.serving == nil || phase.trafficShare == 0
        ? "" : " (\(count) \(count == 1 ? "replica" : "replicas"))"
      return "Weeks \(phase.weeks), \(phase.name)\(size): \(phase.work.joined(separator: "; ")). "
        + "Then: \(phase.gate)."
    }
  }

  private static func removed(_ outcome: PlanOutcome) -> String {
    let parts = outcome.removed.map { "\(NumberFormat.count($0.count)) \($0.constraint.words)" }
    return "\(NumberFormat.count(outcome.considered)) deployments and offers were looked at; "
      + "\(NumberFormat.count(outcome.feasibleCount)) meet everything"
      + (parts.isEmpty ? "." : ". Out fell: " + parts.joined(separator: "; ") + ".")
  }

  /// What binds, and the cheapest way out.
  private static func infeasible(_ outcome: PlanOutcome) -> [Document.Block] {
    var blocks: [Document.Block] = [.paragraph(removed(outcome))]
    guard let first = outcome.relaxations.first else {
      blocks.append(
        .paragraph(
          "No single requirement explains it: loosening any one alone leaves nothing. "
            + "Loosen two, or ask for another model."))
      return blocks
    }
    blocks.append(.heading("The cheapest way out"))
    blocks.append(
      .paragraph(
        "\(first.change): \(first.plan.summary), "
          + "\(Words.money(USDollars(first.plan.candidate.monthly.rounded()))) a month."))
    if outcome.relaxations.count > 1 {
      blocks.append(.heading("Other ways"))
      blocks.append(
        .bullets(
          outcome.relaxations.dropFirst().map {
            "\($0.change): \($0.plan.summary), "
              + "\(Words.money(USDollars($0.plan.candidate.monthly.rounded()))) a month"
          }))
    }
    return blocks
  }

  private static func notes(_ outcome: PlanOutcome) -> [Document.Block] {
    var energy: [String] = []
    if let found = outcome.energy {
      energy = [
        "devices draw \(NumberFormat.significant(found.kilowattHoursPerMonth)) kWh a month"
          + (found.carbonPerMonth.map { ", \(NumberFormat.significant($0)) kg CO₂e" } ?? "")
      ]
    }
    let notes =
      outcome.corrections + outcome.assumptions.map { "assumed: \($0)" }
      + energy + (outcome.plans.first?.remarks ?? [])
    return notes.isEmpty ? [] : [.heading("Read with this"), .bullets(notes)]
  }
}
