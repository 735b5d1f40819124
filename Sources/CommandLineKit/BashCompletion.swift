/// Completion for bash.
struct BashCompletion {
  let root: CommandPath

  var script: String {
    let program = root.command.name
    let function = ShellWords.functionName(program)
    return """
      # bash completion for \(program)
      \(function)() {
        local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" at="" i
        # Bash takes the = of --name=value for a word of its own.
        if [[ $cur == "=" ]]; then cur=""
        elif [[ $prev == "=" ]]; then prev="${COMP_WORDS[COMP_CWORD-2]}"
        fi
        for ((i = 1; i < COMP_CWORD; i++)); do
          case "$at/${COMP_WORDS[i]}" in
      \(root.steps.map { "      \($0)) at=\($0) ;;\n" }.joined())      *) ;;
          esac
        done
        case "$at $prev" in
      \(root.all.map(valueCases).joined())    *) ;;
        esac
        case "$at" in
      \(root.all.map(wordCase).joined())  esac
      }
      complete -F \(function) \(program)

      """
  }

  private func valueCases(_ path: CommandPath) -> String {
    path.options.filter { $0.kind != .flag }.map { option in
      let patterns = option.spellings.map { ShellWords.quoted(path.key + " " + $0) }
      return "    \(patterns.joined(separator: "|"))) \(reply(option.completion)); return ;;\n"
    }.joined()
  }

  private func wordCase(_ path: CommandPath) -> String {
    var words = path.command.subcommands.map(\.name) + path.options.flatMap(\.spellings)
    var files = ""
    for completion in path.argumentCompletions {
      switch completion {
      case .words(let more): words += more
      case .files: files = " -f"
      case .folders: files = " -d"
      case .none: break
      }
    }
    let list = ShellWords.quoted(ShellWords.offered(words).joined(separator: " "))
    return "    '\(path.key)') COMPREPLY=($(compgen\(files) -W \(list) -- \"$cur\")) ;;\n"
  }

  private func reply(_ completion: Completion) -> String {
    switch completion {
    case .none: "COMPREPLY=()"
    case .files: "COMPREPLY=($(compgen -f -- \"$cur\"))"
    case .folders: "COMPREPLY=($(compgen -d -- \"$cur\"))"
    case .words(let words):
      "COMPREPLY=($(compgen -W "
        + ShellWords.quoted(ShellWords.offered(words).joined(separator: " ")) + " -- \"$cur\"))"
    }
  }
}
