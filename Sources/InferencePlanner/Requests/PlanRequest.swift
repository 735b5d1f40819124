import Catalog
import PlanSearch
import Quantities
import StructuredText

/// The planner's question as a person states it: names and amounts, nothing resolved yet.
///
/// The command line, question files and presets all become this type, through the same fields
/// (``PlanField``).
public struct PlanRequest: Hashable, Sendable {
  public var preset: String?
  public var task: String?
  public var model: EstimateRequest.ModelSource?
  public var quality: String?
  public var weights: [String]?
  public var kvCache: [String]?

  public var input: Int?
  public var cachedInput: Int?
  public var output: Int?
  /// Requests a second at the busiest time.
  public var rate: Double?
  public var peakFactor: Double
  public var burstiness: Double
  public var hoursPerMonth: Double?
  public var levels: [ServiceLevel]

  public var budget: USDollars?
  public var purchaseBudget: USDollars?
  public var availability: Double?
  /// The chance with which latencies have to be kept.
  public var confidence: Double?

  public var hardware: String?
  public var accelerators: [String]?
  public var engines: [String]?
  public var payments: [Payment]?
  public var providers: [String]?
  public var region: String?
  public var privacy: Privacy
  public var expertise: Expertise
  public var infrastructure: Infrastructure
  public var compliance: [Compliance]
  /// `nil` means balanced, or quality on hardware that is there already.
  public var prefer: PlanQuestion.Preference?
  public var country: String?
  /// Split the traffic into tiers as well.
  public var hybrid: Bool
  /// Plan for other settings as well.
  public var survey: Bool
  public var plans: Int

  /// Where prompts may go.
  public enum Privacy: String, CaseIterable, Sendable {
    /// Anywhere.
    case any
    /// To machines that run nothing but ours: rented or own, no API.
    case ownMachines = "no-api"
    /// Nowhere: own hardware, no network needed.
    case onPremises = "on-premises"
  }

  /// What the people who run it know.
  public enum Expertise: String, CaseIterable, Sendable {
    case limited, moderate, advanced
  }

  /// What there is to run machines with.
  public enum Infrastructure: String, CaseIterable, Sendable {
    /// Nobody looks after machines, rented or own: services by the token or by the second.
    case none
    /// Desks and accounts: rented machines and workstations, no servers of one's own.
    case basic
    /// Racks, cooling, and people on call.
    case advanced
  }

  public enum Compliance: String, CaseIterable, Sendable {
    case gdpr, hipaa, sox
  }

