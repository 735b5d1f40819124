import CommandLineKit

/// `inferplan completion`: a script for the shell.
enum CompletionCommand {
  static let command = Command(
    "completion", abstract: "Print a completion script for a shell, or the manual page.",
    discussion: "Example: source <(inferplan completion bash)",
    arguments: [
      Argument(
        "shell", help: "bash, zsh, fish, or man for the manual page.",
        completion: .words(["bash", "zsh", "fish", "man"]))
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    let name = arguments.string("shell") ?? ""
    if name == "man" {
      console.write(Inferplan.command.manPage(version: Inferplan.version))
      return .success
    }
    return answer(console) { () throws(CommandFailure) in
      let shell = try CommandFailure.usage { () throws(UsageError) in
        guard let shell = Shell(rawValue: name) else {
          throw arguments.unacceptable("shell", name, "bash, zsh, fish, man")
        }
        return shell
      }
      console.write(Inferplan.command.completionScript(shell))
      return .success
    }
  }
}
