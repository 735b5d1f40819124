import Catalog
import PerformanceModel
import Presentation
import Quantities

/// Whether a deployment is a good match, as a score with its parts and as advice in words.
public struct Compatibility: Hashable, Sendable {
  /// The whole batch of the workload fits in memory.
  public var fits: Bool
  /// Share of the usable memory that is needed; above 1 it does not fit.
  public var utilization: Double
  /// 0 to 100: the sum of the parts.
  public var score: Double
  public var parts: [Part]
  public var recommendations: [String]

  /// One part of the score.
  public struct Part: Hashable, Sendable {
    public var name: String
    public var points: Double
    public var of: Double
    /// Why so many points.
    public var reason: String
  }

  /// The score of a forecast.
  ///
  /// Memory 40 (full up to 90 % of what is usable, falling to 20 at 100 %, then with the share of
  /// the batch that fits); response 30 (first token within 1 s, then 20 tokens a second, which is
  /// faster than people read); use of the device 20 (share of the capacity the workload takes);
  /// support 10 (arithmetic units for the format). Nothing runs, nothing counts.
  init(_ deployment: Deployment, forecast: Forecast, capacity: Forecast, concurrency: Double) {
    fits = forecast.fits && forecast.batch >= 1
    utilization = forecast.memory.utilization
    guard forecast.runs else {
      parts = [
        Part(name: "memory", points: 0, of: 40, reason: "not one request fits"),
        Part(name: "response", points: 0, of: 30, reason: "nothing runs"),
        Part(name: "use", points: 0, of: 20, reason: "nothing runs"),
        Part(name: "support", points: 0, of: 10, reason: "nothing runs"),
      ]
      score = 0
      recommendations = []
      return
    }
    let memory: Double
    let memoryReason: String
    if utilization <= 0.9 {
      memory = 40
      memoryReason = "\(NumberFormat.percent(utilization)) of the usable memory"
    } else if utilization <= 1 {
      memory = 40 - 200 * (utilization - 0.9)
      memoryReason =
        "\(NumberFormat.percent(utilization)) of the usable memory: little room is left"
    } else {
      let share = forecast.batch / max(1, concurrency)
      memory = 20 * share
      memoryReason = "\(Int(forecast.batch)) of \(Int(concurrency)) requests fit at once"
    }
    let first = min(1, 1 / max(1e-9, forecast.timeToFirstToken.value))
    let pace = min(1, 0.05 / max(1e-9, forecast.timePerOutputToken.value))
    let use = min(1, forecast.requestsPerSecond / max(1e-12, capacity.requestsPerSecond))
    let format = deployment.weightFormat.compute
    let isNative = deployment.accelerator.computeRate(format)?.from == format
    parts = [
      Part(name: "memory", points: memory, of: 40, reason: memoryReason),
      Part(
        name: "response", points: 15 * first + 15 * pace, of: 30,
        reason: "first token \(Words.time(forecast.timeToFirstToken)) (1 s wanted), then "
          + "\(Words.time(forecast.timePerOutputToken)) a token (50 ms wanted)"),
      Part(
        name: "use", points: 20 * use, of: 20,
        reason: "\(NumberFormat.percent(use)) of the throughput that the largest batch would give"),
      Part(
        name: "support", points: isNative ? 10 : 5, of: 10,
        reason: isNative
          ? "the device computes in \(format.rawValue.uppercased())"
          : "the device has no \(format.rawValue.uppercased()) units of use"),
    ]
    score = parts.reduce(0) { $0 + $1.points }
    recommendations = []
  }
}
