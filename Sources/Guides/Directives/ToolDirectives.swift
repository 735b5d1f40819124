import Advice
import Catalog
import Presentation

/// Tools and flows in guides.
extension GuideWriter {
  /// `@tools vllm, sglang`: what decides about tools.
  func toolTable(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    var tools: [Tool] = []
    for name in call.names {
      do throws(CatalogError) {
        tools.append(try Tool.find(name, among: adviser.shelf.tools))
      } catch {
        throw .catalog(error)
      }
    }
    return [.table(AdviceReport.tools(tools))]
  }

  /// `@tool-catalog`: every tool, by what it is for.
  func toolCatalog() -> [Document.Block] {
    var table = Table(columns: [
      .init("Tool", priority: 2), .init("Licence"), .init("Formats"), .init("API"),
      .init("Status"), .init("Start it with"),
    ])
    var kinds: [String] = []
    for tool in adviser.shelf.tools {
      let kind = tool.kind ?? "other"
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    for kind in kinds {
      table.addSection(kind)
      for tool in adviser.shelf.tools where (tool.kind ?? "other") == kind {
        table.addRow(
          tool.nameWithState, tool.licence ?? "", tool.formats ?? "", tool.apiStyle ?? "",
          tool.statusWithEvidence, tool.launchCommand ?? "")
      }
    }
    return [.table(table)]
  }

  /// `@flow mobile; questions=platform`: the answers of a flow, or of some of its questions.
  func flowTables(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    let flow = try flow(call.words)
    let wanted = call.list("questions")
    let questions = flow.questions.filter { wanted.isEmpty || wanted.contains($0.key) }
    return questions.flatMap { question -> [Document.Block] in
      let table = Document.Block.table(
        FlowReport.table(question, in: flow, adviser.shelf))
      return questions.count > 1
        ? [.heading(FlowReport.heading(question, in: flow), level: 4), table] : [table]
    }
  }

  /// `@mermaid mobile`: a flow as a drawing.
  func drawing(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    [.code(FlowDrawing.mermaid(try flow(call.words), adviser.shelf), language: "mermaid")]
  }

  /// `@flow-text start`: a flow and those it leads to, as an outline.
  func outline(_ call: DirectiveCall) throws(AdviceError) -> [Document.Block] {
    let flow = try flow(call.words)
    var lines: [String] = []
    if let first = flow.questions.first {
      lines.append(first.prompt)
      outline(first, of: flow, indent: "  ", into: &lines)
    }
    return [.preformatted(lines.joined(separator: "\n"))]
  }

  private func outline(
    _ question: Flow.Question, of flow: Flow, indent: String, into lines: inout [String]
  ) {
    for answer in question.answers {
      guard let next = answer.next else {
        let names = adviser.shelf.tools(answer.tools).map(\.name).joined(separator: ", ")
        lines.append("\(indent)\(answer.label) -> \(names)")
        continue
      }
      lines.append("\(indent)\(answer.label)")
      if next.hasPrefix("@") {
        let other = String(next.dropFirst())
        lines.append("\(indent)  see flow \(other)")
      } else if let following = flow.questions.first(where: { $0.key == next }) {
        lines.append("\(indent)  \(following.prompt)")
        outline(following, of: flow, indent: indent + "    ", into: &lines)
      }
    }
  }

  /// `@pitfalls`: what goes wrong, why, and what helps.
  func pitfallTable() throws(AdviceError) -> [Document.Block] {
    var table = Table(columns: [
      .init("Problem", priority: 2), .init("Most often"), .init("What helps"), .init("Tools"),
      .init("The document said"),
    ])
    for pitfall in try adviser.pitfalls() {
      table.addRow(
        pitfall.label, pitfall.why ?? "", pitfall.steps.joined(separator: "; "),
        adviser.shelf.tools(pitfall.tools).map(\.name).joined(separator: ", "),
        pitfall.documented ?? "")
    }
    return [.table(table)]
  }

  /// `@claims 000`: what the original says that does not hold, with the arithmetic.
  func claims(_ call: DirectiveCall) -> [Document.Block] {
    var table = Table(columns: [
      .init("Claim", priority: 1), .init("Verdict"), .init("Arithmetic or evidence"),
    ])
    for claim in adviser.claims where call.names.contains(claim.document) {
      table.addRow(claim.claim, claim.verdict, claim.evidence)
    }
    return [.table(table)]
  }

  private func flow(_ id: String) throws(AdviceError) -> Flow {
    do throws(CatalogError) { return try adviser.graph.flow(id) } catch { throw .catalog(error) }
  }
}
