import Catalog
import CommandLineKit
import InferencePlanner
import Presentation
import Quantities
import VisionModel

/// `inferplan vision`: which network runs on a device within a budget.
enum AdviseVision {
  static let command = Command(
    "vision", abstract: "The most accurate vision network within a time on a device.",
    discussion: """
      Ranks networks, runtimes and precisions on a device by accuracy, with the measurement behind \
      each; what nobody has measured is interpolated and shown with its 80 % range. Throughput of \
      pipelines counts for --fps, never for --latency. Exit code 1 means that nothing keeps the \
      budget; the nearest thing is shown. With --task llm: language models on the device.
      Example: inferplan vision --device "Raspberry Pi 5" --task detection --latency 50ms
      """,
    options: options + OutputFormat.options)

  static let options: [Option] = [
    Option(
      "device", valueName: "NAME", help: "A board, phone, card or machine.", isRequired: true,
      section: "Question"),
    Option(
      "task", valueName: "TASK",
      help: "What the network does: detection, classification, segmentation, pose …; llm lists "
        + "language models with tokens a second.",
      isRequired: true, section: "Question"),
    Option(
      "latency", valueName: "TIME", help: "The time that an image may take: 50ms.",
      section: "Question"),
    Option(
      "fps", valueName: "RATE", help: "Images a second to keep up with.", section: "Question"),
    Option(
      "min-accuracy", valueName: "PERCENT",
      help: "The least accuracy, in the metric of the task; unknown accuracies are left out.",
      section: "Question"),
    Option(
      "runtime", valueName: "NAME", help: "The only runtime that will do.", section: "Question"),
    Option(
      "precision", valueName: "NUMBERS", help: "The only precision that will do.",
      accepted: VisionPrecision.allCases.map(\.rawValue), section: "Question"),
    AdviseOnDeviceLLM.option,
    Option(
      "top", valueName: "N", help: "Rows to show (default: 12; in JSON all).", section: "Output"),
    .flag(
      "all", help: "Every runtime and precision of a network, not only the best.",
      section: "Output"),
  ]

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    if arguments.string("task")?.lowercased() == AdviseOnDeviceLLM.task {
      return AdviseOnDeviceLLM.run(arguments, console)
    }
    return answer(console) { () throws(CommandFailure) in
      let wishes = try CommandFailure.usage { () throws(UsageError) in
        try Wishes(arguments)
      }
      let files = try console.catalogFiles(arguments)
      let finder: VisionFinder
      let question: VisionQuestion
      do throws(CatalogError) {
        finder = try VisionFinder(files)
        question = try wishes.question(finder.catalog)
      } catch {
        throw .planner(.catalog(error))
      }
      let finding = finder.find(question)
      let code = wishes.format.write(
        VisionReport(
          finding, question, finder: finder, count: wishes.count ?? 12, showsAll: wishes.showsAll
        ).document,
        VisionAnswer(finding, question, finder: finder, count: wishes.count ?? .max), to: console)
      return code == .success && finding.options.isEmpty ? .infeasible : code
    }
  }

  /// What the command line asks for, before names are looked up.
  private struct Wishes {
    var device: String
    var task: String
    var latency: Double?
    var rate: Double?
    var accuracy: Double?
    var runtime: String?
    var precision: VisionPrecision?
    var count: Int?
    var showsAll: Bool
    var format: OutputFormat

    init(_ arguments: ParsedArguments) throws(UsageError) {
      if let size = arguments.string("model-size") {
        throw arguments.unacceptable("model-size", size, "it only beside --task llm")
      }
      device = try arguments.require("device", arguments.string("device"))
      task = try arguments.require("task", arguments.string("task"))
      let range = Seconds(1e-6)...Seconds(3600)
      latency = try arguments.duration("latency", in: range).map { $0.value * 1000 }
      rate = try arguments.number("fps", in: 0.001...1e6)
      accuracy = try arguments.number("min-accuracy", in: 0...100)
      runtime = arguments.string("runtime")
      precision = try arguments.choice("precision", VisionPrecision.self)
      count = try arguments.integer("top", in: 1...1000)
      showsAll = arguments.flag("all")
      format = try OutputFormat(arguments)
    }

    func question(_ catalog: VisionCatalog) throws(CatalogError) -> VisionQuestion {
      let runtime: VisionRuntime? =
        if let name = self.runtime { try catalog.runtime(name) } else { nil }
      return VisionQuestion(
        device: try catalog.device(device), task: try catalog.task(task), latencyLimit: latency,
        rateFloor: rate, accuracyFloor: accuracy, runtime: runtime?.id, precision: precision)
    }
  }
}
