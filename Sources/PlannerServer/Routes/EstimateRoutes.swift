import HTTPServing
import InferencePlanner
import StructuredText

/// `/v1/estimate` and `/v1/compare`.
struct EstimateRoutes {
  let service: PlannerService
  let pool: WorkPool

  var routes: [Route] {
    [
      Route("POST", "/v1/estimate", bodyLimit: 1_000_000, .quick { try estimate($0) }),
      Route(
        "POST", "/v1/compare", bodyLimit: 1_000_000,
        .slow(pool) { request, _ in try compare(request) }
      ),
    ]
  }

  private func estimate(_ request: HTTPRequest) throws -> HTTPResponse {
    try Questions.check(request, ["explain"])
    let explains = try Questions.flag(request, "explain")
    let answer = try service.answers.answer(
      explains ? "estimate, explained" : "estimate", request.body
    ) { try self.answer(request, explains: explains) }
    return .json(answer)
  }

  private func answer(_ request: HTTPRequest, explains: Bool) throws -> [UInt8] {
    let question = try Questions.estimate(request)
    return try Problem.catching {
      let estimator = try service.estimator.get()
      let estimate = try estimator.estimate(question)
      let explanation =
        try explains
        ? Explanation(
          estimate, coefficients: estimator.coefficients,
          evidence: estimator.evidence(estimate, among: service.evidence.get())) : nil
      return try JSONBytes.encode(EstimateAnswer(estimate, explanation: explanation))
    }
  }

  private func compare(_ request: HTTPRequest) throws -> HTTPResponse {
    try Questions.check(request, [])
    let fields = try Questions.fields(request)
    return try Problem.catching {
      let scenario = try Scenario(.object(fields))
      guard scenario.options.count <= 100 else {
        throw Problem(
          .field, "too many options", field: "options", value: "\(scenario.options.count)",
          accepted: "at most 100")
      }
      for (place, option) in scenario.options.enumerated() {
        try Questions.refuseFiles(option.request.model, path: "options[\(place)].request.")
      }
      return try .answer(
        ComparisonAnswer(Comparison(scenario, estimator: service.estimator.get())))
    }
  }
}
