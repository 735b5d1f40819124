import Catalog
import HTTPServing
import InferencePlanner
import StructuredText

/// `/v1/plan` and `/v1/presets`.
struct PlanRoutes {
  let service: PlannerService
  let pool: WorkPool

  var routes: [Route] {
    [
      Route(
        "POST", "/v1/plan", bodyLimit: 1_000_000,
        .slow(pool) { request, _ in try plan(request) }),
      Route(
        "GET", "/v1/presets",
        .quick { request in
          try Questions.check(request, [])
          return try Problem.catching { try .answer(PresetListing(service.files).answer) }
        }),
    ]
  }

  private func plan(_ request: HTTPRequest) throws -> HTTPResponse {
    try Questions.check(request, [])
    return .json(try service.plan(request.body))
  }
}
