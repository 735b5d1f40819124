/// A command of a program, described once: parsing, help, completion and the manual page all read
/// this description.
///
/// Its shape is that of swift-argument-parser, which cannot be had everywhere this builds.
public struct Command: Hashable, Sendable {
  /// The word that calls the command; for the root, the name of the program.
  public var name: String
  /// What it does, in one line.
  public var abstract: String
  /// What there is to know beyond that. A line feed ends a paragraph.
  public var discussion: String
  /// What it takes by position, in order; only the last may repeat.
  public var arguments: [Argument]
  /// What it takes by name. Its subcommands take these options too.
  public var options: [Option]
  /// The commands below it.
  public var subcommands: [Command]

  /// A command, which does nothing by itself.
  public init(
    _ name: String, abstract: String, discussion: String = "", arguments: [Argument] = [],
    options: [Option] = [], subcommands: [Command] = []
  ) {
    self.name = name
    self.abstract = abstract
    self.discussion = discussion
    self.arguments = arguments
    self.options = options
    self.subcommands = subcommands
  }
}

/// Something a command takes by position.
public struct Argument: Hashable, Sendable {
  /// The name in help, and under which its value is found.
  public var name: String
  /// What it means.
  public var help: String
  /// Whether the command cannot do without it.
  public var isRequired: Bool
  /// Whether it takes all the positions that are left.
  public var repeats: Bool
  /// What a shell may offer for it; ``Completion/words(_:)`` only offers, it does not restrict.
  public var completion: Completion

  /// An argument, required unless said otherwise.
  public init(
    _ name: String, help: String, isRequired: Bool = true, repeats: Bool = false,
    completion: Completion = .none
  ) {
    self.name = name
    self.help = help
    self.isRequired = isRequired
    self.repeats = repeats
    self.completion = completion
  }

  /// The name as help and errors write it: `<model>`.
  var label: String { "<\(name)>" }
}

/// What a shell may offer for a value.
public enum Completion: Hashable, Sendable {
  /// Nothing that is known beforehand.
  case none
  /// Names of files.
  case files
  /// Names of folders.
  case folders
  /// These words.
  case words([String])
}
