import Catalog
import Presentation

/// A flow as a document: a table of each of its questions, or a drawing.
public enum FlowReport {
  /// All flows in one table.
  public static func list(_ graph: FlowGraph) -> Document {
    var table = Table(columns: [
      .init("Flow", priority: 2), .init("Question"), .init("Questions", .trailing),
      .init("Leaves", .trailing), .init("From"),
    ])
    for flow in graph.flows {
      let leaves = flow.questions.flatMap(\.answers).count { $0.next == nil }
      table.addRow(
        flow.id, flow.title, String(flow.questions.count), String(leaves),
        flow.row.document.map { "document \($0), \(flow.row.section ?? "")" } ?? "")
    }
    return Document([
      .heading("Decision flows: inferplan advise --flow NAME", level: 1), .table(table),
    ])
  }

  /// A flow: its questions in order, each answer with what it leads to.
  public static func document(_ flow: Flow, _ shelf: ToolShelf) -> Document {
    Document(
      [.heading(flow.title, level: 1)]
        + flow.questions.flatMap { question in
          [
            Document.Block.heading(heading(question, in: flow)),
            .table(table(question, in: flow, shelf)),
          ]
        })
  }

  /// The question, and after which answer it is asked.
  public static func heading(_ question: Flow.Question, in flow: Flow) -> String {
    let before = flow.questions.flatMap(\.answers).filter { $0.next == question.key }
    return question.prompt
      + (before.isEmpty ? "" : " (\(before.map(\.label).joined(separator: "; ")))")
  }

  /// The answers of a question with the tools behind them.
  public static func table(
    _ question: Flow.Question, in flow: Flow, _ shelf: ToolShelf
  ) -> Table {
    let documented = question.answers.contains { $0.documented != nil && $0.next == nil }
    let explained = question.answers.contains { !why($0).isEmpty }
    var columns: [Table.Column] = [.init("Answer", priority: 2), .init("Take", priority: 1)]
    if explained { columns.append(.init("Why")) }
    if documented { columns.append(.init("The document said")) }
    var table = Table(columns: columns)
    for answer in question.answers {
      var cells = [answer.label, take(answer, in: flow, shelf)]
      if explained { cells.append(why(answer)) }
      if documented { cells.append(answer.documented ?? "") }
      table.addRow(cells)
    }
    return table
  }

  private static func why(_ answer: FlowAnswerRow) -> String {
    [answer.why, answer.changed].compactMap { $0 }.joined(separator: "; ")
  }

  private static func take(_ answer: FlowAnswerRow, in flow: Flow, _ shelf: ToolShelf) -> String {
    if let next = answer.next {
      return next.hasPrefix("@")
        ? "see flow \(next.dropFirst())"
        : "asks: "
          + (flow.questions.first { $0.key == next }?.prompt ?? next)
    }
    return shelf.tools(answer.tools).map(\.name).joined(separator: ", ")
  }
}
