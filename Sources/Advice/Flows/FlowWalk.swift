import Catalog
import Quantities

/// A way through the flows, from the first question to a leaf.
public struct FlowPath: Sendable {
  /// The answers in order.
  public var steps: [Step]
  /// What is known at its end: what was answered and what follows from it.
  public var situation: [String: String]
  /// What follows from answers, and is no answer itself.
  public var implied: Set<String>
  /// Usual answers that nobody gave.
  public var assumed: [Fact] = []

  /// An answer to a question of a flow.
  public struct Step: Sendable {
    public var flow: Flow
    public var question: Flow.Question
    public var answer: FlowAnswerRow
  }

  /// The last answer, which recommends.
  public var leaf: FlowAnswerRow? { steps.last?.answer }
  /// The flow to which the last answer belongs.
  public var flow: Flow? { steps.last?.flow }
}

extension FlowGraph {
  /// Follows the answers that `facts` give, from the flow called `start`.
  ///
  /// What an answer implies answers later questions as well, unless it is given otherwise.
  /// - Parameters:
  ///   - facts: answers by the names of their options.
  ///   - assuming: whether a question that has a usual answer is answered by it.
  ///   - used: facts that somebody else needs, so that a flow that does not ask for them is no
  ///     contradiction.
  /// - Throws: ``AdviceError/open(_:)`` for the first question without an answer,
  ///   ``AdviceError/unacceptable(fact:value:accepted:suggestions:)`` for one that it does not take,
  ///   ``AdviceError/contradiction(_:_:reason:)`` for two that exclude each other.
  public func walk(
    _ facts: [String: String], from start: String, assuming: Bool = false, used: Set<String> = []
  ) throws(AdviceError) -> FlowPath {
    var path = FlowPath(steps: [], situation: [:], implied: [])
    var place: (Flow, Flow.Question)? = try AdviceError.fromCatalog { () throws(CatalogError) in
      let flow = try self.flow(start)
      return flow.questions.first.map { (flow, $0) }
    }
    while let (flow, question) = place {
      let known = facts[question.fact] ?? path.situation[question.fact]
      let usual = assuming && known == nil ? question.row.usual : nil
      if let usual { path.assumed.append(Fact(question.fact, usual)) }
      guard let known = known ?? usual else {
        try check(path, facts, used: used, asking: question.fact)
        throw .open(
          OpenQuestion(
            flow: flow.id, fact: question.fact, prompt: question.prompt,
            answers: question.answers))
      }
      let answer = try question.answer(known)
      try append(answer, to: &path, flow, question)
      guard let next = answer.next else { break }
      place = try AdviceError.fromCatalog { () throws(CatalogError) in
        try target(next, in: flow)
      }
    }
    try check(path, facts, used: used, asking: nil)
    return path
  }

  private func append(
    _ answer: FlowAnswerRow, to path: inout FlowPath, _ flow: Flow, _ question: Flow.Question
  ) throws(AdviceError) {
    path.steps.append(.init(flow: flow, question: question, answer: answer))
    path.situation[question.fact] = answer.answer
    path.implied.remove(question.fact)
    for (name, value) in answer.implies.sorted(by: { $0.key < $1.key }) {
      guard let before = path.situation[name] else {
        path.situation[name] = value
        path.implied.insert(name)
        continue
      }
      guard before == value else {
        throw .contradiction(
          Fact(question.fact, answer.answer), Fact(name, before),
          reason: "\(answer.label) means \(name) \(value)")
      }
    }
  }

  /// Refuses answers that exclude each other: those that the catalog of conflicts names, and those
  /// that answer no question on this way but one on another.
  private func check(
    _ path: FlowPath, _ facts: [String: String], used: Set<String>, asking open: String?
  ) throws(AdviceError) {
    // What was answered goes before the words in which it was.
    let all = facts.merging(path.situation) { _, answered in answered }
    for conflict in conflicts
    where all[conflict.fact] == conflict.value && all[conflict.otherFact] == conflict.otherValue {
      throw .contradiction(
        Fact(conflict.fact, conflict.value), Fact(conflict.otherFact, conflict.otherValue),
        reason: conflict.reason)
    }
    guard let start = path.steps.first?.flow.id else { return }
    let ways = self.ways(from: start)
    // What is asked on this way, or still may be after the question that is open.
    let taken = path.steps.map(\.answer.id)
    let asked = Set(path.steps.map(\.question.fact)).union(
      open == nil
        ? []
        : ways.filter { $0.steps.prefix(taken.count).map(\.answer.id) == taken }
          .flatMap { $0.steps.map(\.question.fact) })
    for (name, value) in facts.sorted(by: { $0.key < $1.key })
    where !asked.contains(name) {
      if let implied = path.situation[name] {
        if NearestNames.folded(implied) == NearestNames.folded(value) { continue }
        throw .contradiction(
          Fact(name, value), fact(implying: name, in: path), reason: "that means \(name) \(implied)"
        )
      }
      guard !used.contains(name), let (mine, theirs) = divergence(path, to: name, among: ways)
      else { continue }
      throw .contradiction(
        Fact(name, value), mine, reason: "--\(name) is asked after \(theirs), not after \(mine)")
    }
  }

  private func fact(implying name: String, in path: FlowPath) -> Fact {
    let step = path.steps.first { $0.answer.implies[name] != nil } ?? path.steps.last
    return Fact(step?.question.fact ?? name, step?.answer.answer ?? "")
  }

  /// Where this way parts from the one on which `fact` is asked: the answer here and that there.
  private func divergence(
    _ path: FlowPath, to fact: String, among ways: [FlowPath]
  ) -> (Fact, Fact)? {
    var best: (depth: Int, mine: Fact, theirs: Fact)?
    for way in ways where way.steps.contains(where: { $0.question.fact == fact }) {
      for (depth, pair) in zip(path.steps, way.steps).enumerated()
      where pair.0.answer.id != pair.1.answer.id {
        guard pair.0.question.row.id == pair.1.question.row.id else { break }
        if depth >= (best?.depth ?? 0) {
          best = (
            depth, Fact(pair.0.question.fact, pair.0.answer.answer),
            Fact(pair.1.question.fact, pair.1.answer.answer)
          )
        }
        break
      }
    }
    return best.map { ($0.mine, $0.theirs) }
  }
}
