import PerformanceModel
import Quantities

/// A promise to users: a latency that a share of requests does not exceed.
public struct ServiceLevel: Hashable, Sendable {
  public var metric: Metric
  /// Share of requests, as `p95` is 0.95; `nil` for the mean.
  public var share: Double?
  public var limit: Seconds

  public enum Metric: String, CaseIterable, Sendable, Codable {
    /// Time to first token, queueing included.
    case ttft
    /// Time per output token after the first.
    case tpot
    /// From sending a request to its last token.
    case e2e
  }

  public init(_ metric: Metric, share: Double?, limit: Seconds) {
    self.metric = metric
    self.share = share
    self.limit = limit
  }

  /// How people write it: `TTFT p95`, `TPOT mean`.
  public var label: String { "\(metric.rawValue.uppercased()) \(percentile)" }

  /// `p95`, `p99.9`, `mean`.
  public var percentile: String {
    guard let share else { return "mean" }
    let percent = (share * 1000).rounded() / 10
    return percent == percent.rounded() ? "p\(Int(percent))" : "p\(percent)"
  }

  /// The latency of the metric among those of a share.
  public func latency(_ latency: OpenArrivals.Latency) -> Seconds {
    switch metric {
    case .ttft: latency.timeToFirstToken
    case .tpot: latency.timePerOutputToken
    case .e2e: latency.endToEnd
    }
  }
}
