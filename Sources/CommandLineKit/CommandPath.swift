/// A command and the commands above it, from the root: what it takes depends on both.
public struct CommandPath: Hashable, Sendable {
  /// The commands above, the root first.
  public let ancestors: [Command]
  /// The command itself.
  public let command: Command

  /// The path of a root command.
  public init(root: Command) { self.init(ancestors: [], command: root) }

  init(ancestors: [Command], command: Command) {
    self.ancestors = ancestors
    self.command = command
  }

  /// What a user types to call it: `inferplan models show`.
  public var name: String { (ancestors + [command]).map(\.name).joined(separator: " ") }
  /// The names below the root: `["models", "show"]`.
  public var names: [String] { (ancestors + [command]).dropFirst().map(\.name) }

  /// The path of a subcommand.
  public func appending(_ subcommand: Command) -> CommandPath {
    CommandPath(ancestors: ancestors + [command], command: subcommand)
  }

  /// This path and all those below, each before its own subcommands.
  var all: [CommandPath] { [self] + command.subcommands.flatMap { appending($0).all } }

  /// The options that commands above declare for all below them.
  var inheritedOptions: [Option] { ancestors.flatMap(\.options) }
  /// The options it takes, its own first, help and version last.
  var options: [Option] { command.options + inheritedOptions + [.help, .version] }

  /// What is wrong with the description itself, one line each: for a test to find nothing.
  public func mistakes() -> [String] {
    all.flatMap { path in
      var mistakes: [String] = []
      var seen: Set<String> = []
      for spelling in path.options.flatMap(\.spellings) where !seen.insert(spelling).inserted {
        mistakes.append("\(path.name): \(spelling) is declared twice")
      }
      let arguments = path.command.arguments.map(\.name)
      for name in arguments + path.command.subcommands.map(\.name)
      where !seen.insert(name).inserted {
        mistakes.append("\(path.name): '\(name)' is declared twice")
      }
      // Values of arguments and options are found by the same names; subcommands have none.
      for name in arguments where seen.contains("--" + name) {
        mistakes.append("\(path.name): '\(name)' is declared twice")
      }
      for option in path.command.options {
        if let value = option.defaultValue, !option.accepted.isEmpty,
          !option.accepted.contains(value)
        {
          mistakes.append("\(path.name): the default of \(option.label) is not accepted")
        }
        if option.help.isEmpty { mistakes.append("\(path.name): \(option.label) has no help") }
      }
      var mayFollow = true
      for argument in path.command.arguments {
        if !mayFollow, argument.isRequired || argument.repeats {
          mistakes.append("\(path.name): \(argument.label) can never be reached")
        }
        mayFollow = mayFollow && argument.isRequired && !argument.repeats
      }
      return mistakes
    }
  }
}
