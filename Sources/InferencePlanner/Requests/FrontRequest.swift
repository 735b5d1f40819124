import Quantities
import ServingSimulator
import StructuredText

/// Unlike replicas as a person states them: pools behind one router, tiers, a response cache.
public struct FrontRequest: Hashable, Sendable {
  public var tiers: [Tier]
  public var cacheShare: Double
  public var cacheTime: Seconds?
  public var fallbackQueue: Int?
  public var fallbackWait: Seconds?
  /// Whether it is one tier of several pools.
  public var isPools: Bool

  /// A class of requests and who serves it first.
  public struct Tier: Hashable, Sendable {
    public var name: String
    public var share: Double
    public var service: Service
  }

  public enum Service: Hashable, Sendable {
    case pools([Pool])
    case api(API)
  }

  /// Like replicas; without a weight they take requests in proportion to what they can serve.
  public struct Pool: Hashable, Sendable {
    public var deployment: EstimateRequest
    public var weight: Double?
  }

  /// A priced service. Its latencies are the user's to state: no provider promises any.
  public struct API: Hashable, Sendable {
    public var offer: String
    public var service: APIService
  }

  /// Reads the fields of a question; `nil` where it has none of these.
  /// - Parameter base: the deployment of the question, with which pools begin.
  init?(
    _ reader: inout FieldReader, base: EstimateRequest
  ) throws(StructuredTextError) {
    cacheShare = try Self.proportion(&reader, "response_cache") ?? 0
    guard (0...1).contains(cacheShare) else {
      throw reader.unacceptable(
        "response_cache", .number(cacheShare), "a share such as 20%, or from 0 to 1")
    }
    cacheTime = try reader.seconds("response_cache_time")
    fallbackQueue = try reader.integer("fallback_queue", in: 0...1_000_000)
    fallbackWait = try reader.seconds("fallback_wait")
    let pools = try FrontList.groups(&reader, "pools")
    let stated = try FrontList.groups(&reader, "tiers")
    let fields = FrontList.deployment(&reader)
    isPools = stated == nil
    if let stated {
      guard pools == nil else {
        throw .unacceptable(
          path: reader.path(of: "pools"), found: "beside tiers",
          accepted: "pools within a tier")
      }
      tiers = []
      for (index, tier) in stated.enumerated() {
        tiers.append(
          try Tier(tier, index: index, base: fields, path: reader.path(of: "tiers[\(index)]")))
      }
    } else if let pools {
      var all = [Pool(deployment: base, weight: nil)]
      for (index, pool) in pools.enumerated() {
        all.append(
          try Pool(pool, base: fields, path: reader.path(of: "pools[\(index)]")))
      }
      tiers = [Tier(name: "all", share: 1, service: .pools(all))]
    } else if cacheShare > 0 {
      tiers = [
        Tier(name: "all", share: 1, service: .pools([Pool(deployment: base, weight: nil)]))
      ]
    } else {
      guard fallbackQueue == nil, fallbackWait == nil else {
        throw .missing(path: reader.path(of: "tiers"))
      }
      return nil
    }
    guard tiers.contains(where: { $0.share > 0 }) else {
      throw .unacceptable(
        path: reader.path(of: "tiers"), found: "no share above 0", accepted: "shares of requests")
    }
    guard tiers.contains(where: { if case .pools = $0.service { true } else { false } }) else {
      throw .unacceptable(
        path: reader.path(of: "tiers"), found: "nothing but APIs",
        accepted: "a tier of one's own, which there is something to simulate of")
    }
  }

  /// A number, or a percentage.
  static func proportion(
    _ reader: inout FieldReader, _ field: String
  ) throws(StructuredTextError) -> Double? {
    switch reader.value(field) {
    case nil: return nil
    case .number(let number) where number >= 0 && number <= 1e6: return number
    case .string(let text)?:
      let isPercent = text.hasSuffix("%")
      if let number = Double(isPercent ? String(text.dropLast()) : text), number >= 0,
        number <= 1e6
      {
        return isPercent ? number / 100 : number
      }
      throw reader.unacceptable(field, .string(text), "a share such as 60% or 0.6")
    case .some(let other):
      throw reader.unacceptable(field, other, "a share such as 60% or 0.6")
    }
  }
}

extension FrontRequest.Tier {
  private static let own = ["name", "share", "pools", "api", "ttft", "tpot", "api_cv"]

