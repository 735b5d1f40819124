import CMalloc
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
    return .json(
      try service.answers.answer("plan", request.body) {
        // A search leaves tens of megabytes behind, which the allocator would keep for the next one.
        defer { malloc_trim(0) }
        return try answer(request)
      })
  }

  private func answer(_ request: HTTPRequest) throws -> [UInt8] {
    let fields = try Questions.fields(request)
    return try Problem.catching {
      let question = try RequestFile.planRequest(fields, service.files)
      try Questions.refuseFiles(question.model)
      return try JSONBytes.encode(PlanAnswer(try service.planner.get().plan(question)))
    }
  }
}
