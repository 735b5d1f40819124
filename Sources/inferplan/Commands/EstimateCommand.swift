import Catalog
import CommandLineKit
import InferencePlanner
import PerformanceModel
import Presentation
import StructuredText

/// `inferplan estimate`: one deployment taken apart.
enum EstimateCommand {
  static let command = Command(
    "estimate", abstract: "Memory, latency, throughput and cost of one deployment.",
    discussion: """
      Names resolve as people type them: "4090", "a100 80gb", "llama-3.1-8b", "q4_k_m". What is \
      left open is chosen and said. Exit code 1 means that not even one request fits.
      Example: inferplan estimate --model llama-3.1-8b --hardware H100-SXM-80GB --engine vllm \
      --weights fp8 --input 1024 --output 256 --concurrency 32
      """,
    options: fieldOptions + [
      Option(
        "request", valueName: "FILE",
        help: "A question in JSON or YAML; options given beside it replace its fields. "
          + "The documented calculator's keys are accepted.",
        section: "Model", completion: .files)
    ] + OutputFormat.options + [
      .flag(
        "explain", help: "Show the arithmetic and the source of every figure.", section: "Output")
    ])

  private static let fieldOptions = RequestOptions.options(EstimateField.all)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let format = try CommandFailure.usage { () throws(UsageError) in
        try OutputFormat(arguments)
      }
      let request = try request(arguments)
      let files = try console.catalogFiles(arguments)
      return try CommandFailure.planner { () throws(PlannerError) in
        let estimator = try Estimator(files)
        let estimate = try estimator.estimate(request)
        let explains = arguments.flag("explain")
        let explanation = Explanation(
          estimate, coefficients: estimator.coefficients,
          evidence: explains ? try estimator.evidence(estimate) : nil)
        let code = format.write(
          Document(
            EstimateReport.document(estimate).blocks
              + (explains ? EstimateReport.document(explanation).blocks : [])),
          EstimateAnswer(estimate, explanation: explains ? explanation : nil), to: console)
        return code == .success && !estimate.forecast.runs ? .infeasible : code
      }
    }
  }

  /// The question: the fields of the file, with those of the command line in their place.
  private static func request(_ arguments: ParsedArguments) throws(CommandFailure)
    -> EstimateRequest
  {
    let fields = try CommandFailure.usage { () throws(UsageError) in
      try RequestOptions.fields(EstimateField.all, arguments)
    }
    guard let path = arguments.string("request") else {
      return try CommandFailure.planner { () throws(PlannerError) in
        try RequestFile.estimateRequest(.object(fields))
      }
    }
    return try CommandFailure.planner { () throws(PlannerError) in
      guard case .object(var base) = try RequestFile.value(path: path) else {
        throw .text(
          .unacceptable(path: "(document)", found: "no group", accepted: "a group of fields"),
          file: path)
      }
      // A model that is given takes the place of the file's, whichever way that names its own.
      if fields.keys.contains(where: EstimateRequest.modelSources.contains) {
        for source in EstimateRequest.modelSources { base[source] = nil }
      }
      return try RequestFile.estimateRequest(
        .object(base.merging(fields) { _, given in given }), file: path)
    }
  }
}
