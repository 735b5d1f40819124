import Catalog

/// The JSON form of flows, schema `inferplan.flows/1`.
public struct FlowAnswers: Encodable, Sendable {
  public let schema: String
  public let flows: [FlowAnswer]

  /// A flow with its questions.
  public struct FlowAnswer: Encodable, Sendable {
    public let id: String
    public let title: String
    public let document: String?
    public let section: String?
    public let questions: [Question]
  }

  /// A question with its answers.
  public struct Question: Encodable, Sendable {
    public let id: String
    public let fact: String
    public let prompt: String
    public let answers: [Answer]
  }

  /// An answer and what it leads to.
  public struct Answer: Encodable, Sendable {
    public let answer: String
    public let aliases: [String]
    public let label: String
    /// The question of this flow that follows.
    public let nextQuestion: String?
    /// The flow that follows.
    public let nextFlow: String?
    public let implies: [String: String]
    public let tools: [String]
    public let why: String?
    public let steps: [String]
    public let documented: String?
    public let was: [String]
    public let changed: String?
    public let claims: [String]
  }

  public init(_ flows: [Flow]) {
    schema = "inferplan.flows/1"
    self.flows = flows.map { flow in
      FlowAnswer(
        id: flow.id, title: flow.title, document: flow.row.document, section: flow.row.section,
        questions: flow.questions.map { question in
          Question(
            id: question.key, fact: question.fact, prompt: question.prompt,
            answers: question.answers.map { Answer($0) })
        })
    }
  }
}

extension FlowAnswers.Answer {
  init(_ row: FlowAnswerRow) {
    let isFlow = row.next?.hasPrefix("@") ?? false
    self.init(
      answer: row.answer, aliases: row.aliases, label: row.label,
      nextQuestion: isFlow ? nil : row.next,
      nextFlow: isFlow ? row.next.map { String($0.dropFirst()) } : nil, implies: row.implies,
      tools: row.tools, why: row.why, steps: row.steps, documented: row.documented, was: row.was,
      changed: row.changed, claims: row.claims)
  }
}
