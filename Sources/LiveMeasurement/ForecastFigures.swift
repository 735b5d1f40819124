import InferencePlanner
import Quantities
import StructuredText

/// The figures of an answer of `estimate` or `plan`, to be held against a measurement.
public struct ForecastFigures: Sendable {
  /// One figure, in the unit of its quantity.
  public struct Figure: Hashable, Sendable {
    public var quantity: Quantity
    public var value: Double
    /// The 80 % interval, where the answer has one.
    public var interval: ClosedRange<Double>?
  }

  /// What both sides know.
  public enum Quantity: String, CaseIterable, Sendable {
    case timeToFirstToken = "ttft.mean"
    case timeToFirstTokenP95 = "ttft.p95"
    case timePerOutputToken = "tpot.mean"
    case timePerOutputTokenP95 = "tpot.p95"
    case endToEnd = "e2e.mean"
    case endToEndP95 = "e2e.p95"
    case outputRate = "output_tokens_per_second"
    case requestRate = "requests_per_second"

    /// The name in a report.
    public var words: String {
      switch self {
      case .timeToFirstToken: "TTFT, mean"
      case .timeToFirstTokenP95: "TTFT, p95"
      case .timePerOutputToken: "TPOT, mean"
      case .timePerOutputTokenP95: "TPOT, p95"
      case .endToEnd: "end to end, mean"
      case .endToEndP95: "end to end, p95"
      case .outputRate: "output tokens/s"
      case .requestRate: "requests/s"
      }
    }
    /// Whether it is a time, in seconds.
    public var isTime: Bool { self != .outputRate && self != .requestRate }
  }

  public var figures: [Figure] = []
  /// The load for which they hold: requests in flight, or a second.
  public var load: LoadLevel?
  public var inputTokens: Double?
  public var outputTokens: Double?
  /// What is deployed, in the fields of an estimate.
  public var setup: [String: Value] = [:]

  /// Reads the JSON answer in a file.
  /// - Throws: ``MeasurementError/forecast(file:reason:)`` for a document that is none, or that has no
  ///   figures because nothing fits.
  public init(file: String) throws(MeasurementError) {
    let value = try MeasurementError.planner { () throws(PlannerError) in
      try RequestFile.value(path: file)
    }
    switch value["schema"]?.text {
    case EstimateAnswer.schemaName: self.init(estimate: value)
    case PlanAnswer.schemaName: self.init(plan: value)
    default:
      throw .forecast(
        file: file, reason: "it is no answer of 'inferplan estimate --json' or 'plan --json'")
    }
    guard !figures.isEmpty else {
      throw .forecast(file: file, reason: "it has no figures: nothing in it runs")
    }
  }

  init(estimate: Value) {
    let results = estimate["results"]
    let ranges = results?["intervals"]
    func add(_ quantity: Quantity, _ group: String, _ key: String) {
      guard let value = results?[group]?[key]?.double else { return }
      let unit = quantity.isTime ? 1e-3 : 1
      var interval: ClosedRange<Double>?
      if let low = ranges?[key]?["low"]?.double, let high = ranges?[key]?["high"]?.double,
        low <= high
      {
        interval = low * unit...high * unit
      }
      figures.append(Figure(quantity: quantity, value: value * unit, interval: interval))
    }
    add(.timeToFirstToken, "latency", "ttft_ms")
    add(.timePerOutputToken, "latency", "tpot_ms")
    add(.endToEnd, "latency", "e2e_ms")
    add(.outputRate, "throughput", "output_tokens_per_second")
    add(.requestRate, "throughput", "requests_per_second")
    let workload = estimate["workload"]
    load = workload?["concurrency"]?.double.flatMap { Int(exactly: $0) }.map { .concurrency($0) }
    inputTokens = workload?["input"]?.double
    outputTokens = workload?["output"]?.double
    setup = Self.setup(estimate["deployment"])
  }

  init(plan: Value) {
    guard case .array(let plans)? = plan["plans"], let best = plans.first else { return }
    func add(_ mean: Quantity, _ p95: Quantity, _ key: String) {
      guard let group = best[key] else { return }
      if let value = group["mean"]?.double {
        figures.append(Figure(quantity: mean, value: value / 1e3, interval: nil))
      }
      guard let value = group["p95"]?.double else { return }
      var interval: ClosedRange<Double>?
      if let low = group["p95_low"]?.double, let high = group["p95_high"]?.double, low <= high {
        interval = low / 1e3...high / 1e3
      }
      figures.append(Figure(quantity: p95, value: value / 1e3, interval: interval))
    }
    add(.timeToFirstToken, .timeToFirstTokenP95, "ttft_ms")
    add(.timePerOutputToken, .timePerOutputTokenP95, "tpot_ms")
    add(.endToEnd, .endToEndP95, "e2e_ms")
    let question = plan["question"]
    load = question?["peak_requests_per_second"]?.double.map { .rate($0) }
    inputTokens = question?["input_tokens"]?.double
    outputTokens = question?["output_tokens"]?.double
    setup = Self.setup(best)
  }

  /// The fields of an estimate that an answer's deployment fills.
  private static func setup(_ deployment: Value?) -> [String: Value] {
    var setup: [String: Value] = [:]
    for (field, key) in [
      ("model", "model"), ("weights", "weights"), ("kv_cache", "kv_cache"),
      ("engine", "engine"), ("hardware", "hardware"), ("devices", "devices_per_replica"),
      ("tensor_parallel", "tensor_parallel"), ("pipeline_parallel", "pipeline_parallel"),
      ("attention_data_parallel", "attention_data_parallel"),
      ("expert_parallel", "expert_parallel"), ("replicas", "replicas"),
    ] {
      if let value = deployment?[key], value != .null { setup[field] = value }
    }
    return setup
  }
}

extension Value {
  subscript(key: String) -> Value? {
    if case .object(let fields) = self { fields[key] } else { nil }
  }

  var double: Double? { if case .number(let number) = self { number } else { nil } }
  var text: String? { if case .string(let text) = self { text } else { nil } }
}
