/// All-reduces among devices that read each other's memory over a fabric.
///
/// Engines send small messages in one shot, in which every device reads all others and adds up: one
/// latency, whatever the ranks, and `n − 1` times the message. Larger ones take two shots, a
/// reduce-scatter and an all-gather, that move `2 (n − 1) / n` of the message and meet more often.
/// The ratios of latencies and of rates between the two are those of the kernels of TensorRT-LLM
/// 1.3, vLLM 0.24 and SGLang 0.5 on A100, H100, H200 and B200, 2 to 8 devices, 256 B to 16 MiB
/// (aiconfigurator 0.12).
struct DirectReduction: Hashable, Sendable {
  /// All-reduces of a step.
  let count: Double
  /// Seconds a token of each kind, at the link's full rate, all of a step together.
  let oneShot: Double
  let twoShot: Double

  static let none = DirectReduction(0, ranks: 1, secondsPerToken: 0)

  /// - Parameter secondsPerToken: in which a link moves the message of one token.
  init(_ count: Double, ranks: Double, secondsPerToken: Double) {
    guard ranks > 1 else {
      self.count = 0
      oneShot = 0
      twoShot = 0
      return
    }
    self.count = count
    oneShot = count * (ranks - 1) * secondsPerToken / Self.oneShotRate
    twoShot = count * 2 * (ranks - 1) / ranks * secondsPerToken
  }

  /// Seconds of a step of `tokens` tokens.
  /// - Parameters:
  ///   - latency: of one shot, seconds.
  ///   - share: of the link's rate that two shots reach.
  func time(tokens: Double, latency: Double, share: Double) -> Double {
    min(
      count * latency + tokens * oneShot / share,
      count * latency * Self.twoShotLatency + tokens * twoShot / share)
  }

  /// One shot reaches 0.28 to 0.38 of the link, two shots 0.27 to 0.41.
  private static let oneShotRate = 0.85
  /// 20–25 µs against 2.7–5 µs.
  private static let twoShotLatency = 6.0
}
