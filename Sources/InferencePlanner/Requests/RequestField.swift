/// A field of a question: what the command line's options and the keys of JSON and YAML requests are
/// made from.
public struct RequestField: Hashable, Sendable {
  /// The key; the option is the same with dashes.
  public var name: String
  public var kind: Kind
  /// What the value is called in a usage line.
  public var valueName: String
  public var help: String
  public var section: Section

  public enum Kind: Hashable, Sendable {
    case text
    case path
    case whole
    case number
    case flag
    case oneOf([String])
  }

  /// A heading under which help lists fields.
  public struct Section: Hashable, Sendable {
    public var title: String

    init(_ title: String) { self.title = title }
  }

  init(_ name: String, _ kind: Kind, _ valueName: String, _ help: String, _ section: Section) {
    self.name = name
    self.kind = kind
    self.valueName = valueName
    self.help = help
    self.section = section
  }

  /// The option of the command line, without its dashes.
  public var option: String { String(name.map { $0 == "_" ? "-" : $0 }) }
}
