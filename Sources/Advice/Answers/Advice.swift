import Catalog
import Presentation
import StructuredText

/// An answer: which tools, why, what the documents said and what has changed since.
public struct Advice: Sendable {
  /// The flow that decided.
  public var flow: Flow
  /// The questions that led to it, with their answers.
  public var steps: [FlowPath.Step]
  public var recommendations: [Recommendation]
  public var why: String?
  /// Commands or actions in order.
  public var commands: [String]
  /// The number of the document that has advice for it.
  public var document: String?
  /// What the document says in its place.
  public var documented: String?
  /// What is different from that.
  public var changed: String?
  /// Tools that were once the way, often the document's, and are no more.
  public var former: [Tool]
  /// Claims of the documents that bear on it, checked.
  public var claims: [SeedClaim]
  /// What was computed for this situation.
  public var findings: [Finding]
  /// What a careful reader should know.
  public var remarks: [String]
}

/// Something computed for a situation: a table with words, the same in a terminal and in JSON.
public struct Finding: Sendable {
  /// What it is called in JSON.
  public var key: String
  public var title: String
  /// Sentences before the table.
  public var words: [String]
  public var columns: [Column]
  public var rows: [[Cell]]
  /// Sentences after the table.
  public var notes: [String]
  /// The ids of tools in the order that was computed; empty where it decides nothing.
  public var order: [String] = []

  /// A column: its key in JSON and its header.
  public struct Column: Hashable, Sendable {
    public var key: String
    public var header: String
    public var alignment: Table.Alignment
    public var priority: Int

    public init(
      _ key: String, _ header: String, _ alignment: Table.Alignment = .leading, priority: Int = 0
    ) {
      self.key = key
      self.header = header
      self.alignment = alignment
      self.priority = priority
    }
  }

  /// A cell: what people read, and the value that programs read.
  public struct Cell: Hashable, Sendable {
    public var text: String
    public var value: Value

    public init(_ text: String) {
      self.text = text
      value = text.isEmpty ? .null : .string(text)
    }

    public init(_ text: String, _ value: Value) {
      self.text = text
      self.value = value
    }

    /// A number with its words; nothing where there is none.
    public init(_ number: Double?, _ words: (Double) -> String) {
      text = number.map(words) ?? NumberFormat.missing
      value = number.map { $0.isFinite ? .number($0) : .null } ?? .null
    }
  }

  public init(
    key: String, title: String, words: [String] = [], columns: [Column] = [],
    rows: [[Cell]] = [], notes: [String] = []
  ) {
    self.key = key
    self.title = title
    self.words = words
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }

  /// The finding for people, without its title.
  public var blocks: [Document.Block] {
    var blocks: [Document.Block] = words.map { .paragraph($0) }
    if !columns.isEmpty { blocks.append(.table(table)) }
    if !notes.isEmpty { blocks.append(.bullets(notes)) }
    return blocks
  }

  /// The rows as a table.
  public var table: Table {
    var table = Table(
      columns: columns.map { .init($0.header, $0.alignment, priority: $0.priority) })
    for row in rows { table.addRow(row.map(\.text)) }
    return table
  }

  /// The finding for programs.
  public var value: Value {
    .object([
      "title": .string(title), "words": .array(words.map { .string($0) }),
      "notes": .array(notes.map { .string($0) }),
      "rows": .array(
        rows.map { row in
          .object(
            Dictionary(
              zip(columns.map(\.key), row.map(\.value)), uniquingKeysWith: { first, _ in first }))
        }),
    ])
  }
}
