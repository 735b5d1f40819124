import Catalog
import Confidence
import PerformanceModel

/// The JSON form of a validation, schema `inferplan.validate/1`; errors are in percent.
public struct ValidationAnswer: Encodable, Sendable {
  public static let schemaName = "inferplan.validate/1"

  public let schema: String
  /// What `categories` are groups of.
  public let groupedBy: String
  public let rows: Int
  public let overall: Group
  public let categories: [Group]
  public let skipped: [Reason]
  public let refused: [Reason]
  public let unreadable: [Row]
  public let worst: [Point]

  public struct Group: Encodable, Sendable {
    public let name: String
    public let n: Int
    public let mdape: Double
    public let p75: Double
    public let p90: Double
    public let within10: Double
    public let within20: Double
    public let within30: Double
    public let bias: Double
    /// Share of measurements within the 80 % interval, and the median of half its width in percent
    /// of the forecast; null without intervals.
    public let coverage80: Double?
    public let width80: Double?

    enum CodingKeys: String, CodingKey {
      case name, n, mdape, p75, p90, within10, within20, within30, bias, coverage80, width80
    }

    init(_ name: String, _ summary: ErrorSummary) {
      self.name = name
      n = summary.count
      mdape = summary.median
      p75 = summary.p75
      p90 = summary.p90
      within10 = summary.within10
      within20 = summary.within20
      within30 = summary.within30
      bias = summary.bias
      coverage80 = summary.coverage80
      width80 = summary.width80
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(n, forKey: .n)
      try container.encode(mdape, forKey: .mdape)
      try container.encode(p75, forKey: .p75)
      try container.encode(p90, forKey: .p90)
      try container.encode(within10, forKey: .within10)
      try container.encode(within20, forKey: .within20)
      try container.encode(within30, forKey: .within30)
      try container.encode(bias, forKey: .bias)
      // A missing interval is said, not left out.
      try container.encode(coverage80, forKey: .coverage80)
      try container.encode(width80, forKey: .width80)
    }
  }

  public struct Reason: Encodable, Sendable {
    public let reason: String
    public let n: Int
  }

  public struct Row: Encodable, Sendable {
    public let file: String
    public let line: Int
    public let reason: String
  }

  public struct Point: Encodable, Sendable {
    public let id: String
    public let source: String
    public let category: String
    public let quantity: String
    public let model: String
    public let hardware: String
    public let engine: String
    public let measured: Double
    public let forecast: Double
    public let ratio: Double
    public let assumptions: [String]
  }

  public init(_ validation: Validation, groupedBy grouping: Validation.Grouping, worst: Int) {
    schema = Self.schemaName
    groupedBy = grouping.rawValue
    rows = validation.rows
    overall = Group("everything", validation.overall)
    categories = validation.summaries(by: grouping).map { Group($0.name, $0.summary) }
    skipped = Validation.counted(validation.skipped).map { Reason(reason: $0.reason, n: $0.count) }
    refused = Validation.counted(validation.refusalReasons).map {
      Reason(reason: $0.reason, n: $0.count)
    }
    unreadable = validation.unreadable.map { Row(file: $0.file, line: $0.line, reason: $0.reason) }
    self.worst = validation.worst(worst).map {
      Point(
        id: $0.point.id, source: $0.point.source, category: $0.point.category.rawValue,
        quantity: $0.point.quantity.rawValue, model: $0.point.model, hardware: $0.point.hardware,
        engine: $0.point.deployment.engine.id, measured: $0.point.measured, forecast: $0.forecast,
        ratio: $0.ratio, assumptions: $0.point.assumptions)
    }
  }
}

extension Validation {
  /// Refused points by reason.
  public var refusalReasons: [String: Int] {
    var reasons: [String: Int] = [:]
    for refusal in refusals { reasons[refusal.reason, default: 0] += 1 }
    return reasons
  }
}
