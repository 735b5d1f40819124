import Catalog
import Presentation

/// What there is to know about a tool, as a document for people.
public enum ToolReport {
  public static func document(_ advice: ToolAdvice) -> Document {
    let tool = advice.tool
    var facts = Table(columns: [.init("", priority: 2), .init("")])
    let rows: [(String, String?)] = [
      ("for", tool.category), ("is a", tool.kind), ("runs on", tool.platforms),
      ("hardware", tool.hardware), ("reads", tool.formats), ("models", tool.modelTypes),
      ("quantizations", tool.quantizations), ("interface", tool.apiStyle),
      ("licence", tool.licence), ("status", tool.statusWithEvidence),
      ("documentation", tool.documentation), ("also called", tool.aliases.joined(separator: ", ")),
    ]
    for case (let label, let value?) in rows where !value.isEmpty { facts.addRow(label, value) }
    var blocks: [Document.Block] = [.heading(tool.nameWithState, level: 1)]
    if tool.state.isDead {
      blocks.append(
        .paragraph(
          "Do not start new work with it"
            + (advice.successor.map { "; take \($0.name): \($0.statusWithEvidence)" } ?? "") + "."))
    }
    blocks.append(.table(facts))
    if let command = tool.launchCommand {
      blocks += [.heading("How to start"), .preformatted(command)]
    }
    if !advice.uses.isEmpty {
      blocks += [.heading("Where it is the choice"), .table(uses(advice.uses))]
    }
    var said = tool.remark.map { [$0] } ?? []
    said += advice.former.map { use in
      "\(use.flow.title) \(use.answer.label): once the way, no more; now "
        + use.answer.tools.joined(separator: ", ")
    }
    if !said.isEmpty { blocks += [.heading("What the documents said"), .bullets(said)] }
    return Document(blocks)
  }

  private static func uses(_ uses: [ToolAdvice.Use]) -> Table {
    var table = Table(columns: [
      .init("Choice", .trailing), .init("Question", priority: 1), .init("Answer"), .init("Why"),
    ])
    for use in uses {
      table.addRow(
        use.rank.map(String.init) ?? "", use.flow.title, use.answer.label, use.answer.why ?? "")
    }
    return table
  }
}

/// The JSON form, schema `inferplan.tool/1`.
public struct ToolAdviceAnswer: Encodable, Sendable {
  public let schema: String
  public let tool: ToolAnswer
  public let successor: ToolAnswer?
  public let uses: [Use]
  public let formerUses: [Use]

  /// A situation by its flow, question and answer.
  public struct Use: Encodable, Sendable {
    public let flow: String
    public let question: String
    public let answer: String
    public let rank: Int?
  }

  public init(_ advice: ToolAdvice) {
    func uses(_ uses: [ToolAdvice.Use]) -> [Use] {
      uses.map {
        Use(flow: $0.flow.id, question: $0.question.key, answer: $0.answer.answer, rank: $0.rank)
      }
    }
    schema = "inferplan.tool/1"
    tool = ToolAnswer(advice.tool)
    successor = advice.successor.map { ToolAnswer($0) }
    self.uses = uses(advice.uses)
    formerUses = uses(advice.former)
  }
}
