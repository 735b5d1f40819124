import Glibc

@main
enum Main {
  static func main() {
    // A closed pipe ends the program quietly, as with any other tool: writing then fails.
    signal(SIGPIPE, SIG_IGN)
    exit(Inferplan.run(Array(CommandLine.arguments.dropFirst()), console: Console()).rawValue)
  }
}
