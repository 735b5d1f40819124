import Quantities
import StructuredText

/// A situation read from the fields of a document: the names are those of the command line's options,
/// with underscores.
extension AdviceQuestion {
  /// Reads a question.
  /// - Parameter graph: the flows, whose questions are the facts that can be stated.
  /// - Throws: ``StructuredTextError`` that names the field, its value and what is accepted.
  public init(_ reader: inout FieldReader, _ graph: FlowGraph) throws(StructuredTextError) {
    var facts: [String: String] = [:]
    for fact in graph.facts {
      if let value = try reader.string(Self.field(of: fact)) { facts[fact] = value }
    }
    self.init(
      facts: facts, flow: try reader.string("flow"), device: try reader.string("device"),
      details: try AdviceDetails(&reader))
    assumes = try reader.bool("assume") ?? true
  }

  /// The field that states a fact.
  public static func field(of fact: String) -> String {
    String(fact.map { $0 == "-" ? "_" : $0 })
  }
}

extension FlowGraph {
  /// Everything that a flow asks for, and what may be said of any situation.
  public var facts: [String] {
    Set(flows.flatMap { $0.questions.map(\.fact) }).union(AdviceQuestion.sideFacts).union([
      "from", "runtime", "hardware",
    ]).sorted()
  }
}

extension AdviceDetails {
  /// Reads the amounts of a question; the ranges are those of the command line.
  init(_ reader: inout FieldReader) throws(StructuredTextError) {
    self.init()
    input = try reader.number("input", in: 1...1e8)
    cachedInput = try reader.number("cached_input", in: 0...1e8)
    output = try reader.number("output", in: 1...1e8)
    requestsPerMonth = try reader.number("requests_per_month", in: 1...1e12)
    compliance = (try reader.string("compliance") ?? "").split(separator: ",").map {
      $0.lowercased().filter { $0 != " " && $0 != "-" }
    }
    model = try reader.string("model")
    quality = try reader.string("quality")
    budget = try reader.number("budget", in: 0.01...1e9).map { USDollars($0) }
    hourlyBudget = try reader.number("hourly_budget", in: 0.001...1e6).map { USDollars($0) }
    accelerator = try reader.string("accelerator")
    modelSize = try reader.bytes("model_size", in: 1...1e15)
    dataSize = try reader.bytes("data_size", in: 1...1e18)
    latency = try reader.time("latency", in: 1e-6...1e7)
    jobHours = try reader.number("job_hours", in: 0.01...1e6)
    checkpointTime = try reader.time("checkpoint_time", in: 0.001...1e6)
    interruptionEvery = try reader.time("interruption_every", in: 1...1e9)
    trainedParameters = try reader.count("trained_parameters")
    stages = try reader.strings("stages") ?? []
  }
}

extension FieldReader {
  /// A time such as `50ms`, or a number of seconds.
  fileprivate mutating func time(
    _ field: String, in range: ClosedRange<Double>
  ) throws(StructuredTextError) -> Seconds? {
    try amount(field, in: range, accepted: "a time such as 50ms") { AdviceAmount.time($0)?.value }
      .map { Seconds($0) }
  }

  /// A size such as `500MB`, or a number of bytes.
  fileprivate mutating func bytes(
    _ field: String, in range: ClosedRange<Double>
  ) throws(StructuredTextError) -> Bytes? {
    try amount(field, in: range, accepted: "a size such as 500MB") { AdviceAmount.bytes($0)?.value }
      .map { Bytes($0) }
  }

  /// A count such as `7B`, or a number.
  fileprivate mutating func count(_ field: String) throws(StructuredTextError) -> Double? {
    try amount(field, in: 1...1e15, accepted: "a number of parameters such as 7B") {
      AdviceAmount.count($0)
    }
  }

  private mutating func amount(
    _ field: String, in range: ClosedRange<Double>, accepted: String, _ parse: (String) -> Double?
  ) throws(StructuredTextError) -> Double? {
    let number: Double?
    switch value(field) {
    case nil: return nil
    case .number(let stated): number = stated
    case .string(let text): number = parse(text)
    default: number = nil
    }
    guard let number, range.contains(number) else {
      throw unacceptable(field, value(field) ?? .null, accepted)
    }
    return number
  }
}
