/// The values of all coefficients in one context.
public struct ContextValues: Hashable, Sendable {
  public var steps: StepCoefficients
  /// Shares of the design power.
  public var busyPower: Double
  public var decodePower: Double
  public var idlePower: Double

  public init(
    steps: StepCoefficients, busyPower: Double, decodePower: Double, idlePower: Double
  ) {
    self.steps = steps
    self.busyPower = busyPower
    self.decodePower = decodePower
    self.idlePower = idlePower
  }
}

extension Coefficients.Context {
  /// The values of `coefficients` in this context.
  public func values(_ coefficients: Coefficients) -> ContextValues {
    ContextValues(
      steps: StepCoefficients(coefficients, self),
      busyPower: coefficients.value(.powerBusy, self),
      decodePower: coefficients.value(.powerDecode, self),
      idlePower: coefficients.value(.powerIdle, self))
  }
}
