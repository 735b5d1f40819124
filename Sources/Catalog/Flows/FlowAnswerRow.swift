import StructuredText

/// An answer to a question of a flow and what follows from it: a row of `flow_answers.csv`.
public struct FlowAnswerRow: Hashable, Sendable, Identifiable {
  public var id: String
  public var flow: String
  public var question: String
  /// The word that gives the answer on a command line.
  public var answer: String
  /// Other words for it.
  public var aliases: [String]
  /// The answer as a person reads it.
  public var label: String
  /// What else is true where the answer is: `processor` → `gpu`.
  public var implies: [String: String]
  /// The question that follows, `@flow` for the first of another flow; `nil` for a leaf.
  public var next: String?
  /// The ids of the tools that a leaf recommends, the first choice first.
  public var tools: [String]
  public var why: String?
  /// Commands or actions in order.
  public var steps: [String]
  /// What the document says.
  public var documented: String?
  /// Tools that were once the way, often the document's, and that no one should start with any more.
  public var was: [String]
  /// What is different from what the document says.
  public var changed: String?
  /// The ids of checked claims that bear on it.
  public var claims: [String]
  public var provenance: Provenance

  /// Reads all answers, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row that neither leads
  ///   on nor recommends, and what ``CatalogFiles/tables(_:)`` throws.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [FlowAnswerRow] {
    try loadRows(.flowAnswers, of: files) { (row) throws(CatalogError) in try FlowAnswerRow(row) }
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    id = try row.required("id")
    flow = try row.required("flow")
    question = try row.required("question")
    answer = try row.required("answer")
    aliases = row.list("aliases")
    label = row["label"] ?? answer
    implies = [:]
    for pair in row.list("implies") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw row.unacceptable("implies", "fact=value; fact=value") }
      implies[parts[0]] = parts[1]
    }
    next = row["next"]
    tools = row.list("tools")
    why = row["why"]
    steps = row.list("steps")
    documented = row["documented"]
    was = row.list("was")
    changed = row["changed"]
    claims = row.list("claims")
    provenance = row.provenance()
    guard (next == nil) != tools.isEmpty else {
      throw row.unacceptable("next", "a question or @flow here, or tools, and not both")
    }
  }
}

/// Two answers that cannot both be true: a row of `flow_conflicts.csv`.
public struct FlowConflict: Hashable, Sendable, Identifiable {
  public var id: String
  public var fact: String
  public var value: String
  public var otherFact: String
  public var otherValue: String
  public var reason: String

  /// Reads all conflicts, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [FlowConflict] {
    try loadRows(.flowConflicts, of: files) { (row) throws(CatalogError) in
      FlowConflict(
        id: try row.required("id"), fact: try row.required("fact"),
        value: try row.required("value"), otherFact: try row.required("other_fact"),
        otherValue: try row.required("other_value"), reason: try row.required("reason"))
    }
  }
}
