import Catalog

extension FlowGraph {
  /// Every way from the first question of a flow to a leaf. An answer that contradicts what earlier
  /// answers imply is no way; a question that they answer has one answer only.
  ///
  /// Empty for a flow that does not exist. Flows lead to each other without circles; where a user's
  /// rows make one, a way that comes back to a question ends there without a leaf.
  public func ways(from start: String) -> [FlowPath] {
    guard let flow = try? flow(start), let question = flow.questions.first else { return [] }
    var ways: [FlowPath] = []
    follow(flow, question, FlowPath(steps: [], situation: [:], implied: []), into: &ways)
    return ways
  }

  private func follow(
    _ flow: Flow, _ question: Flow.Question, _ path: FlowPath, into ways: inout [FlowPath]
  ) {
    let isCircle = path.steps.contains { $0.question.row.id == question.row.id }
    guard !isCircle else { return }
    for answer in question.answers {
      if let known = path.situation[question.fact], known != answer.answer { continue }
      if answer.implies.contains(where: { path.situation[$0] ?? $1 != $1 }) { continue }
      var next = path
      next.steps.append(.init(flow: flow, question: question, answer: answer))
      next.situation[question.fact] = answer.answer
      next.implied.remove(question.fact)
      for (name, value) in answer.implies where next.situation[name] == nil {
        next.situation[name] = value
        next.implied.insert(name)
      }
      guard let onward = answer.next else {
        ways.append(next)
        continue
      }
      if let (flow, question) = try? target(onward, in: flow) {
        follow(flow, question, next, into: &ways)
      }
    }
  }
}
