import CommandLineKit

/// A command line with something of everything.
let sample = Command(
  "plan", abstract: "Forecast what a model needs.",
  discussion: "Numbers come with their reasons.\nNothing is measured.",
  options: [
    Option(
      "format", short: "f", valueName: "name", help: "How to print.",
      accepted: ["text", "json", "csv"], defaultValue: "text"),
    .flag("quiet", short: "q", help: "Say less."),
  ],
  subcommands: [
    Command(
      "forecast", abstract: "Forecast one model on one machine.",
      arguments: [
        Argument("model", help: "The model's name.", completion: .words(["llama", "qwen 3", "x"])),
        Argument(
          "files", help: "Files to read.", isRequired: false, repeats: true, completion: .files),
      ],
      options: [
        Option(
          "hardware", aliases: ["gpu"], valueName: "name",
          help: "The accelerator; it's \"quoted\".", isRequired: true, section: "machine",
          completion: .words(["h100", "a100"])),
        Option(
          "input", short: "i", valueName: "tokens", help: "Tokens of a prompt.",
          defaultValue: "512", section: "load"),
        Option(
          "rate", valueName: "req/s", help: "Requests a second.", section: "load"),
        Option(
          "wait", valueName: "time", help: "The longest wait.", section: "load"),
        Option("reserve", valueName: "size", help: "Memory kept free.", section: "machine"),
        Option("tag", kind: .values, valueName: "word", help: "Marks the forecast."),
      ]),
    Command(
      "models", abstract: "What the catalog knows.",
      subcommands: [
        Command("list", abstract: "All models."),
        Command(
          "show", abstract: "One model.",
          arguments: [Argument("model", help: "Its name.", isRequired: false)]),
      ]),
  ])

/// The arguments of a command line that runs.
func run(_ words: String...) throws -> ParsedArguments? {
  guard case .run(let arguments) = try sample.parse(words) else { return nil }
  return arguments
}
