/// The coefficients that apply to one deployment, multiplied out and in SI units.
public struct StepCoefficients: Hashable, Sendable {
  // Shares of the hardware's peaks.
  public var weightBandwidth: Double
  public var kvBandwidth: Double
  public var gemm: Double
  public var attention: Double
  public var collectiveBandwidth: Double
  /// Tokens.
  public var gemmHalf: Double
  // Seconds.
  public var layerOverhead: Double
  public var stepOverhead: Double
  public var sequenceOverhead: Double
  public var requestOverhead: Double
  public var collectiveLatency: Double

  /// Looks up and multiplies the factors of `context`.
  public init(_ coefficients: Coefficients, _ context: Coefficients.Context) {
    let values = coefficients.values(context)
    self.init { values[$0] }
  }

  /// Takes the values of the terms in the units of the coefficients file.
  public init(_ value: (Coefficients.Term) -> Double) {
    weightBandwidth = value(.weightBandwidth)
    kvBandwidth = value(.kvBandwidth)
    gemm = value(.gemm)
    attention = value(.attention)
    collectiveBandwidth = value(.collectiveBandwidth)
    gemmHalf = value(.gemmHalf)
    layerOverhead = value(.layerOverhead) * 1e-6
    stepOverhead = value(.stepOverhead) * 1e-3
    sequenceOverhead = value(.sequenceOverhead) * 1e-6
    requestOverhead = value(.requestOverhead) * 1e-3
    collectiveLatency = value(.collectiveLatency) * 1e-6
  }
}
