import Advice
import Catalog
import InferencePlanner
import Presentation
import Quality
import Quantities

/// What advice computes, and what plans owe, in guides.
extension GuideWriter {
  /// `@advise api-need=lowest-cost; building=api; finding=services`: what advice finds for a
  /// situation.
  func advice(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var facts = call.fields
    var details = AdviceDetails()
    let wanted = facts.removeValue(forKey: "finding")
    details.input = facts.removeValue(forKey: "input").flatMap { Double($0) }
    details.output = facts.removeValue(forKey: "output").flatMap { Double($0) }
    details.quality = facts.removeValue(forKey: "quality")
    details.jobHours = facts.removeValue(forKey: "job-hours").flatMap { Double($0) }
    details.hourlyBudget = facts.removeValue(forKey: "hourly-budget").flatMap { Double($0) }.map {
      USDollars($0)
    }
    details.trainedParameters = facts.removeValue(forKey: "trained-parameters").flatMap {
      AdviceDetails.parameters($0)
    }
    let advice = try adviser.advise(AdviceQuestion(facts: facts, details: details))
    return advice.findings.filter { wanted == nil || $0.key == wanted }.flatMap(\.blocks)
  }

  /// `@levels chat`: the levels of quality and who stands there.
  func levels(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("Level", priority: 2), .init("Task"), .init("From a score of", .trailing),
      .init("About as good as"), .init("Why there"),
    ])
    for level in planner.quality.levels where call.names.contains(level.task.rawValue) {
      table.addRow(
        level.name, level.task.rawValue, NumberFormat.significant(level.floor),
        level.reference ?? "", level.reason ?? "")
    }
    return [.table(table)]
  }

  /// `@duties gdpr, hipaa`: what rules ask of whoever runs a deployment.
  func duties(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    do throws(CatalogError) {
      let duties = try Duty.load(files).filter { call.names.contains($0.rule) }
      return [.bullets(duties.map { "\($0.duty) (\($0.provenance.source))" })]
    } catch {
      throw .catalog(error)
    }
  }

  /// `@rollout`: the phases from a plan to production.
  func rollout() throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("Phase", priority: 2), .init("Weeks"), .init("Traffic", .trailing), .init("Work"),
      .init("Goes on when"),
    ])
    do throws(CatalogError) {
      for phase in try RolloutPhase.load(files) {
        table.addRow(
          phase.name, phase.weeks, NumberFormat.percent(phase.trafficShare),
          phase.work.joined(separator: "; "), phase.gate)
      }
    } catch {
      throw .catalog(error)
    }
    return [.table(table)]
  }
}
