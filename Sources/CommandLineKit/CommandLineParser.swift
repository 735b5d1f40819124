import Quantities

/// What a command line asks for.
public enum Invocation: Hashable, Sendable {
  /// To run a command.
  case run(ParsedArguments)
  /// To read about a command: asked with `--help` or `help`, or by naming a group of commands.
  case help(CommandPath)
  /// To read the version.
  case version
}

extension Command {
  /// Reads the words that follow the name of the program, with this command as the root.
  ///
  /// Understands `--name value`, `--name=value`, `-n value`, `-n=value`, and `--` before words that
  /// only look like options. Options may stand before and after arguments. Prints nothing.
  /// - Throws: ``UsageError`` for the first word that cannot be understood, then for what is missing.
  public func parse(_ words: some Sequence<String>) throws(UsageError) -> Invocation {
    var parser = CommandLineParser(root: self, words: Array(words))
    return try parser.invocation()
  }
}

private struct CommandLineParser {
  private var path: CommandPath
  private var words: ArraySlice<String>
  private var values: [String: [String]] = [:]
  private var positions: [String] = []

  init(root: Command, words: [String]) {
    path = CommandPath(root: root)
    self.words = words[...]
  }

  mutating func invocation() throws(UsageError) -> Invocation {
    while let word = words.popFirst() {
      if word == "--" {
        positions += words
        words = []
      } else if Self.looksLikeOption(word) {
        switch try takeOption(word) {
        case .help: return .help(path)
        case .version: return .version
        default: break
        }
      } else if positions.isEmpty, let subcommand = subcommand(word) {
        path = path.appending(subcommand)
      } else if positions.isEmpty, word == "help", !path.command.subcommands.isEmpty {
        return .help(try helpTopic())
      } else if takesOnlyCommands {
        throw unknownCommand(word)
      } else {
        positions.append(word)
      }
    }
    if positions.isEmpty, takesOnlyCommands { return .help(path) }
    try placeArguments()
    for option in path.options where option.isRequired && values[option.name] == nil {
      throw error(.missing(option.label))
    }
    return .run(ParsedArguments(path: path, values: values))
  }

  /// Whether the command is a group of others and does nothing itself.
  private var takesOnlyCommands: Bool {
    path.command.arguments.isEmpty && !path.command.subcommands.isEmpty
  }

  /// A lone dash is a word, and so is a negative number.
  private static func looksLikeOption(_ word: String) -> Bool {
    guard word.hasPrefix("-"), let second = word.dropFirst().first else { return false }
    return !(second.isASCII && second.isNumber) && second != "."
  }

  private func subcommand(_ name: String) -> Command? {
    path.command.subcommands.first { $0.name == name }
  }

  private mutating func helpTopic() throws(UsageError) -> CommandPath {
    while let word = words.popFirst() {
      guard let subcommand = subcommand(word) else { throw unknownCommand(word) }
      path = path.appending(subcommand)
    }
    return path
  }

  /// Takes the option that `word` names, and its value.
  private mutating func takeOption(_ word: String) throws(UsageError) -> Option {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let spelling = parts.first.map { String($0) } ?? word
    let inlineValue = parts.count == 2 ? String(parts[1]) : nil
    guard let option = path.options.first(where: { $0.spellings.contains(spelling) }) else {
      let known = path.options.flatMap(\.spellings).filter { $0.hasPrefix("--") }
      throw error(
        .unknownOption(
          spelling, suggestions: NearestNames.suggestions(for: spelling, among: known, limit: 2)))
    }
    guard option.kind != .flag else {
      if let inlineValue { throw error(.unexpectedValue(option.label, value: inlineValue)) }
      values[option.name] = []
      return option
    }
    if option.kind == .value, values[option.name] != nil { throw error(.repeated(option.label)) }
    guard let value = inlineValue ?? nextValue() else {
      throw error(.missingValue(option.label, valueName: option.valueName))
    }
    if !option.accepted.isEmpty, !option.accepted.contains(value) {
      throw error(.unacceptable(option.label, value: value, oneOf: option.accepted))
    }
    values[option.name, default: []].append(value)
    return option
  }

  private mutating func nextValue() -> String? {
    guard let next = words.first, !Self.looksLikeOption(next) else { return nil }
    return words.popFirst()
  }

  private mutating func placeArguments() throws(UsageError) {
    var rest = positions[...]
    for argument in path.command.arguments {
      if argument.isRequired, rest.isEmpty { throw error(.missing(argument.label)) }
      let taken = argument.repeats ? rest : rest.prefix(1)
      if !taken.isEmpty { values[argument.name] = Array(taken) }
      rest = rest.dropFirst(taken.count)
    }
    guard let stray = rest.first else { return }
    if takesOnlyCommands { throw unknownCommand(stray) }
    throw error(.unexpectedArgument(stray))
  }

  private func unknownCommand(_ name: String) -> UsageError {
    error(
      .unknownCommand(
        name,
        suggestions: NearestNames.suggestions(
          for: name, among: path.command.subcommands.map(\.name), limit: 2)))
  }

  private func error(_ problem: UsageError.Problem) -> UsageError {
    UsageError(commandName: path.name, problem: problem)
  }
}

extension UsageError.Problem {
  /// A value that is none of those accepted, with the nearest of them.
  static func unacceptable(_ label: String, value: String, oneOf accepted: [String]) -> Self {
    .unacceptable(
      label, value: value, accepted: "one of " + accepted.joined(separator: ", "),
      suggestions: NearestNames.suggestions(for: value, among: accepted, limit: 1))
  }
}
