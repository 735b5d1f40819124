import Advice
import Catalog
import Confidence
import Guides
import InferencePlanner
import PlanSearch
import VisionModel

/// The catalogs and everything that answers from them, read once and shared by all requests.
final class PlannerService: Sendable {
  let files: CatalogFiles
  let estimator: Lazy<Estimator>
  let planner: Lazy<Planner>
  let simulator: Lazy<Simulator>
  let adviser: Lazy<Adviser>
  let vision: Lazy<VisionFinder>
  let guides: Lazy<GuideWriter>
  let evidence: Lazy<Evidence>
  let traces = TraceStore()
  /// Answers to estimates and plans.
  let answers = AnswerCache(most: 8_000_000)

  init(_ files: CatalogFiles) {
    self.files = files
    estimator = Lazy { try Estimator(files) }
    planner = Lazy { try Planner(files, remembering: SearchMemory(most: 2)) }
    simulator = Lazy { try Simulator(files) }
    adviser = Lazy { try Adviser(files) }
    vision = Lazy { try VisionFinder(files) }
    guides = Lazy { try GuideWriter(files) }
    evidence = Lazy { try Evidence(files) }
  }

  /// Reads what most questions need, before anybody asks.
  func warmUp() {
    _ = try? estimator.get()
    _ = try? planner.get()
  }
}
