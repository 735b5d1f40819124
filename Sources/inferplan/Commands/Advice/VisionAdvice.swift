import Advice
import Catalog
import CommandLineKit
import VisionModel

/// Where `advise` hands a vision task on a device over to measured latencies of networks.
enum VisionAdvice {
  /// What such a question has beside device, latency and runtime.
  static let options: [Option] = [
    Option(
      "task", valueName: "TASK",
      help: "What a network does on --device: detection, classification, segmentation, pose …; llm "
        + "lists language models with tokens a second.",
      section: section),
    Option("fps", valueName: "RATE", help: "Images a second to keep up with.", section: section),
    Option(
      "min-accuracy", valueName: "PERCENT",
      help: "The least accuracy, in the metric of the task; unknown accuracies are left out.",
      section: section),
    Option(
      "precision", valueName: "NUMBERS", help: "The only precision that will do.",
      accepted: VisionPrecision.allCases.map(\.rawValue), section: section),
    Option(
      "top", valueName: "N", help: "Rows to show (default: 12; in JSON all).", section: section),
    .flag(
      "all", help: "Every runtime and precision of a network, not only the best.",
      section: section),
  ]

  private static let section = "Vision"

  /// Answers a question about a vision task on a device; `nil` leaves it to the flows.
  static func run(
    _ question: AdviceQuestion, _ arguments: ParsedArguments, _ files: CatalogFiles,
    _ form: OutputFormat, _ console: Console
  ) throws(CommandFailure) -> ExitCode? {
    let buildings = ["vision", "edge", "mobile"]
    guard arguments.isGiven("task"), arguments.isGiven("device"),
      question.facts["building"].map({ buildings.contains($0) }) ?? true
    else { return nil }
    return AdviseVision.run(arguments, console)
  }
}
