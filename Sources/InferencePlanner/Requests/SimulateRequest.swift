import Quantities
import ServingSimulator
import StructuredText

/// One question to the simulator, as a person states it: names and amounts, nothing resolved yet.
public struct SimulateRequest: Hashable, Sendable {
  /// The deployment, and lengths where neither a trace nor a use case has them.
  public var deployment: EstimateRequest
  /// What of it was given rather than assumed.
  public var givesInput: Bool
  public var givesOutput: Bool

  public var arrivals: Arrivals
  /// Requests a second; `nil` in a closed loop, and for a trace at its own rate.
  public var rate: Double?
  public var burstiness: Double
  public var peakFactor: Double
  public var period: Seconds
  public var rampFrom: Double?
  public var rampOver: Seconds?
  public var thinkTime: Seconds
  public var turns: Int
  public var trace: String?
  public var window: ClosedRange<Double>?
  public var workload: String?
  public var lengths: Lengths
  public var inputVariation: Double
  public var outputVariation: Double
  public var patience: Seconds?
  /// Everything that the simulator takes as it stands.
  public var settings: SimulationSettings
  /// A table of measured step times.
  public var profile: String?
  public var drafts: Drafts?
  public var swap: Swap?
  /// Unlike replicas, tiers, a response cache.
  public var front: FrontRequest?
  public var replications: Int
  /// Whether the warm-up is found, by MSER-5, and left out.
  public var findsWarmUp: Bool
  public var allowsOverload: Bool
  public var search: Search?

  public enum Arrivals: String, CaseIterable, Sendable {
    case poisson, gamma, constant, ramp, daily
    case closedLoop = "closed-loop"
    case trace
  }

  public enum Lengths: String, CaseIterable, Sendable {
    case fixed, normal
    case logNormal = "lognormal"
    case trace
  }

  /// What becomes of the cache of a sequence that is preempted.
  public enum Preemption: String, CaseIterable, Sendable {
    case recompute, swap
  }

  /// Speculative decoding.
  public struct Drafts: Hashable, Sendable {
    public var tokens: Int
    public var acceptance: Double
    public var model: String?
  }

  /// Memory of the host for caches, a device, and the link to there; `nil` for the catalogs' values.
  public struct Swap: Hashable, Sendable {
    public var bytes: Double?
    public var bytesPerSecond: Double?
  }

  /// What to look for.
  public enum Search: String, CaseIterable, Sendable, Codable {
    case rate, replicas
  }

  /// Reads a request from the fields of a document.
  /// - Throws: ``StructuredTextError`` that names the field, its value and what is accepted.
  public init(_ reader: inout FieldReader) throws(StructuredTextError) {
    givesInput = reader.value("input") != nil
    givesOutput = reader.value("output") != nil
    let isClosed = reader.value("concurrency") != nil
    deployment = try EstimateRequest(&reader)
    trace = try reader.string("trace")
    let perSecond = try reader.requestRate("rate")
    rate = perSecond ?? deployment.requestsPerHour.map { $0 / 3600 }
    let stated = try reader.choice("arrivals", Arrivals.self)
    burstiness = try reader.number("burstiness", in: 0...100) ?? 1
    peakFactor = try reader.number("peak_factor", in: 1...2) ?? 2
    period = try reader.seconds("period") ?? Seconds(86_400)
    rampFrom = try reader.requestRate("ramp_from")
    rampOver = try reader.seconds("ramp_over")
    thinkTime = try reader.seconds("think_time") ?? .zero
    turns = try reader.integer("turns", in: 1...10_000) ?? 1
    search = try reader.choice("find", Search.self)
    let assumed: Arrivals =
      trace != nil
      ? .trace : isClosed && rate == nil ? .closedLoop : burstiness == 1 ? .poisson : .gamma
    arrivals = stated ?? assumed
    window = try Self.window(&reader)
    workload = try reader.string("workload")
    inputVariation = try reader.number("input_cv", in: 0...20) ?? 0
    outputVariation = try reader.number("output_cv", in: 0...20) ?? 0
    let varies = inputVariation > 0 || outputVariation > 0
    lengths = try reader.choice("lengths", Lengths.self) ?? (varies ? .logNormal : .fixed)
    patience = try reader.seconds("patience")
    replications = try reader.integer("replications", in: 1...1000) ?? 1
    findsWarmUp = reader.value("warm_up") == .string("auto")
    allowsOverload = try reader.bool("overload") ?? false
    settings = try Self.settings(&reader, replicas: deployment.replicas)
    profile = try reader.string("profile")
    drafts = try Self.drafts(&reader)
    let preemption = try reader.choice("preemption", Preemption.self)
    let given = Swap(
      bytes: try reader.number("swap_space", in: 0...1e6).map { $0 * 1e9 },
      bytesPerSecond: try reader.number("host_bandwidth", in: 0.001...1e6).map { $0 * 1e9 })
    swap = preemption == .swap ? given : nil
    front = try FrontRequest(&reader, base: deployment)
    if front != nil, reader.value("routing") == nil { settings.routing = .weighted }
    try check(reader)
  }

