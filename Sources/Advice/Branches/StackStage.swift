import InferencePlanner
import Quantities
import StructuredText

/// A stage of a pipeline of models, as a person writes it: `name=ocr, latency=300ms, memory=2GB,
/// device=RTX 4090` for a model whose figures are known, `name=llm, model=qwen3-8b, device=RTX 4090,
/// weights=awq, input=1500, output=200` for a language model that is forecast.
public struct StackStage: Sendable {
  public var name: String
  public var device: String
  public var runtime: String?
  public var kind: Kind

  /// Where a stage's figures come from.
  public enum Kind: Sendable {
    /// Stated: the time of one request and the memory it holds.
    case stated(latency: Seconds, memory: Bytes)
    /// Computed by the planner.
    case forecast(EstimateRequest)
  }

  /// Fields of a stage that are those of an estimate, with the names that they have there.
  private static let estimateFields: Set<String> = [
    "model", "weights", "kv_cache", "devices", "engine", "tensor_parallel", "input", "output",
    "concurrency", "cached_input", "memory_fraction", "max_num_seqs",
  ]

  /// Reads a stage.
  /// - Throws: ``AdviceError/field(name:found:accepted:)`` for a field that it does not have and a
  ///   value that it does not take, ``AdviceError/missing(name:accepted:)`` for one that it needs.
  public init(_ text: String) throws(AdviceError) {
    var fields: [String: String] = [:]
    for part in text.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1).map { Self.trimmed($0) }
      guard pair.count == 2, !pair[0].isEmpty, !pair[1].isEmpty else {
        throw .field(
          name: "stage", found: String(part), accepted: "name=value, with commas between them")
      }
      fields[pair[0].replacing("-", with: "_")] = pair[1]
    }
    guard let device = fields.removeValue(forKey: "device") else {
      throw .missing(name: "stage", accepted: "device=NAME in '\(text)'")
    }
    self.device = device
    runtime = fields["runtime"] ?? fields["engine"]
    fields["runtime"] = nil
    name = fields.removeValue(forKey: "name") ?? fields["model"] ?? runtime ?? "stage"
    if fields["model"] != nil {
      kind = .forecast(try Self.request(fields, device: device))
    } else {
      kind = try Self.stated(fields, text)
    }
  }

  private static func stated(
    _ fields: [String: String], _ text: String
  ) throws(AdviceError) -> Kind {
    let unknown = fields.keys.filter { !["latency", "memory"].contains($0) }.sorted()
    if let first = unknown.first {
      throw .field(
        name: "stage", found: first,
        accepted:
          "name, device, runtime, latency, memory, or a model with the fields of an estimate")
    }
    guard let latency = fields["latency"] else {
      throw .missing(name: "stage", accepted: "latency=TIME or model=NAME in '\(text)'")
    }
    guard let time = AdviceAmount.time(latency) else {
      throw .field(name: "stage", found: latency, accepted: "a time such as 30ms")
    }
    let memory = try fields["memory"].map { text throws(AdviceError) in
      guard let bytes = AdviceAmount.bytes(text) else {
        throw .field(name: "stage", found: text, accepted: "a memory size such as 2GB")
      }
      return bytes
    }
    return .stated(latency: time, memory: memory ?? .zero)
  }

  private static func request(
    _ fields: [String: String], device: String
  ) throws(AdviceError) -> EstimateRequest {
    var values: [String: Value] = ["hardware": .string(device)]
    for (name, text) in fields {
      guard estimateFields.contains(name) else {
        throw .field(
          name: "stage", found: name,
          accepted: (["name", "device", "runtime"] + estimateFields.sorted()).joined(
            separator: ", "))
      }
      values[name] = Double(text).map { .number($0) } ?? .string(text)
    }
    return try AdviceError.fromPlanner { () throws(PlannerError) in
      try RequestFile.estimateRequest(.object(values))
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

/// Amounts inside texts.
enum AdviceAmount {
  /// `30ms`, `1.5s`, `2min`.
  static func time(_ text: String) -> Seconds? {
    number(text, ["ms": 1e-3, "s": 1, "min": 60, "m": 60, "h": 3600]).map { Seconds($0) }
  }

  /// `500MB`, `2GB`, `1GiB`.
  static func bytes(_ text: String) -> Bytes? {
    number(text, ["kb": 1e3, "mb": 1e6, "gb": 1e9, "mib": 0x1p20, "gib": 0x1p30])
      .map { Bytes($0) }
  }

  /// A count with an optional `k`, `M` or `B`: `7B`.
  static func count(_ text: String) -> Double? {
    number(text, ["": 1, "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12])
  }

  private static func number(_ text: String, _ units: [String: Double]) -> Double? {
    let text = text.lowercased().filter { $0 != " " }
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = Double(digits), number.isFinite, number > 0,
      let unit = units[String(text.dropFirst(digits.count))]
    else { return nil }
    return number * unit
  }
}
