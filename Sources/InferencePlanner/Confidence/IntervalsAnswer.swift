import Confidence
import PerformanceModel
import Quantities
import StructuredText

extension EstimateAnswer {
  /// How far the figures may be off.
  public struct ConfidenceAnswer: JSONFields, Sendable {
    public let tier: String
    /// The share of measurements that an interval is made to hold.
    public let coverage: Double
    public let basis: String

    init(_ confidence: EstimateConfidence) {
      tier = confidence.tier.rawValue
      coverage = Intervals.coverage
      basis = confidence.basis
    }
  }

  /// An interval in the unit of its key.
  public struct RangeAnswer: JSONFields, Sendable {
    public let low: Double
    public let high: Double

    init?(_ range: ClosedRange<Double>?, times unit: Double = 1) {
      guard let range else { return nil }
      low = range.lowerBound * unit
      high = range.upperBound * unit
    }
  }

  /// The intervals of an estimate; absent where there is no figure, or no forecast decides it.
  public struct IntervalsAnswer: JSONFields, Sendable {
    public let totalMemoryGb: RangeAnswer?
    public let ttftMs: RangeAnswer?
    public let tpotMs: RangeAnswer?
    public let e2eMs: RangeAnswer?
    public let outputTokensPerSecond: RangeAnswer?
    public let outputTokensPerSecondPerUser: RangeAnswer?
    public let requestsPerSecond: RangeAnswer?
    public let fullLoadOutputTokensPerSecond: RangeAnswer?
    public let joulesPerOutputToken: RangeAnswer?
    public let costPerRequest: RangeAnswer?
    public let costPerRequestAtFullLoad: RangeAnswer?
    public let costPerMillionOutputTokens: RangeAnswer?
    public let costPerMillionOutputTokensAtFullLoad: RangeAnswer?

    init(_ estimate: Estimate) {
      let confidence = estimate.confidence
      totalMemoryGb = RangeAnswer(confidence.memory, times: 1e-9)
      ttftMs = RangeAnswer(confidence.timeToFirstToken, times: 1e3)
      tpotMs = RangeAnswer(confidence.timePerOutputToken, times: 1e3)
      e2eMs = RangeAnswer(confidence.endToEnd, times: 1e3)
      outputTokensPerSecond = RangeAnswer(confidence.outputRate)
      outputTokensPerSecondPerUser = RangeAnswer(confidence.userRate)
      requestsPerSecond = RangeAnswer(confidence.requestRate)
      fullLoadOutputTokensPerSecond = RangeAnswer(confidence.fullLoadOutputRate)
      joulesPerOutputToken = RangeAnswer(confidence.energyPerToken)
      // `cost_per_request` is that at the offered load, or at full load where none is offered.
      let isOffered = estimate.cost?.atOfferedLoad != nil
      let unit = isOffered ? confidence.costPerRequest : confidence.costPerRequestAtFullLoad
      let perMillion = 1e6 / estimate.workload.outputTokens
      costPerRequest = RangeAnswer(unit)
      costPerMillionOutputTokens = RangeAnswer(unit, times: perMillion)
      costPerRequestAtFullLoad = RangeAnswer(confidence.costPerRequestAtFullLoad)
      costPerMillionOutputTokensAtFullLoad = RangeAnswer(
        confidence.costPerRequestAtFullLoad, times: perMillion)
    }
  }
}
