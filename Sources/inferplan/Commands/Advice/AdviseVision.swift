import Catalog
import CommandLineKit
import InferencePlanner
import Presentation
import Quantities
import VisionModel

/// `inferplan advise --device … --task …`: which network runs on a device within a budget.
///
/// Networks, runtimes and precisions are ranked by accuracy, with the measurement behind each; what
/// nobody has measured is interpolated. Exit code 1 means that nothing keeps the budget; the nearest
/// thing is shown.
enum AdviseVision {
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
