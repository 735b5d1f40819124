/// A shell for which completion can be written.
public enum Shell: String, CaseIterable, Sendable {
  /// GNU Bash, 3.2 or later.
  case bash
  /// The Z shell, with compinit.
  case zsh
  /// The friendly interactive shell, 3 or later.
  case fish
}

extension Command {
  /// A script that completes this command, as the root, and all below it.
  public func completionScript(_ shell: Shell) -> String {
    let root = CommandPath(root: self)
    return switch shell {
    case .bash: BashCompletion(root: root).script
    case .zsh: ZshCompletion(root: root).script
    case .fish: FishCompletion(root: root).script
    }
  }
}

extension CommandPath {
  /// The path below the root as the scripts write it: empty, `/models`, `/models/show`.
  var key: String { names.map { "/" + $0 }.joined() }

  /// The branches of a shell's `case` that walk from one command to the next.
  var steps: [String] { all.dropFirst().map(\.key) }

  /// What may stand where no option waits for its value.
  var argumentCompletions: [Completion] { command.arguments.map(\.completion) }
}
