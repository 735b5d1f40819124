/// Completion for fish.
struct FishCompletion {
  let root: CommandPath

  var script: String {
    let program = root.command.name
    let function = "_" + ShellWords.functionName(program) + "_at"
    var text = """
      # fish completion for \(program)
      function \(function)
        set -l at ""
        set -l words (commandline -opc)
        set -e words[1]
        for word in $words
          switch "$at/$word"
      \(root.steps.map { "      case \($0)\n        set at \($0)\n" }.joined())    end
        end
        test "$at" = "$argv[1]"
      end
      complete -c \(program) -f

      """
    for path in root.all {
      let condition = "complete -c \(program) -n '\(function) \"\(path.key)\"'"
      for command in path.command.subcommands {
        text += "\(condition) -a \(command.name) -d \(ShellWords.fishQuoted(command.abstract))\n"
      }
      for option in path.options { text += condition + Self.names(option) + "\n" }
      for argument in path.command.arguments where argument.completion != .none {
        text += condition + Self.offers(argument.completion)
        text += " -d " + ShellWords.fishQuoted(argument.help) + "\n"
      }
    }
    return text
  }

  private static func names(_ option: Option) -> String {
    var text = option.short.map { " -s \($0)" } ?? ""
    for name in [option.name] + option.aliases { text += " -l \(name)" }
    if option.kind != .flag {
      // Alone, -r offers files too.
      text += (option.completion == .files ? " -r" : " -x") + offers(option.completion)
    }
    return text + " -d " + ShellWords.fishQuoted(option.help)
  }

  private static func offers(_ completion: Completion) -> String {
    switch completion {
    case .none: ""
    case .files: " -F"
    case .folders: " -a '(__fish_complete_directories)'"
    case .words(let words):
      " -a " + ShellWords.fishQuoted(ShellWords.offered(words).joined(separator: " "))
    }
  }
}
