import CommandLineKit
import TestSupport
import Testing

@Suite struct ParserTests {
  private func problem(_ words: [String]) -> String? {
    do throws(UsageError) {
      _ = try sample.parse(words)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func theDescriptionItselfIsSound() {
    #expect(CommandPath(root: sample).mistakes() == [])
    let unsound = Command(
      "x", abstract: "",
      arguments: [
        Argument("a", help: "a", repeats: true), Argument("b", help: "b"),
        Argument("help", help: "h"),
      ],
      options: [
        Option("one", short: "h", help: "1", accepted: ["a"], defaultValue: "b"),
        .flag("one", help: ""),
      ])
    #expect(
      CommandPath(root: unsound).mistakes() == [
        "x: --one is declared twice", "x: -h is declared twice", "x: 'help' is declared twice",
        "x: the default of --one is not accepted", "x: --one has no help",
        "x: <b> can never be reached", "x: <help> can never be reached",
      ])
  }

  @Test func optionsAndArgumentsMixInAnyOrder() throws {
    let arguments = try #require(
      try run(
        "--format=json", "forecast", "--gpu", "h100", "llama", "-i", "8", "a.txt", "--tag", "x",
        "-q", "--tag=y=z", "--", "--not-an-option"))
    #expect(arguments.path.names == ["forecast"])
    #expect(arguments.string("hardware") == "h100")
    #expect(arguments.string("format") == "json")
    #expect(arguments.string("model") == "llama")
    #expect(arguments.strings("files") == ["a.txt", "--not-an-option"])
    #expect(arguments.strings("tag") == ["x", "y=z"])
    #expect(arguments.flag("quiet"))
    #expect(arguments.isGiven("input") && !arguments.isGiven("rate"))
  }

  @Test func defaultsStandInForWhatIsNotGiven() throws {
    let arguments = try #require(try run("forecast", "m", "--hardware", "-", "--rate", "-5"))
    #expect(arguments.string("input") == "512")
    #expect(arguments.string("format") == "text")
    #expect(arguments.strings("tag") == [])
    #expect(arguments.string("hardware") == "-")
    #expect(arguments.string("rate") == "-5")
    #expect(!arguments.flag("quiet"))
    #expect(try run("models", "show")?.string("model") == nil)
  }

  @Test(arguments: [
    ([], "plan"), (["--help"], "plan"), (["-h"], "plan"), (["models"], "plan models"),
    (["forecast", "-h"], "plan forecast"), (["forecast", "x", "--help"], "plan forecast"),
    (["help"], "plan"), (["help", "models", "show"], "plan models show"),
    (["models", "help", "show"], "plan models show"), (["--quiet", "models"], "plan models"),
  ])
  func helpKnowsItsCommand(words: [String], name: String) throws {
    guard case .help(let path) = try sample.parse(words) else {
      Issue.record("no help for \(words)")
      return
    }
    #expect(path.name == name)
  }

  @Test func versionIsKnownEverywhere() throws {
    #expect(try sample.parse(["--version"]) == .version)
    #expect(try sample.parse(["models", "list", "--version"]) == .version)
  }

  @Test(arguments: [
    (["forecast", "m", "--hardwre", "x"], "unknown option --hardwre; did you mean --hardware?"),
    (["forecast", "m", "-z"], "unknown option -z"),
    (["--hardware", "x"], "unknown option --hardware"),
    (["forcast"], "unknown command 'forcast'; did you mean forecast?"),
    (["forcast", "--gpu", "x"], "unknown command 'forcast'; did you mean forecast?"),
    (["help", "modls"], "unknown command 'modls'; did you mean models?"),
    (["--", "forecast"], "unknown command 'forecast'; did you mean forecast?"),
    (["models", "list", "x"], "unexpected argument 'x'"),
    (["models", "show", "x", "y"], "unexpected argument 'y'"),
    (["--format"], "--format: a value is missing: --format <name>"),
    (["--format", "--quiet"], "--format: a value is missing: --format <name>"),
    (["--quiet=yes"], "--quiet takes no value, found 'yes'"),
    (["-f", "csv", "--format", "csv"], "--format is given more than once"),
    (["--format", "jsn"], "--format jsn: expected one of text, json, csv; did you mean json?"),
    (["-f="], "--format '': expected one of text, json, csv"),
    (["forecast", "--hardware", "x"], "<model> is missing"),
    (["forecast", "m"], "--hardware is missing"),
    (["\u{1B}[2J"], "unknown command '\\u{1B}[2J'"),
  ])
  func faultsAreNamed(words: [String], message: String) { #expect(problem(words) == message) }

  @Test func errorsKnowWhereToReadOn() {
    let error = #expect(throws: UsageError.self) { try sample.parse(["models", "list", "x"]) }
    #expect(error?.hint == "See 'plan models list --help'.")
  }

  @Test func randomWordsNeverCrash() {
    var generator = SeededGenerator(seed: 91)
    let words = [
      "forecast", "models", "show", "help", "--", "-", "--format", "-f", "--format=csv", "json",
      "--hardware", "--tag", "-q", "", "=", "--=", "-=", "---", "-1", "--help", "x", "\u{1B}",
    ]
    for _ in 0..<5_000 {
      let count = Int.random(in: 0...7, using: &generator)
      let line = (0..<count).compactMap { _ in words.randomElement(using: &generator) }
      guard case .run(let arguments) = try? sample.parse(line) else { continue }
      _ = arguments.strings("format")
    }
  }
}