  private static func settings(
    _ reader: inout FieldReader, replicas: Int
  ) throws(StructuredTextError) -> SimulationSettings {
    var settings = SimulationSettings(replicas: replicas)
    settings.routing = try reader.choice("routing", Routing.self) ?? .roundRobin
    if let names = try reader.names("replica_weights") {
      for name in names {
        guard let weight = Double(name), weight > 0, weight < 1e6 else {
          throw reader.unacceptable("replica_weights", .string(name), "numbers above 0")
        }
        settings.weights.append(weight)
      }
    }
    if let name = try reader.string("scheduler") {
      guard let policy = SchedulerPolicy.all.first(where: { $0.name == name }) else {
        throw reader.unacceptable(
          "scheduler", .string(name), SchedulerPolicy.all.map(\.name).joined(separator: ", "))
      }
      settings.policy = policy
    }
    settings.order = try reader.choice("scheduling", SchedulerPolicy.Order.self)
    settings.chunksPrefill = try reader.switched("chunked_prefill")
    settings.cachesPrefixes = try reader.switched("prefix_caching") ?? true
    settings.batchDelay = try reader.seconds("batch_delay") ?? .zero
    settings.queueLimit = try reader.integer("queue_limit", in: 0...1_000_000_000)
    settings.timeout = try reader.seconds("timeout")
    settings.scaling = try scaling(&reader)
    let link = try reader.number("kv_bandwidth", in: 0.001...1e6)
    if let count = try reader.integer("prefill_replicas", in: 1...10_000) {
      settings.disaggregation = Disaggregation(
        prefillReplicas: count,
        bytesPerSecond: try reader.require("kv_bandwidth", link) * 1e9)
    }
    if let mean = try reader.seconds("mtbf") {
      settings.interruptions = Interruptions(
        meanTimeBetween: mean,
        recovery: try reader.require("recovery", try reader.seconds("recovery")))
    }
    settings.requests = try reader.integer("requests", in: 1...1_000_000_000)
    settings.duration = try reader.seconds("duration")
    if let duration = settings.duration, duration.value > Self.longestRun {
      throw reader.unacceptable(
        "duration", .string("\(duration.value) s"), "at most 60 days")
    }
    settings.seed = UInt64(try reader.integer("seed", in: 0...1_000_000_000) ?? 1)
    if reader.value("warm_up") != .string("auto") {
      settings.warmUp = try FrontRequest.proportion(&reader, "warm_up") ?? 0
      guard (0...0.9).contains(settings.warmUp) else {
        throw reader.unacceptable(
          "warm_up", .number(settings.warmUp), "a share up to 90%, or auto")
      }
    }
    settings.objectives = try ObjectiveText.read(&reader, "slo")
    return settings
  }

  private static func drafts(
    _ reader: inout FieldReader
  ) throws(StructuredTextError) -> Drafts? {
    let acceptance = try reader.number("acceptance", in: 0...1)
    let model = try reader.string("draft_model")
    guard let tokens = try reader.integer("draft_tokens", in: 1...Speculation.mostTokens) else {
      guard acceptance == nil, model == nil else {
        throw .missing(path: reader.path(of: "draft_tokens"))
      }
      return nil
    }
    return Drafts(
      tokens: tokens, acceptance: try reader.require("acceptance", acceptance), model: model)
  }

