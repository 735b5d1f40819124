import Catalog
import PlanSearch
import Presentation

/// A survey as tables for people.
enum SurveyReport {
  static func blocks(_ survey: Survey) -> [Document.Block] {
    DeploymentSetting.Group.allCases.flatMap { group -> [Document.Block] in
      let entries = survey.entries.filter { $0.setting.group == group }
      guard !entries.isEmpty else { return [] }
      return [.heading(heading(group)), .table(table(entries)), .bullets(remarks(entries))]
    }
  }

  private static func heading(_ group: DeploymentSetting.Group) -> String {
    switch group {
    case .hardware: "By kind of hardware"
    case .place: "By place and size"
    }
  }

  private static func table(_ entries: [Survey.Entry]) -> Table {
    var table = Table(columns: [
      .init("Setting", priority: 2), .init("Requests", .trailing), .init("Best plan", priority: 1),
      .init("USD a month", .trailing, priority: 3), .init("The document advises"),
    ])
    for entry in entries {
      table.addRow(
        entry.setting.name, PlanReport.rate(entry.rate),
        entry.plan?.summary ?? "nothing meets the question",
        entry.plan.map { NumberFormat.count($0.candidate.monthly.rounded()) }
          ?? NumberFormat.missing,
        entry.setting.advice)
    }
    return table
  }

  private static func remarks(_ entries: [Survey.Entry]) -> [String] {
    entries.compactMap { entry in
      entry.setting.remark.map { "\(entry.setting.name): \($0)" }
    }
  }
}