  /// The fields that state a service level, with what they mean.
  static let levelNames: [(field: String, words: String, percentile: String, level: ServiceLevel)] =
    {
      let metrics: [(ServiceLevel.Metric, String)] = [
        (.ttft, "Time to first token"), (.tpot, "Time per output token"), (.e2e, "Whole request"),
      ]
      let shares: [(String, Double?)] = [
        ("mean", nil), ("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99),
      ]
      return metrics.flatMap { metric, words in
        shares.map { name, share in
          (
            "\(metric.rawValue)_\(name)", words, name,
            ServiceLevel(metric, share: share, limit: .zero)
          )
        }
      }
    }()

  /// Reads a request from the fields of a document.
  /// - Throws: ``StructuredTextError`` that names the field, its value and what is accepted.
  public init(_ reader: inout FieldReader) throws(StructuredTextError) {
    preset = try reader.string("preset")
    task = try reader.string("task")
    let named = try reader.string("model")
    let config = try reader.string("config")
    guard named == nil || config == nil else {
      throw .unacceptable(
        path: reader.path(of: "model"), found: "given more than once",
        accepted: "one of model, config")
    }
    model = named.map { .named($0) } ?? config.map { .file($0) }
    if case .number(let score)? = reader.value("quality") {
      quality = String(score)
    } else {
      quality = try reader.string("quality")
    }
    weights = try reader.names("weights")
    kvCache = try reader.names("kv_cache")

    let most = EstimateRequest.mostTokens
    input = try reader.integer("input", in: 1...most)
    cachedInput = try reader.integer("cached_input", in: 0...most)
    output = try reader.integer("output", in: 1...most)
    let perSecond = try reader.requestRate("rate")
    let perHour = try Self.perHour(&reader)
    guard perSecond == nil || perHour == nil else {
      throw .unacceptable(
        path: reader.path(of: "rate"), found: "given beside requests_per_hour",
        accepted: "one of rate, requests_per_hour")
    }
    rate = perSecond ?? perHour
    peakFactor = try reader.number("peak_factor", in: 1...1000) ?? 1
    burstiness = try reader.number("burstiness", in: 0...20) ?? 1
    hoursPerMonth = try reader.number("hours_per_month", in: 0.01...744)

    var levels: [ServiceLevel] = []
    for name in Self.levelNames {
      guard let limit = try reader.seconds(name.field) else { continue }
      levels.append(ServiceLevel(name.level.metric, share: name.level.share, limit: limit))
    }
    self.levels = levels
    budget = try reader.dollarsPerMonth("budget")
    purchaseBudget = try reader.dollars("purchase_budget")
    availability = try reader.share("availability")
    confidence = try reader.share("confidence")

    hardware = try reader.string("hardware")
    accelerators = try reader.names("accelerators")
    engines = try reader.names("engines")
    payments = try Self.choices(&reader, "payments", Payment.self)
    providers = try reader.names("providers")
    region = try reader.string("region")
    let stated = try reader.choice("privacy", Privacy.self)
    let isOffline = try reader.bool("offline") ?? false
    if let stated, isOffline, stated != .onPremises {
      throw .unacceptable(
        path: reader.path(of: "offline"), found: "true beside privacy \(stated.rawValue)",
        accepted: "offline with privacy on-premises, or without")
    }
    privacy = isOffline ? .onPremises : stated ?? .any
    expertise = try reader.choice("expertise", Expertise.self) ?? .moderate
    infrastructure = try reader.choice("infrastructure", Infrastructure.self) ?? .advanced
    compliance = try Self.choices(&reader, "compliance", Compliance.self) ?? []
    prefer = try reader.choice("prefer", PlanQuestion.Preference.self)
    country = try reader.string("country")
    hybrid = try reader.bool("hybrid") ?? false
    survey = try reader.bool("survey") ?? false
    plans = try reader.integer("plans", in: 1...100) ?? 5
    try checkConsistency(reader)
  }

  /// Requests an hour as a plain number, or with a unit of its own.
  private static func perHour(_ reader: inout FieldReader) throws(StructuredTextError) -> Double? {
    if case .number(let number)? = reader.value("requests_per_hour") {
      guard number > 0, number <= 1e12 else {
        throw reader.unacceptable("requests_per_hour", .number(number), "a number above 0")
      }
      return number / 3600
    }
    guard case .string(let text)? = reader.value("requests_per_hour") else {
      return try reader.requestRate("requests_per_hour")
    }
    if let number = Double(text) {
      guard number > 0, number <= 1e12 else {
        throw reader.unacceptable("requests_per_hour", .string(text), "a number above 0")
      }
      return number / 3600
    }
    return try reader.requestRate("requests_per_hour")
  }

  private static func choices<Choice: RawRepresentable & CaseIterable>(
    _ reader: inout FieldReader, _ field: String, _ type: Choice.Type
  ) throws(StructuredTextError) -> [Choice]? where Choice.RawValue == String {
    guard let names = try reader.names(field) else { return nil }
    var choices: [Choice] = []
    for name in names {
      guard let choice = Choice(rawValue: name.lowercased()) else {
        throw reader.unacceptable(
          field, .string(name), Choice.allCases.map(\.rawValue).joined(separator: ", "))
      }
      choices.append(choice)
    }
    return choices
  }

  /// What contradicts itself is an error before anything is searched.
  private func checkConsistency(_ reader: FieldReader) throws(StructuredTextError) {
    if let cachedInput, let input, cachedInput >= input {
      throw .unacceptable(
        path: reader.path(of: "cached_input"), found: String(cachedInput),
        accepted: "less than the input of \(input) tokens")
    }
    if privacy == .onPremises, let payments,
      !payments.contains(where: { $0 == .owned || $0 == .inHand })
    {
      throw .unacceptable(
        path: reader.path(of: "payments"),
        found: payments.map(\.rawValue).joined(separator: ", ") + " beside privacy on-premises",
        accepted: "owned, or another privacy")
    }
    if infrastructure == .none, privacy == .onPremises || hardware != nil {
      throw .unacceptable(
        path: reader.path(of: "infrastructure"),
        found: "none beside "
          + (hardware != nil ? "hardware that is there" : "privacy \(privacy.rawValue)"),
        accepted: "basic or advanced, or prompts that may leave the house")
    }
    if infrastructure == .none, let payments,
      !payments.contains(where: { $0 == .api || $0 == .serverless })
    {
      throw .unacceptable(
        path: reader.path(of: "payments"),
        found: payments.map(\.rawValue).joined(separator: ", ") + " beside infrastructure none",
        accepted: "api or serverless, or infrastructure basic")
    }
    if hardware != nil, accelerators != nil {
      throw .unacceptable(
        path: reader.path(of: "accelerators"), found: "given beside hardware",
        accepted: "hardware for what is there, or accelerators for what may be rented or bought")
    }
    // A limit at a higher percentile that is tighter than one at a lower one says nothing new;
    // a whole request that must end before its first token is impossible.
    for level in levels where level.metric == .e2e {
      for first in levels
      where first.metric == .ttft && first.share == level.share && first.limit > level.limit {
        throw .unacceptable(
          path: reader.path(of: "ttft_\(first.percentile)"),
          found: "\(first.limit.value) s beside \(level.limit.value) s for the whole request",
          accepted: "a first token before the last one")
      }
    }
  }
}
