import Advice
import Catalog
import HTTPServing
import InferencePlanner
import Quantities
import StructuredText
import VisionModel

/// `/v1/advise`: tools by flows, networks and language models by device; `/v1/advise/tools/…`.
struct AdviceRoutes {
  let service: PlannerService
  let pool: WorkPool

  var routes: [Route] {
    [
      Route(
        "POST", "/v1/advise", bodyLimit: 1_000_000,
        .slow(pool) { request, _ in try advise(request) }),
      Route(
        "GET", "/v1/advise/tools/{name*}",
        .slow(pool) { request, _ in
          try Questions.check(request, [])
          return try Problem.catching {
            try .answer(
              ToolAdviceAnswer(service.adviser.get().tool(request.parameters["name"] ?? "")))
          }
        }),
    ]
  }

  private func advise(_ request: HTTPRequest) throws -> HTTPResponse {
    try Questions.check(request, [])
    let fields = try Questions.fields(request)
    return try Problem.catching {
      if fields["task"] != nil { return try finder(fields) }
      var reader = try FieldReader(.object(fields))
      let adviser = try service.adviser.get()
      let question = try AdviceQuestion(&reader, adviser.graph)
      try reader.finish()
      do {
        return try .answer(AdviceAnswer(adviser.advise(question)))
      } catch AdviceError.open(let open) where !question.assumes {
        return try .answer(OpenQuestionAnswer(open))
      }
    }
  }

  /// What runs on a device within a budget: networks, or language models for the task `llm`.
  private func finder(_ fields: [String: Value]) throws -> HTTPResponse {
    var reader = try FieldReader(.object(fields))
    let task = try reader.require("task", reader.string("task"))
    let device = try reader.require("device", reader.string("device"))
    let count = try reader.integer("top", in: 1...1000)
    guard task.lowercased() == "llm" else {
      let question = try VisionWishes(&reader)
      try reader.finish()
      let finder = try service.vision.get()
      let asked = try question.question(device, task, finder.catalog)
      return try .answer(
        VisionAnswer(finder.find(asked), asked, finder: finder, count: count ?? .max))
    }
    let limit = try reader.number("model_size", in: 1...1e15).map { Bytes($0) }
    try reader.finish()
    return try .answer(OnDeviceLLMAnswer(OnDeviceLLMs(service.files, device: device, limit: limit)))
  }

  /// What a question about networks states beside device and task.
  private struct VisionWishes {
    var latency: Double?
    var rate: Double?
    var accuracy: Double?
    var runtime: String?
    var precision: VisionPrecision?

    init(_ reader: inout FieldReader) throws {
      latency = try reader.number("latency_ms", in: 0.001...3_600_000)
      rate = try reader.number("fps", in: 0.001...1e6)
      accuracy = try reader.number("min_accuracy", in: 0...100)
      runtime = try reader.string("runtime")
      if let text = try reader.string("precision") {
        guard let known = VisionPrecision(rawValue: text) else {
          throw reader.unacceptable(
            "precision", .string(text),
            VisionPrecision.allCases.map(\.rawValue).joined(separator: ", "))
        }
        precision = known
      }
    }

    func question(
      _ device: String, _ task: String, _ catalog: VisionCatalog
    ) throws(CatalogError) -> VisionQuestion {
      let found: VisionRuntime? =
        if let runtime { try catalog.runtime(runtime) } else { nil }
      return VisionQuestion(
        device: try catalog.device(device), task: try catalog.task(task), latencyLimit: latency,
        rateFloor: rate, accuracyFloor: accuracy, runtime: found?.id, precision: precision)
    }
  }
}

/// A question that waits for its answer, schema `inferplan.question/1`: what a page asks next.
struct OpenQuestionAnswer: Encodable, Sendable {
  let schema = "inferplan.question/1"
  let flow: String
  let fact: String
  /// The field of the next request that answers it.
  let field: String
  let prompt: String
  let answers: [Choice]

  enum CodingKeys: String, CodingKey { case schema, flow, fact, field, prompt, answers }

  struct Choice: Encodable, Sendable {
    let answer: String
    let label: String
  }

  init(_ open: OpenQuestion) {
    flow = open.flow
    fact = open.fact
    field = AdviceQuestion.field(of: open.fact)
    prompt = open.prompt
    answers = open.answers.map { Choice(answer: $0.answer, label: $0.label) }
  }
}