  private static func scaling(
    _ reader: inout FieldReader
  ) throws(StructuredTextError) -> Autoscaling? {
    let target = try reader.number("scale_target", in: 0.01...1e6)
    let coldStart = try reader.seconds("cold_start")
    let schedule = try self.schedule(&reader)
    let isPredictive = try reader.bool("scale_ahead") ?? false
    let period = try reader.seconds("period") ?? Seconds(86_400)
    guard let text = try reader.string("autoscale") else {
      guard schedule.isEmpty, !isPredictive else {
        throw .missing(path: reader.path(of: "autoscale"))
      }
      return nil
    }
    let ends = text.split(separator: "-").map { Int($0) }
    guard ends.count == 2, let least = ends[0], let most = ends[1], least >= 0, most >= 1,
      least <= most, most <= 10_000
    else { throw reader.unacceptable("autoscale", .string(text), "replicas min-max such as 1-8") }
    return Autoscaling(
      least...most, target: try reader.require("scale_target", target),
      coldStart: try reader.require("cold_start", coldStart), schedule: schedule, period: period,
      isPredictive: isPredictive)
  }

  /// `8h=6,20h=2`: from these times of the period on, so many replicas at least.
  private static func schedule(
    _ reader: inout FieldReader
  ) throws(StructuredTextError) -> [Autoscaling.Appointment] {
    let field = "scale_schedule"
    guard let names = try reader.names(field) else { return [] }
    var appointments: [Autoscaling.Appointment] = []
    for text in names {
      let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let count = Int(sides[1]), (0...10_000).contains(count) else {
        throw reader.unacceptable(field, .string(text), "times and replicas such as 8h=6,20h=2")
      }
      var time = try FieldReader(
        .object([text: .string(sides[0])]), path: reader.path(of: field))
      guard let start = try time.seconds(text) else { continue }
      appointments.append(.init(time: start, replicas: count))
    }
    return appointments
  }

  /// Simulated time has room for 100 days.
  private static let longestRun = 60 * 86_400.0

  private static func window(
    _ reader: inout FieldReader
  ) throws(StructuredTextError) -> ClosedRange<Double>? {
    guard let text = try reader.string("window") else { return nil }
    let ends = text.split(separator: "-").map { Double($0) }
    guard ends.count == 2, let from = ends[0], let to = ends[1], from >= 0, from < to, to < 1e9
    else { throw reader.unacceptable("window", .string(text), "seconds from-to such as 0-600") }
    return from...to
  }

  private func check(_ reader: FieldReader) throws(StructuredTextError) {
    func missing(_ field: String, _ why: String) -> StructuredTextError {
      .unacceptable(path: reader.path(of: field), found: "nothing", accepted: why)
    }
    switch arrivals {
    case .trace: if trace == nil { throw missing("trace", "a file, for arrivals of a trace") }
    case .closedLoop: break
    case .ramp:
      if rampFrom == nil || rampOver == nil {
        throw missing("ramp_from", "a rate, and ramp_over a time, for a ramp")
      }
      fallthrough
    case .poisson, .gamma, .constant, .daily:
      if rate == nil, search != .rate {
        throw missing("rate", "requests over time such as 8/s, or concurrency for a closed loop")
      }
    }
    if arrivals != .closedLoop, let rate, !(rate > 0 && rate < 1e9) {
      throw .unacceptable(
        path: reader.path(of: "rate"), found: "\(rate)", accepted: "a rate above 0")
    }
    if search != nil, settings.objectives.isEmpty {
      throw missing("slo", "what to keep while searching, such as ttft.p95=1s,tpot.p95=50ms")
    }
    if turns > 1, arrivals == .closedLoop || arrivals == .trace {
      throw .unacceptable(
        path: reader.path(of: "turns"), found: "beside arrivals \(arrivals.rawValue)",
        accepted: "conversations that arrive at a rate")
    }
    if profile != nil, drafts?.model != nil {
      throw .unacceptable(
        path: reader.path(of: "draft_model"), found: "beside profile",
        accepted: "a profile that was measured while it drafted, without draft_model")
    }
    if drafts != nil, settings.policy?.batching == .static {
      throw .unacceptable(
        path: reader.path(of: "draft_tokens"), found: "beside scheduler static",
        accepted: "speculative decoding in batches that sequences join and leave")
    }
    if let front {
      try check(front, reader)
    }
    if search == .replicas, settings.disaggregation != nil {
      throw .unacceptable(
        path: reader.path(of: "find"), found: "replicas beside prefill_replicas",
        accepted: "the rate that given replicas carry")
    }
    if search != nil, settings.scaling != nil {
      throw .unacceptable(
        path: reader.path(of: "find"), found: "beside autoscale",
        accepted: "a search over fixed replicas, or a run that scales")
    }
    if search != nil, arrivals == .closedLoop || arrivals == .ramp {
      throw .unacceptable(
        path: reader.path(of: "find"), found: "beside arrivals \(arrivals.rawValue)",
        accepted: "arrivals at a rate, or a trace")
    }
  }
}

