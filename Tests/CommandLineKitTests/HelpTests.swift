import CommandLineKit
import Presentation
import Testing

@Suite struct HelpTests {
  private func path(_ words: String...) throws -> CommandPath {
    guard case .help(let path) = try sample.parse(["help"] + words) else {
      throw UnexpectedInvocation()
    }
    return path
  }

  private struct UnexpectedInvocation: Error {}

  @Test func rootHelp() throws {
    #expect(
      try path().help(width: 80) == """
        Forecast what a model needs.

        USAGE:
          plan <command> [options]

        Numbers come with their reasons.
        Nothing is measured.

        OPTIONS:
          -f, --format <name>  How to print. (one of text, json, csv; default: text)
          -q, --quiet          Say less.
          -h, --help           Show this help.
          --version            Show the version.

        COMMANDS:
          forecast  Forecast one model on one machine.
          models    What the catalog knows.

        Run 'plan help <command>' for the options of a command.

        """)
  }

  @Test func commandHelp() throws {
    #expect(
      try path("forecast").help(width: 80) == """
        Forecast one model on one machine.

        USAGE:
          plan forecast --hardware <name> <model> [<files>...] [options]

        ARGUMENTS:
          <model>     The model's name.
          <files>...  Files to read.

        MACHINE:
          --hardware, --gpu <name>  The accelerator; it's "quoted". (required)
          --reserve <size>          Memory kept free.

        LOAD:
          -i, --input <tokens>  Tokens of a prompt. (default: 512)
          --rate <req/s>        Requests a second.
          --wait <time>         The longest wait.

        OPTIONS:
          --tag <word>  Marks the forecast. (may be repeated)
          -h, --help    Show this help.

        COMMON OPTIONS:
          -f, --format <name>  How to print. (one of text, json, csv; default: text)
          -q, --quiet          Say less.

        """)
  }

  @Test func narrowHelpStandsUnderItsTerms() throws {
    #expect(
      try path("forecast").help(width: 40) == """
        Forecast one model on one machine.

        USAGE:
          plan forecast --hardware <name>
              <model> [<files>...] [options]

        ARGUMENTS:
          <model>
              The model's name.
          <files>...
              Files to read.

        MACHINE:
          --hardware, --gpu <name>
              The accelerator; it's "quoted".
              (required)
          --reserve <size>
              Memory kept free.

        LOAD:
          -i, --input <tokens>
              Tokens of a prompt. (default: 512)
          --rate <req/s>
              Requests a second.
          --wait <time>
              The longest wait.

        OPTIONS:
          --tag <word>
              Marks the forecast. (may be
              repeated)
          -h, --help
              Show this help.

        COMMON OPTIONS:
          -f, --format <name>
              How to print. (one of text, json,
              csv; default: text)
          -q, --quiet
              Say less.

        """)
  }

  @Test(arguments: [-1, 0, 40, 59, 60, 77, 120, 1000])
  func helpKeepsToItsWidth(width: Int) throws {
    for name in ["", "forecast", "models"] {
      let help = try (name.isEmpty ? path() : path(name)).help(width: width)
      for line in help.split(separator: "\n") {
        #expect(TextWidth.columns(of: line) <= min(max(width, 40), 120))
      }
    }
  }

  @Test func bashCompletion() {
    let script = sample.completionScript(.bash)
    for line in [
      "      /models/show) at=/models/show ;;",
      "    ' -f'|' --format') COMPREPLY=($(compgen -W 'text json csv' -- \"$cur\")); return ;;",
      "    '/models') COMPREPLY=($(compgen -W "
        + "'list show -f --format -q --quiet -h --help --version' -- \"$cur\")) ;;",
      "complete -F _plan plan",
    ] { #expect(script.contains(line + "\n")) }
    // A word with a space cannot be offered; one with a quote could end ours.
    #expect(!script.contains("qwen"))
  }

  @Test func zshCompletion() {
    let script = sample.completionScript(.zsh)
    #expect(script.hasPrefix("#compdef plan\n"))
    for line in [
      "    '/forecast --hardware'|'/forecast --gpu') compadd -- 'h100' 'a100'; return ;;",
      "      entries=('list:All models.' 'show:One model.')", "      _files",
    ] { #expect(script.contains(line + "\n")) }
    #expect(script.contains("'--hardware:The accelerator; it'\\''s \"quoted\".'"))
  }

  @Test func fishCompletion() {
    let script = sample.completionScript(.fish)
    for line in [
      "complete -c plan -f",
      "complete -c plan -n '__plan_at \"\"' -a models -d 'What the catalog knows.'",
      "complete -c plan -n '__plan_at \"/forecast\"' -l hardware -l gpu -x -a 'h100 a100'"
        + " -d 'The accelerator; it\\'s \"quoted\".'",
      "complete -c plan -n '__plan_at \"/forecast\"' -F -d 'Files to read.'",
    ] { #expect(script.contains(line + "\n")) }
  }

  @Test func manualPage() {
    let page = sample.manPage(version: "1.0")
    #expect(page.hasPrefix(".TH \"PLAN\" \"1\" \"\" \"plan 1.0\"\n.SH \"NAME\"\n"))
    #expect(page.contains(".TP\n\\fB\\-q, \\-\\-quiet\\fR\nSay less.\n"))
    #expect(page.contains("Numbers come with their reasons.\n.PP\nNothing is measured.\n"))
    let hostile = Command("x", abstract: "a", discussion: ".so /etc/passwd\n'br\n\\fBx")
    #expect(
      hostile.manPage(version: "1").contains(
        "\\&.so /etc/passwd\n.PP\n\\&'br\n.PP\n\\efBx\n"))
  }
}
