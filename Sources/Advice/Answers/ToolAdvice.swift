import Catalog

/// What there is to know about one tool: how it stands, what follows it, where it is the choice.
public struct ToolAdvice: Sendable {
  public var tool: Tool
  /// What takes its place where one should not start with it.
  public var successor: Tool?
  /// Situations in which it is recommended, the first choice first.
  public var uses: [Use]
  /// Situations in which it was once the way and is no more.
  public var former: [Use]

  /// A situation in which a tool has a part.
  public struct Use: Sendable {
    public var flow: Flow
    public var question: Flow.Question
    public var answer: FlowAnswerRow
    /// 1 is the first choice; `nil` where it is no more.
    public var rank: Int?
  }
}

extension Adviser {
  /// What there is to know about the tool that a person calls `name`.
  /// - Throws: ``AdviceError/catalog(_:)`` with the nearest names for one that has no row.
  public func tool(_ name: String) throws(AdviceError) -> ToolAdvice {
    let tool = try AdviceError.fromCatalog { () throws(CatalogError) in
      try Tool.find(name, among: shelf.tools)
    }
    var uses: [ToolAdvice.Use] = []
    var former: [ToolAdvice.Use] = []
    for flow in graph.flows {
      for question in flow.questions {
        for answer in question.answers {
          if let place = answer.tools.firstIndex(of: tool.id) {
            uses.append(.init(flow: flow, question: question, answer: answer, rank: place + 1))
          }
          if answer.was.contains(tool.id) {
            former.append(.init(flow: flow, question: question, answer: answer, rank: nil))
          }
        }
      }
    }
    uses = uses.enumerated().sorted {
      ($0.element.rank ?? 0, $0.offset) < ($1.element.rank ?? 0, $1.offset)
    }.map(\.element)
    return ToolAdvice(
      tool: tool, successor: tool.successor.flatMap { shelf[$0] }, uses: uses, former: former)
  }
}