extension SimulateRequest {
  /// What does not go together with unlike replicas.
  private func check(
    _ front: FrontRequest, _ reader: FieldReader
  ) throws(StructuredTextError) {
    func excluded(_ field: String, _ accepted: String) -> StructuredTextError {
      .unacceptable(
        path: reader.path(of: field), found: "beside pools, tiers or a response cache",
        accepted: accepted)
    }
    if settings.scaling != nil { throw excluded("autoscale", "replicas that stay") }
    if settings.disaggregation != nil {
      throw excluded("prefill_replicas", "replicas that process prompts and decode")
    }
    if profile != nil { throw excluded("profile", "steps as the model says them") }
    if drafts?.model != nil { throw excluded("draft_model", "drafts that are looked up") }
    if search == .replicas { throw excluded("find", "find rate, or like replicas") }
    if search != nil, !front.isPools { throw excluded("find", "a run of given tiers") }
  }
}

/// `ttft.p95=1s,tpot.p95=50ms`.
public enum ObjectiveText {
  static let statistics: [(name: String, statistic: ServiceObjective.Statistic)] = [
    ("mean", .mean), ("p50", .share(0.5)), ("p90", .share(0.9)), ("p95", .share(0.95)),
    ("p99", .share(0.99)), ("max", .maximum),
  ]

  /// How an objective is named: `ttft.p95`.
  public static func name(_ objective: ServiceObjective) -> String {
    let name = statistics.first { $0.statistic == objective.statistic }?.name ?? ""
    return objective.metric.rawValue + "." + name
  }

  /// Reads the objectives in a field; none where it is absent.
  public static func read(
    _ reader: inout FieldReader, _ field: String
  ) throws(StructuredTextError) -> [ServiceObjective] {
    guard let names = try reader.names(field) else { return [] }
    var objectives: [ServiceObjective] = []
    for text in names {
      let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
      let words = (sides.first ?? "").split(separator: ".").map(String.init)
      guard sides.count == 2, let first = words.first, words.count <= 2,
        let metric = ServiceObjective.Metric(rawValue: first),
        let statistic = statistics.first(where: { $0.name == (words.count == 2 ? words[1] : "p95") }
        )
      else {
        throw reader.unacceptable(
          field, .string(text),
          "ttft, tpot, e2e or queue_wait, then mean, p50, p90, p95, p99 or max: ttft.p95=1s")
      }
      var value = try FieldReader(
        .object([text: .string(sides[1])]), path: reader.path(of: field))
      guard let limit = try value.seconds(text) else { continue }
      objectives.append(ServiceObjective(metric, statistic.statistic, limit: limit))
    }
    return objectives
  }
}

extension FieldReader {
  /// `on` or `off`, or a flag of YAML and JSON.
  mutating func switched(_ field: String) throws(StructuredTextError) -> Bool? {
    switch value(field) {
    case nil: return nil
    case .bool(let isOn): return isOn
    case .string("on"): return true
    case .string("off"): return false
    case .some(let other): throw unacceptable(field, other, "on or off")
    }
  }
}

extension RequestFile {
  /// A simulation's question: what is given goes over the file's fields.
  public static func simulateRequest(
    _ given: [String: Value], file path: String? = nil
  ) throws(PlannerError) -> SimulateRequest {
    var fields = given
    if let path {
      guard case .object(var base) = try value(path: path) else {
        throw .text(
          .unacceptable(path: "(document)", found: "no group", accepted: "a group of fields"),
          file: path)
      }
      // A model that is given takes the place of the file's, whichever way that names its own.
      if given.keys.contains(where: EstimateRequest.modelSources.contains) {
        for source in EstimateRequest.modelSources { base[source] = nil }
      }
      fields = base.merging(given) { _, given in given }
    }
    return try PlannerError.fromText(file: path) { () throws(StructuredTextError) in
      var reader = try FieldReader(.object(fields))
      let request = try SimulateRequest(&reader)
      try reader.finish { name, known in
        NearestNames.suggestions(for: name, among: known.sorted())
      }
      return request
    }
  }
}
