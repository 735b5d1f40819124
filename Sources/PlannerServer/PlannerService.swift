import Advice
import CMalloc
import Catalog
import Confidence
import Dispatch
import Guides
import HTTPServing
import InferencePlanner
import PlanSearch
import StructuredText
import Synchronization
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
  private let isPageExpected = Atomic(false)

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
    DispatchQueue.global().async { _ = try? self.planner.get() }
    DispatchQueue.global().async { _ = try? self.estimator.get() }
  }

  /// The answer to a question of plans, as JSON.
  func plan(_ question: [UInt8]) throws -> [UInt8] {
    try answers.shared("plan", question) {
      // A search leaves tens of megabytes behind, which the allocator would keep for the next one.
      defer { malloc_trim(0) }
      let fields = try Questions.fields(question)
      return try Problem.catching {
        let question = try RequestFile.planRequest(fields, files)
        try Questions.refuseFiles(question.model)
        return try JSONBytes.encode(PlanAnswer(try planner.get().plan(question)))
      }
    }
  }

  /// Answers, once, what the page asks as soon as it is read, so that the answer is under way while
  /// the browser still reads the page.
  func expectPage() {
    guard !isPageExpected.exchange(true, ordering: .relaxed) else { return }
    DispatchQueue.global().async { _ = try? self.plan(Array(Self.firstQuestion.utf8)) }
  }

  /// `firstQuestion` of `views/plan/question.js` as the page sends it; a test in a browser holds the
  /// two against each other.
  private static let firstQuestion =
    #"{"task":"chat","quality":"intermediate","requests_per_hour":"1000","input":400,"output":100,"#
    + #""e2e_p95":"2s","budget":"500/month","peak_factor":1,"expertise":"moderate"}"#
}
