/// Completion for zsh.
struct ZshCompletion {
  let root: CommandPath

  var script: String {
    let program = root.command.name
    let function = ShellWords.functionName(program)
    return """
      #compdef \(program)
      # zsh completion for \(program)
      \(function)() {
        local at="" i
        local -a entries
        for ((i = 2; i < CURRENT; i++)); do
          case "$at/${words[i]}" in
      \(root.steps.map { "      \($0)) at=\($0) ;;\n" }.joined())      *) ;;
          esac
        done
        case "$at ${words[CURRENT-1]}" in
      \(root.all.map(valueCases).joined())    *) ;;
        esac
        case "$at" in
      \(root.all.map(wordCase).joined())  esac
      }
      if [ "$funcstack[1]" = "\(function)" ]; then \(function) "$@"; else compdef \(function) \(program); fi

      """
  }

  private func valueCases(_ path: CommandPath) -> String {
    path.options.filter { $0.kind != .flag }.map { option in
      let patterns = option.spellings.map { ShellWords.quoted(path.key + " " + $0) }
      let action = Self.action(option.completion, tag: option.valueName)
      return "    \(patterns.joined(separator: "|"))) \(action ?? ":"); return ;;\n"
    }.joined()
  }

  private func wordCase(_ path: CommandPath) -> String {
    let commands = path.command.subcommands.map { Self.entry($0.name, $0.abstract) }
    let options = path.options.flatMap { option in
      option.spellings.map { Self.entry($0, option.help) }
    }
    var text = "    '\(path.key)')\n"
    if !commands.isEmpty {
      text += "      entries=(\(commands.joined(separator: " ")))\n"
      text += "      _describe command entries\n"
    }
    text += "      entries=(\(options.joined(separator: " ")))\n"
    text += "      _describe option entries\n"
    for argument in path.command.arguments {
      if let action = Self.action(argument.completion, tag: argument.name) {
        text += "      \(action)\n"
      }
    }
    return text + "      ;;\n"
  }

  private static func entry(_ word: String, _ help: String) -> String {
    ShellWords.quoted(word.replacing(":", with: "\\:") + ":" + help)
  }

  private static func action(_ completion: Completion, tag: String) -> String? {
    switch completion {
    case .none: nil
    case .files: "_files"
    case .folders: "_files -/"
    case .words(let words):
      "compadd -- " + ShellWords.offered(words).map(ShellWords.quoted).joined(separator: " ")
    }
  }
}
