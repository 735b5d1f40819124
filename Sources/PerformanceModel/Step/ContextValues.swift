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
    let values = coefficients.values(self)
    return ContextValues(
      steps: StepCoefficients { values[$0] },
      busyPower: values[.powerBusy], decodePower: values[.powerDecode],
      idlePower: values[.powerIdle])
  }
}
