import HTTPServing
import InferencePlanner
import ServingSimulator
import StructuredText
import Synchronization

/// `/v1/simulate` and `/v1/traces`.
struct SimulationRoutes {
  let service: PlannerService
  let pool: WorkPool
  let answers: WorkPool
  let jobs = SimulationJobs()

  /// Seconds that one simulation may take.
  private static let mostSeconds = 600.0

  var routes: [Route] {
    [
      Route(
        "POST", "/v1/simulate", bodyLimit: 1_000_000,
        .job(pool, seconds: Self.mostSeconds + 10) { try begin($0) }),
      Route(
        "DELETE", "/v1/simulate/{id}",
        .quick { request in
          try Questions.check(request, [])
          guard jobs.cancel(request.parameters["id"] ?? "") else { throw Self.unknown(request) }
          return .empty()
        }),
      Route(
        "POST", "/v1/traces", bodyLimit: TraceStore.largest,
        bodyTypes: ["text/csv", "application/x-ndjson", "application/jsonl"],
        .upload(answers) { request in
          try Questions.check(request, [])
          return try service.traces.begin(request.mediaType == "text/csv" ? "csv" : "jsonl")
        }),
      Route(
        "DELETE", "/v1/traces/{id}",
        .quick { request in
          try Questions.check(request, [])
          guard service.traces.remove(request.parameters["id"] ?? "") else {
            throw Self.unknown(request)
          }
          return .empty()
        }),
    ]
  }

  private static func unknown(_ request: HTTPRequest) -> Problem {
    Problem(
      .notFound, "nothing goes by this name, or it has ended", field: "id",
      value: request.parameters["id"])
  }

  /// Reads the question; what is wrong with it is said before anything runs.
  private func begin(_ request: HTTPRequest) throws -> @Sendable (JobChannel) -> Void {
    try Questions.check(request, [])
    var fields = try Questions.fields(request)
    let trace = try trace(&fields)
    let stated = fields
    let question = try Problem.catching { try RequestFile.simulateRequest(stated) }
    try SimulationLimits.check(question)
    try Problem.catching { _ = try service.estimator.get().estimate(question.deployment) }
    return { run(question, trace, $0) }
  }

  /// Puts the file of an uploaded trace into the place of its id.
  private func trace(_ fields: inout [String: Value]) throws(Problem) -> TraceStore.Stored? {
    guard let value = fields["trace"], value != .null else { return nil }
    guard case .string(let id) = value, let stored = service.traces.find(id) else {
      throw Problem(
        .field, "no trace was uploaded under this name", field: "trace", value: value.quoted,
        accepted: "the name that POST /v1/traces answers with")
    }
    fields["trace"] = .string(stored.path)
    return stored
  }

  private func run(_ question: SimulateRequest, _ trace: TraceStore.Stored?, _ channel: JobChannel)
  {
    let id = jobs.add(channel.cancellation)
    defer { jobs.remove(id) }
    if let line = try? JSONBytes.encode(JobReport(id: id)) { channel.report("job", line) }
    let response: HTTPResponse
    do {
      response = try answer(question, channel)
    } catch {
      var problem = Problem.of(error)
      if let trace {
        problem.detail = PathFree.text(problem.detail, path: trace.path, name: "the trace")
      }
      response = problem.response
    }
    channel.finish(response)
  }

  private func answer(
    _ question: SimulateRequest, _ channel: JobChannel
  ) throws -> HTTPResponse {
    let simulator = try service.simulator.get()
    let preparation = try simulator.prepare(question)
    let progress = ProgressReport(
      channel, expected: question.search == nil ? preparation.expectedRequests : nil,
      mostSeconds: Self.mostSeconds)
    let outcome = try simulator.run(preparation, progress: { progress.goesOn(after: $0) })
    if progress.isLate {
      throw Problem(
        .timeout,
        "the simulation was not done in \(Int(Self.mostSeconds)) s: ask for fewer requests")
    }
    guard !channel.cancellation.isCancelled else {
      throw Problem(.cancelled, "the simulation was cancelled")
    }
    return try .answer(SimulationAnswer(outcome))
  }
}

/// The simulations that run, each to be cancelled by its name.
final class SimulationJobs: Sendable {
  private let running = Mutex<[String: Cancellation]>([:])

  func add(_ cancellation: Cancellation) -> String {
    let id = Identifier.random()
    running.withLock { $0[id] = cancellation }
    return id
  }

  func remove(_ id: String) { _ = running.withLock { $0.removeValue(forKey: id) } }

  func cancel(_ id: String) -> Bool {
    guard let job = running.withLock({ $0[id] }) else { return false }
    job.cancel()
    return true
  }
}

/// What a simulation is called: the event `job`.
struct JobReport: Encodable {
  let id: String
}

/// How far a simulation is: the event `progress`.
struct ProgressAnswer: Encodable {
  let arrived: Int
  /// Requests that will arrive, where that is known.
  let expected: Int?
  let elapsedSeconds: Double
}

/// Tells a channel how far a simulation is, four times a second, and the simulation whether to go on.
private final class ProgressReport: Sendable {
  private let channel: JobChannel
  private let expected: Int?
  private let mostSeconds: Double
  private let start = ContinuousClock.now
  private let state = Mutex<(last: Double, isLate: Bool)>((0, false))

  init(_ channel: JobChannel, expected: Int?, mostSeconds: Double) {
    self.channel = channel
    self.expected = expected
    self.mostSeconds = mostSeconds
  }

  var isLate: Bool { state.withLock { $0.isLate } }

  func goesOn(after arrived: Int) -> Bool {
    guard !channel.cancellation.isCancelled else { return false }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let isDue = state.withLock { state in
      state.isLate = elapsed > mostSeconds
      guard elapsed - state.last > 0.25 else { return false }
      state.last = elapsed
      return true
    }
    if isDue, channel.hasEvents,
      let line = try? JSONBytes.encode(
        ProgressAnswer(arrived: arrived, expected: expected, elapsedSeconds: elapsed))
    {
      channel.report("progress", line, isSparable: true)
    }
    return elapsed <= mostSeconds
  }
}

/// What one simulation may ask of a server that others use as well.
private enum SimulationLimits {
  static func check(_ question: SimulateRequest) throws(Problem) {
    try refuseFiles(question)
    try most("replicas", question.settings.replicas, 4096)
    try most("replications", question.replications, 100)
    try most("concurrency", question.deployment.concurrency, 100_000)
    try most("requests", question.settings.requests ?? 0, 100_000_000)
  }

  private static func most(_ field: String, _ value: Int, _ limit: Int) throws(Problem) {
    guard value <= limit else {
      throw Problem(
        .field, "\(field) is more than a server simulates for one client", field: field,
        value: String(value), accepted: "at most \(limit)")
    }
  }

  private static func refuseFiles(_ question: SimulateRequest) throws(Problem) {
    try Questions.refuseFiles(question.deployment.model)
    if let path = question.profile {
      throw Questions.refusal("profile", path, "no profile")
    }
    for tier in question.front?.tiers ?? [] {
      guard case .pools(let pools) = tier.service else { continue }
      for pool in pools {
        try Questions.refuseFiles(pool.deployment.model, path: "pools.")
        try most("pools.replicas", pool.deployment.replicas, 4096)
      }
    }
  }
}
