import Catalog
import Presentation

/// Advice as a document for people.
public enum AdviceReport {
  /// The tools with their evidence, then what was computed, then what changed.
  public static func document(_ advice: Advice) -> Document {
    var blocks: [Document.Block] = [
      .heading(title(advice), level: 1),
      .paragraph(
        advice.steps.map { "\($0.question.fact): \($0.answer.label)" }.joined(
          separator: " · ")),
    ]
    if let why = advice.why { blocks.append(.paragraph(sentence(why))) }
    blocks.append(.table(tools(advice.recommendations.map(\.tool))))
    let commands = advice.recommendations.compactMap { recommendation in
      recommendation.tool.launchCommand.map { (recommendation.tool.name, $0) }
    }
    if !advice.commands.isEmpty {
      blocks.append(.heading("How"))
      blocks.append(.preformatted(advice.commands.joined(separator: "\n")))
    } else if !commands.isEmpty {
      blocks.append(.heading("How to start"))
      blocks.append(.preformatted(commands.map { "# \($0)\n\($1)" }.joined(separator: "\n")))
    }
    for finding in advice.findings {
      blocks.append(.heading(finding.title))
      blocks += finding.blocks
    }
    blocks += changes(advice)
    if !advice.remarks.isEmpty {
      blocks.append(.heading("Read with this"))
      blocks.append(.bullets(advice.remarks))
    }
    return Document(blocks)
  }

  static func title(_ advice: Advice) -> String {
    let names = advice.recommendations.prefix(2).map(\.tool.name)
    guard let first = names.first else { return advice.flow.title }
    return names.count > 1 ? "Take \(first), or \(names[1])" : "Take \(first)"
  }

  /// Tools with what decides about them.
  public static func tools(_ tools: [Tool]) -> Table {
    var table = Table(columns: [
      .init("Tool", priority: 2), .init("For"), .init("Runs on"), .init("Licence"),
      .init("Status", priority: 1),
    ])
    for tool in tools {
      table.addRow(
        tool.nameWithState, tool.category ?? "", tool.hardware ?? tool.platforms ?? "",
        tool.licence ?? "", tool.statusWithEvidence)
    }
    return table
  }

  private static func changes(_ advice: Advice) -> [Document.Block] {
    var items: [String] = []
    if let documented = advice.documented {
      let document = advice.document.map { "document \($0)" } ?? "the documents"
      items.append("What \(document) says: \(documented).")
    }
    if let changed = advice.changed { items.append("What has changed: \(changed).") }
    for tool in advice.former {
      items.append("\(tool.name): \(tool.status ?? tool.state.rawValue) (\(tool.statusEvidence)).")
    }
    for claim in advice.claims {
      items.append("“\(claim.claim)” – \(claim.verdict): \(claim.evidence).")
    }
    for recommendation in advice.recommendations {
      if let remark = recommendation.tool.remark {
        items.append("\(recommendation.tool.name): \(remark).")
      }
    }
    return items.isEmpty ? [] : [.heading("What the documents said"), .bullets(items)]
  }

  private static func sentence(_ text: String) -> String {
    guard let first = text.first else { return text }
    let body = first.uppercased() + text.dropFirst()
    return body.hasSuffix(".") ? body : body + "."
  }
}
