import Advice
import Guides
import HTTPServing
import Presentation

/// `/v1/guides`: the decision flows as a tree, and the guides as documents.
struct GuideRoutes {
  let service: PlannerService
  let pool: WorkPool

  var routes: [Route] {
    [
      Route(
        "GET", "/v1/guides",
        .slow(pool) { request, _ in
          try Questions.check(request, [])
          return try Problem.catching {
            try .answer(GuidesAnswer(service.adviser.get().graph.flows))
          }
        }),
      Route(
        "GET", "/v1/guides/{name}", .slow(pool) { request, _ in try guide(request) }),
    ]
  }

  private func guide(_ request: HTTPRequest) throws -> HTTPResponse {
    try Questions.check(request, [])
    let name = request.parameters["name"] ?? ""
    guard let guide = Guide(rawValue: name) else {
      throw Problem(
        .notFound, "there is no guide of this name", field: "name", value: name,
        accepted: Guide.allCases.map(\.rawValue).joined(separator: ", "),
        suggestions: Guide.suggestions(for: name))
    }
    return try Problem.catching {
      let text = try service.answers.answer("guide " + guide.rawValue, []) {
        try Array(service.guides.get().document(guide).markdown().utf8)
      }
      return HTTPResponse(type: "text/markdown; charset=utf-8", text)
    }
  }
}

/// The guides and the flows behind them, schema `inferplan.guides/1`.
struct GuidesAnswer: Encodable, Sendable {
  let schema = "inferplan.guides/1"
  /// Names of guides: `/v1/guides/NAME`.
  let guides: [String]
  /// The flow with which a walk begins.
  let start: String
  /// As in the answer of `inferplan advise --flows --json`.
  let flows: [FlowAnswers.FlowAnswer]

  enum CodingKeys: String, CodingKey { case schema, guides, start, flows }

  init(_ flows: [Flow]) {
    guides = Guide.allCases.map(\.rawValue)
    start = FlowGraph.start
    self.flows = FlowAnswers(flows).flows
  }
}