  init(
    _ fields: [String: Value], index: Int, base: [String: Value], path: String
  ) throws(StructuredTextError) {
    var reader = try FieldReader(
      .object(fields.filter { Self.own.contains($0.key) }), path: path)
    name = try reader.string("name") ?? "tier \(index + 1)"
    share = try FrontRequest.proportion(&reader, "share") ?? 0
    let first = try reader.seconds("ttft"), each = try reader.seconds("tpot")
    let variation = try reader.number("api_cv", in: 0...20)
    let rest = fields.filter { !Self.own.contains($0.key) }
    if let offer = try reader.string("api") {
      guard rest.isEmpty, reader.value("pools") == nil else {
        throw .unacceptable(
          path: reader.path(of: "api"), found: "beside a deployment",
          accepted: "api with ttft, tpot and api_cv, or a deployment")
      }
      service = .api(
        FrontRequest.API(
          offer: offer,
          service: APIService(
            firstToken: try reader.require("ttft", first),
            perToken: try reader.require("tpot", each), variation: variation ?? 0)))
      return
    }
    guard first == nil, each == nil, variation == nil else {
      throw .unacceptable(
        path: reader.path(of: "ttft"), found: "without api",
        accepted: "latencies of an api; those of a deployment are simulated")
    }
    let mine = FrontList.merged(base, rest)
    guard let pools = try FrontList.groups(&reader, "pools") else {
      service = .pools([try FrontRequest.Pool(rest, base: base, path: path)])
      return
    }
    var all: [FrontRequest.Pool] = []
    for (index, pool) in pools.enumerated() {
      all.append(try FrontRequest.Pool(pool, base: mine, path: "\(path).pools[\(index)]"))
    }
    guard !all.isEmpty else { throw .missing(path: "\(path).pools[0]") }
    service = .pools(all)
  }
}

extension FrontRequest.Pool {
  init(
    _ fields: [String: Value], base: [String: Value], path: String
  ) throws(StructuredTextError) {
    var own = fields
    let stated = own.removeValue(forKey: "weight")
    var reader = try FieldReader(.object(FrontList.merged(base, own)), path: path)
    deployment = try EstimateRequest(&reader)
    try reader.finish()
    weight = nil
    if let stated {
      var weights = try FieldReader(.object(["weight": stated]), path: path)
      weight = try weights.number("weight", in: 0.000_001...1e6)
    }
  }
}

/// Lists of groups: in a document, or in a word such as `hardware=L40S,replicas=2; hardware=T4`.
enum FrontList {
  static func groups(
    _ reader: inout FieldReader, _ field: String
  ) throws(StructuredTextError) -> [[String: Value]]? {
    switch reader.value(field) {
    case nil: return nil
    case .string(let text):
      var groups: [[String: Value]] = []
      for part in text.split(separator: ";") {
        var group: [String: Value] = [:]
        for pair in part.split(separator: ",") {
          let sides = pair.split(separator: "=", maxSplits: 1).map {
            $0.trimmed()
          }
          guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
            throw reader.unacceptable(
              field, .string(String(pair)), "name=value pairs: hardware=L40S,replicas=2; …")
          }
          let key = String(sides[0].map { $0 == "-" ? "_" : $0 })
          let number = numeric.contains(key) ? Double(sides[1]) : nil
          group[key] = number.map { .number($0) } ?? .string(sides[1])
        }
        groups.append(group)
      }
      guard !groups.isEmpty else { throw .missing(path: reader.path(of: field)) }
      return groups
    default:
      let items = try reader.array(field) ?? []
      guard !items.isEmpty, items.count <= 1000 else {
        throw reader.unacceptable(field, .array(items), "a list of one to 1000 groups")
      }
      var groups: [[String: Value]] = []
      for (index, item) in items.enumerated() {
        guard case .object(let group) = item else {
          throw reader.unacceptable("\(field)[\(index)]", item, "a group of fields")
        }
        groups.append(group)
      }
      return groups
    }
  }

  /// Fields whose values are numbers; a device may be called 4090.
  private static let numeric = Set(
    EstimateField.all.filter { $0.kind == .whole || $0.kind == .number }.map(\.name)
      + ["share", "weight", "api_cv"])

  /// The fields of the question's deployment.
  static func deployment(_ reader: inout FieldReader) -> [String: Value] {
    var fields: [String: Value] = [:]
    for field in EstimateField.all where !["replicas", "requests_per_hour"].contains(field.name) {
      fields[field.name] = reader.value(field.name)
    }
    return fields
  }

  /// Fields of one device that say nothing of another.
  private static let ofHardware = [
    "devices", "memory_gb", "tensor_parallel", "pipeline_parallel", "attention_data_parallel",
    "offer", "purchase_price", "pricing",
  ]

  /// What a group states, over what the question states.
  static func merged(_ base: [String: Value], _ own: [String: Value]) -> [String: Value] {
    var fields = base
    if own["hardware"] != nil { for name in ofHardware { fields[name] = nil } }
    if own.keys.contains(where: EstimateRequest.modelSources.contains) {
      for name in EstimateRequest.modelSources { fields[name] = nil }
    }
    return fields.merging(own) { _, own in own }
  }
}

extension Substring {
  /// Without spaces at either end.
  fileprivate func trimmed() -> String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
