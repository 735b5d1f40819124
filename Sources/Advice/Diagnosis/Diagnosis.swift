import Catalog
import InferencePlanner
import Quantities

/// What is wrong, as far as a description tells: known pitfalls that match it.
public struct Diagnosis: Sendable {
  /// The pitfalls in the order of likeness.
  public var matches: [Match]
  /// What was computed.
  public var findings: [Finding]

  public init(matches: [Match], findings: [Finding] = []) {
    self.matches = matches
    self.findings = findings
  }

  /// A pitfall and how well it fits the description.
  public struct Match: Sendable {
    public var pitfall: FlowAnswerRow
    public var tools: [Tool]
    /// From 0 to 1: the share of the weight of the description's words.
    public var likeness: Double
  }
}

extension Adviser {
  /// The pitfalls that fit a description, the likeliest first.
  /// - Throws: ``AdviceError/unmatched(_:known:)`` when none does.
  public func diagnose(_ text: String) throws(AdviceError) -> [Diagnosis.Match] {
    let pitfalls = try pitfalls()
    let words = PitfallWords(pitfalls)
    let matches = zip(pitfalls, words.likeness(of: text)).filter { $1 >= PitfallWords.least }
      .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.id < $1.0.id }
    guard let best = matches.first?.1 else {
      throw .unmatched(text, known: pitfalls.map(\.label))
    }
    return matches.filter { $0.1 >= best / 2 }.prefix(3).map {
      Diagnosis.Match(pitfall: $0, tools: shelf.tools($0.tools), likeness: $1)
    }
  }

  /// One pitfall by its word.
  public func pitfall(_ answer: String) throws(AdviceError) -> Diagnosis.Match {
    let question = try AdviceError.fromCatalog { () throws(CatalogError) in
      try graph.flow("pitfalls")
    }.questions.first
    guard let row = try question?.answer(answer) else {
      throw .field(name: "symptom", found: answer, accepted: "a symptom")
    }
    return .init(pitfall: row, tools: shelf.tools(row.tools), likeness: 1)
  }

  /// All pitfalls.
  public func pitfalls() throws(AdviceError) -> [FlowAnswerRow] {
    try AdviceError.fromCatalog { () throws(CatalogError) in
      try graph.flow("pitfalls").questions.flatMap(\.answers)
    }
  }
}
