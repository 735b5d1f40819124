/// Something a command takes by name.
public struct Option: Hashable, Sendable {
  /// Whether an option takes a value, and how often.
  public enum Kind: Hashable, Sendable {
    /// No value: it is given or not.
    case flag
    /// One value.
    case value
    /// A value each time it is given.
    case values
  }

  /// The name without its dashes: in help, in errors, and under which its value is found.
  public var name: String
  /// Other names for the same, without dashes.
  public var aliases: [String]
  /// A name of one letter, for one dash.
  public var short: Character?
  /// Whether it takes a value, and how often.
  public var kind: Kind
  /// What help calls the value.
  public var valueName: String
  /// What it means.
  public var help: String
  /// The only values it takes; empty for no such limit.
  public var accepted: [String]
  /// The value when it is not given.
  public var defaultValue: String?
  /// Whether the command cannot do without it.
  public var isRequired: Bool
  /// The heading under which help lists it.
  public var section: String
  /// What a shell may offer for the value, beyond those accepted.
  public var completion: Completion

  /// An option that takes a value.
  public init(
    _ name: String, aliases: [String] = [], short: Character? = nil, kind: Kind = .value,
    valueName: String = "value", help: String, accepted: [String] = [],
    defaultValue: String? = nil, isRequired: Bool = false, section: String = "options",
    completion: Completion = .none
  ) {
    self.name = name
    self.aliases = aliases
    self.short = short
    self.kind = kind
    self.valueName = valueName
    self.help = help
    self.accepted = accepted
    self.defaultValue = defaultValue
    self.isRequired = isRequired
    self.section = section
    self.completion = accepted.isEmpty ? completion : .words(accepted)
  }

  /// An option without a value.
  public static func flag(
    _ name: String, aliases: [String] = [], short: Character? = nil, help: String,
    section: String = "options"
  ) -> Option {
    Option(name, aliases: aliases, short: short, kind: .flag, help: help, section: section)
  }

  /// The name as errors write it: `--hardware`.
  var label: String { "--" + name }
  /// All its names, with their dashes, the short one first.
  var spellings: [String] {
    (short.map { ["-\($0)"] } ?? []) + ([name] + aliases).map { "--" + $0 }
  }
  /// What follows the name in help: ` <GB>`.
  var valueLabel: String { kind == .flag ? "" : " <\(valueName)>" }

  static let help = Option.flag("help", short: "h", help: "Show this help.")
  static let version = Option.flag("version", help: "Show the version.")
}
