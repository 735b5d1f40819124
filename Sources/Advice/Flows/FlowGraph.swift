import Catalog
import Quantities

/// All decision flows with what they refer to, checked: every answer leads somewhere that exists.
public struct FlowGraph: Sendable {
  public let flows: [Flow]
  public let conflicts: [FlowConflict]
  private let places: [String: Int]

  /// Reads the flows and ties them together.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` for an answer that leads to a
  ///   question or flow that does not exist, and what the catalogs throw.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    let questions = try FlowQuestionRow.load(files)
    let answers = try FlowAnswerRow.load(files)
    flows = try FlowRow.load(files).map { row in
      Flow(
        row: row,
        questions: questions.filter { $0.flow == row.id }.map { question in
          Flow.Question(
            row: question,
            answers: answers.filter { $0.flow == row.id && $0.question == question.question })
        })
    }
    conflicts = try FlowConflict.load(files)
    places = Dictionary(
      flows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    for flow in flows {
      for question in flow.questions {
        for answer in question.answers {
          if let next = answer.next { _ = try target(next, in: flow) }
        }
      }
    }
  }

  /// The flow of this id.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)``.
  public func flow(_ id: String) throws(CatalogError) -> Flow {
    guard let place = places[id] else {
      throw .unknown(
        kind: "flow", name: id,
        suggestions: NearestNames.suggestions(for: id, among: flows.map(\.id)))
    }
    return flows[place]
  }

  /// The flow and question to which `next` of an answer of `flow` leads.
  func target(_ next: String, in flow: Flow) throws(CatalogError) -> (Flow, Flow.Question) {
    if next.hasPrefix("@") {
      let other = try self.flow(String(next.dropFirst()))
      guard let first = other.questions.first else {
        throw .unknown(kind: "question", name: next, suggestions: [])
      }
      return (other, first)
    }
    guard let question = flow.questions.first(where: { $0.key == next }) else {
      throw .unknown(
        kind: "question", name: "\(flow.id)/\(next)",
        suggestions: NearestNames.suggestions(for: next, among: flow.questions.map(\.key)))
    }
    return (flow, question)
  }

  /// The flow with which a walk begins that knows these facts: the start where it is said what is
  /// built, else the flow that opens with one of the facts and asks for most of them.
  public func entry(for facts: some Collection<String>) -> String {
    let given = Set(facts)
    if given.contains("building") || given.isEmpty { return Self.start }
    var best = Self.start
    var most = 0
    for flow in flows where flow.id != Self.start {
      guard let first = flow.questions.first, given.contains(first.fact) else { continue }
      let asked = Set(flow.questions.map(\.fact)).intersection(given).count
      if asked >= most { (best, most) = (flow.id, asked) }
    }
    return best
  }

  /// The flow that asks what is being built.
  public static let start = "start"
}

/// A decision flow: questions, the first of which opens it.
public struct Flow: Sendable, Identifiable {
  public let row: FlowRow
  public let questions: [Question]

  public var id: String { row.id }
  public var title: String { row.title }

  /// A question with its answers.
  public struct Question: Sendable {
    public let row: FlowQuestionRow
    public let answers: [FlowAnswerRow]

    /// What tells it from the other questions of its flow.
    public var key: String { row.question }
    public var fact: String { row.fact }
    public var prompt: String { row.prompt }

    /// The answer that a person means by `text`: its word, its label or another word for it.
    /// - Throws: ``AdviceError/unacceptable(fact:value:accepted:suggestions:)``.
    public func answer(_ text: String) throws(AdviceError) -> FlowAnswerRow {
      try Self.answer(text, to: fact, among: answers)
    }

    static func answer(
      _ text: String, to fact: String, among answers: [FlowAnswerRow]
    ) throws(AdviceError) -> FlowAnswerRow {
      let wanted = NearestNames.folded(text)
      let match =
        answers.first { NearestNames.folded($0.answer) == wanted }
        ?? answers.first {
          ($0.aliases + [$0.label]).contains { NearestNames.folded($0) == wanted }
        }
      guard let match, !wanted.isEmpty else {
        var near: [String] = []
        let names = answers.flatMap { [$0.answer] + $0.aliases }
        for name in NearestNames.suggestions(for: text, among: names, limit: 9) {
          let owner = answers.first { ([$0.answer] + $0.aliases).contains(name) }
          if let owner, !near.contains(owner.answer) { near.append(owner.answer) }
        }
        throw .unacceptable(
          fact: fact, value: text, accepted: answers.map(\.answer),
          suggestions: Array(near.prefix(3)))
      }
      return match
    }
  }
}
