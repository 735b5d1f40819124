/// Which figure was measured.
public enum MeasuredQuantity: String, CaseIterable, Sendable, Codable {
  /// Seconds.
  case timeToFirstToken = "TTFT"
  case timePerOutputToken = "TPOT"
  case endToEnd = "end to end"
  /// Tokens a second of decoding alone.
  case decodeRate = "decode tok/s"
  /// Prompt tokens a second.
  case prefillRate = "prefill tok/s"
  /// Generated tokens a second over everything.
  case outputRate = "output tok/s"
  /// Prompt and generated tokens a second.
  case totalRate = "total tok/s"
  case requestRate = "requests/s"
  /// Bytes.
  case memory = "memory"
  /// Joules a generated token.
  case energyPerToken = "J/token"
}
