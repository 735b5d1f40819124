import Advice
import Catalog
import Economics
import InferencePlanner
import PerformanceModel
import PlanSearch
import Presentation
import Quantities
import StructuredText

/// Scenarios and plans in guides.
extension GuideWriter {
  private func comparison(named name: String) throws(AdviceError) -> Comparison {
    guard let text = CatalogText.builtIn(name + ".yaml") else {
      throw .field(name: "compare", found: name, accepted: "a built-in scenario")
    }
    do throws(PlannerError) {
      let value: Value
      do throws(StructuredTextError) {
        value = try Value.yaml(Array(text.utf8), name: name)
      } catch {
        throw .text(error, file: name)
      }
      return Comparison(try Scenario(value, file: name), estimator: estimator)
    } catch {
      throw .planner(error)
    }
  }

  /// `@compare chatbot`: a documented scenario computed, beside what the document says.
  func comparison(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    // The guide has headings of its own.
    ComparisonReport.document(try comparison(named: call.words)).blocks.compactMap { block in
      switch block {
      case .heading(_, let level) where level == 1: nil
      case .heading(let title, _): .heading(title, level: 4)
      default: block
      }
    }
  }

  /// `@summary chatbot, summarization`: what is recommended in each scenario.
  func comparisonSummary(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("Scenario", priority: 2), .init("The document recommends"), .init("We recommend"),
      .init("Memory", .trailing), .init("Tokens/s in all", .trailing),
      .init("End to end", .trailing), .init("USD a request", .trailing), .init("Price of"),
    ])
    for name in call.names {
      let comparison = try comparison(named: name)
      let chosen = comparison.recommendation.option ?? comparison.recommendation.closest
      let estimate = comparison.options.first { $0.option.name == chosen }?.estimate
      let cost = estimate?.cost?.atOfferedLoad ?? estimate?.cost?.atFullLoad
      let runs = estimate?.forecast.runs ?? false
      table.addRow(
        comparison.scenario.name, comparison.scenario.documentedRecommendation ?? "",
        comparison.recommendation.option
          ?? comparison.recommendation.closest.map { "none meets it; \($0) comes closest" }
          ?? "none",
        estimate.map { NumberFormat.bytes($0.forecast.memory.total) } ?? NumberFormat.missing,
        runs
          ? estimate.map {
            NumberFormat.significant(
              $0.forecast.outputTokensPerSecond * Double($0.request.replicas))
          } ?? "" : NumberFormat.missing,
        runs
          ? estimate.map { NumberFormat.seconds($0.forecast.endToEnd) } ?? ""
          : NumberFormat.missing,
        cost.map { NumberFormat.money($0.perRequest) } ?? NumberFormat.missing,
        estimate?.cost?.priceDate ?? NumberFormat.missing)
    }
    return [.table(table)]
  }

  private func outcome(_ preset: String) throws(AdviceError) -> PlanOutcome {
    do throws(PlannerError) {
      return try planner.plan(
        RequestFile.planRequest(["preset": .string(preset), "plans": .number(3)], files))
    } catch {
      throw .planner(error)
    }
  }

  /// `@plan llm-api`: the three best plans of a worked question.
  func plan(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    let outcome = try outcome(call.words)
    var table = planColumns("Rank")
    for (index, plan) in outcome.plans.prefix(3).enumerated() {
      addRow(plan, named: String(index + 1), to: &table)
    }
    var blocks: [Document.Block] = [
      .paragraph("Computed by inferplan plan --preset \(call.words)."), .table(table),
    ]
    if let reasons = outcome.plans.first?.rationale.prefix(4), !reasons.isEmpty {
      blocks.append(.bullets(Array(reasons)))
    }
    if outcome.plans.isEmpty {
      blocks.append(
        .bullets(
          outcome.relaxations.prefix(2).map {
            "Nothing meets it; with \($0.change): \($0.plan.summary)"
          }))
    }
    return blocks
  }

  /// `@plans` with rows `title | preset`: the best plan of each worked question.
  func planMatrix(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var table = planColumns("Use")
    for row in call.rows {
      let parts = row.split(separator: "|").map(DirectiveCall.trimmed)
      guard let title = parts.first, let preset = parts.last, parts.count == 2 else {
        throw .field(name: "plans", found: row, accepted: "title | preset")
      }
      let outcome = try outcome(preset)
      for (index, plan) in outcome.plans.prefix(2).enumerated() {
        addRow(plan, named: index == 0 ? title : "– or", to: &table)
      }
      if outcome.plans.isEmpty { table.addRow(title, "nothing meets it") }
    }
    return [.table(table)]
  }

  private func planColumns(_ first: String) -> Table {
    Table(columns: [
      .init(first, priority: 2), .init("Model", priority: 1), .init("Runs on"), .init("Paid"),
      .init("USD a month", .trailing), .init("TTFT p95", .trailing), .init("TPOT p95", .trailing),
      .init("Quality", .trailing), .init("Price of"),
    ])
  }

  private func addRow(_ plan: PlanDetail, named name: String, to table: inout Table) {
    let engine = plan.serving.map { ", " + $0.deployment.engine.name } ?? ""
    func time(_ span: Seconds?) -> String { span.map(NumberFormat.seconds) ?? "unknown" }
    table.addRow(
      name, plan.what, plan.place + engine, plan.payment,
      NumberFormat.count(plan.candidate.monthly.rounded()), time(plan.latency(.ttft, 0.95)),
      time(plan.latency(.tpot, 0.95)),
      plan.candidate.quality.map { NumberFormat.count($0.value.rounded()) } ?? "unknown",
      plan.cost?.priceDate ?? NumberFormat.missing)
  }
}
