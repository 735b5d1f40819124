import Catalog
import InferencePlanner

/// Answers which tool to take, from the flows and the catalogs behind them.
public struct Adviser: Sendable {
  public let files: CatalogFiles
  public let catalog: Catalog
  public let graph: FlowGraph
  public let shelf: ToolShelf
  public let claims: [SeedClaim]

  /// Reads the catalogs.
  public init(_ files: CatalogFiles) throws(AdviceError) {
    do throws(CatalogError) {
      self.files = files
      catalog = try Catalog(files)
      graph = try FlowGraph(files)
      shelf = try ToolShelf(files)
      claims = try SeedClaim.load(files)
    } catch {
      throw .catalog(error)
    }
  }

  /// The advice for what a question says.
  /// - Throws: ``AdviceError/open(_:)`` for the first thing that it leaves open and that decides,
  ///   and the other cases for answers that cannot be used.
  public func advise(_ question: AdviceQuestion) throws(AdviceError) -> Advice {
    let resolved = try DeviceFacts(graph: graph, catalog: catalog).resolve(question)
    if question.isPipeline { return try pipeline(resolved) }
    let start = question.flow ?? graph.entry(for: resolved.facts.keys)
    let path = try graph.walk(
      resolved.facts, from: start, assuming: resolved.assumes, used: AdviceQuestion.sideFacts)
    guard var advice = advice(path) else {
      throw .missing(name: "building", accepted: "what is being built")
    }
    advice.remarks +=
      resolved.remarks + path.assumed.map { "assumed, as nothing was said: \($0)" }
      + AdviceQuestion.sideFacts.sorted().compactMap { name in
        guard let value = resolved.facts[name], path.situation[name] == nil else { return nil }
        return "plays no part in this answer: \(Fact(name, value))"
      }
    for branch in AdviceBranches.all where branch.concerns(path) {
      advice.findings += try branch.findings(
        BranchInput(question: resolved, path: path, adviser: self))
    }
    for finding in advice.findings where !finding.order.isEmpty { rank(&advice, by: finding.order) }
    return advice
  }

  /// Puts what was computed to be best first, and keeps what else the flow recommends.
  private func rank(_ advice: inout Advice, by order: [String]) {
    var ids = Array(order.prefix(3))
    ids += advice.recommendations.map(\.tool.id).filter { !ids.contains($0) }
    advice.recommendations = shelf.tools(ids).enumerated().map {
      Recommendation(tool: $1, rank: $0 + 1)
    }
  }

  /// The advice of a leaf; `nil` for a way without one.
  public func advice(_ path: FlowPath) -> Advice? {
    guard let leaf = path.leaf, let flow = path.flow else { return nil }
    // The document's words stand at the leaf or, for a table, at the answer above it.
    let documented = path.steps.reversed().lazy.compactMap(\.answer.documented).first
    return Advice(
      flow: flow, steps: path.steps,
      recommendations: shelf.tools(leaf.tools).enumerated().map {
        Recommendation(tool: $1, rank: $0 + 1)
      },
      why: leaf.why, commands: leaf.steps, document: flow.row.document, documented: documented,
      changed: leaf.changed,
      former: shelf.tools(leaf.was), claims: claims.filter { leaf.claims.contains($0.id) },
      findings: [], remarks: [])
  }
}
