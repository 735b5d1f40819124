import StructuredText

/// A decision flow: a row of `flows.csv`. Its first question is its first row of
/// `flow_questions.csv`.
public struct FlowRow: Hashable, Sendable, Identifiable {
  public var id: String
  public var title: String
  /// The number of the document that the flow rebuilds; `nil` for flows of our own.
  public var document: String?
  /// The part of the document.
  public var section: String?
  public var provenance: Provenance

  /// Reads all flows, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [FlowRow] {
    try loadRows(.flows, of: files) { (row) throws(CatalogError) in
      FlowRow(
        id: try row.required("id"), title: try row.required("title"), document: row["document"],
        section: row["section"], provenance: row.provenance())
    }
  }
}

/// A question of a flow: a row of `flow_questions.csv`.
public struct FlowQuestionRow: Hashable, Sendable, Identifiable {
  public var id: String
  public var flow: String
  /// What it asks for, and after a dot what tells it from another question for the same:
  /// `model-kind.jetson`.
  public var question: String
  public var prompt: String
  /// The answer that is assumed, and said to be, where there is nobody to ask; `nil` for questions
  /// without a usual answer.
  public var usual: String?

  /// What is asked for, the name of the option that answers it.
  public var fact: String { String(question.prefix { $0 != "." }) }

  /// Reads all questions, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [FlowQuestionRow] {
    try loadRows(.flowQuestions, of: files) { (row) throws(CatalogError) in
      FlowQuestionRow(
        id: try row.required("id"), flow: try row.required("flow"),
        question: try row.required("question"), prompt: try row.required("prompt"),
        usual: row["usual"])
    }
  }
}
