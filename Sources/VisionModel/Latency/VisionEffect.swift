/// One of the effects that make up a logarithm: the more particular it is, the nearer to 0 it is
/// kept by the fit.
public struct VisionEffect: Hashable, Sendable, Comparable {
  /// What an effect belongs to.
  public enum Scope: String, CaseIterable, Sendable, Codable {
    /// A unit and what is timed: the middle of everything.
    case unit
    case runtime
    case precision
    case runtimePrecision = "runtime-precision"
    case architecture
    case architecturePrecision = "architecture-precision"
    /// A device whose unit is rated.
    case device
    /// A device whose unit nobody rates.
    case unratedDevice = "unrated-device"
    /// A device under a runtime.
    case setting
    case settingPrecision = "setting-precision"
    case family
    case familyUnit = "family-unit"
    case familyRuntime = "family-runtime"
    case network
    case networkUnit = "network-unit"
    /// Units of one size: the larger a unit, the less of it one image fills.
    case size
  }

  /// What the logarithm is of.
  public enum Term: String, CaseIterable, Sendable, Codable {
    /// The share of the unit's peak that is reached.
    case efficiency
    /// Milliseconds that no operation explains: calls, copies, layers too small to fill the unit.
    case overhead
  }

  public var term: Term
  public var scope: Scope
  public var key: String

  public init(term: Term, scope: Scope, key: String) {
    self.term = term
    self.scope = scope
    self.key = key
  }

  public static func < (a: Self, b: Self) -> Bool {
    (a.term.rawValue, a.scope.rawValue, a.key) < (b.term.rawValue, b.scope.rawValue, b.key)
  }
}

extension VisionWork {
  /// The effects on the share of the peak that is reached.
  public var efficiencyEffects: [VisionEffect] {
    let unit = unit.rawValue, figure = figure.rawValue, precision = precision.rawValue
    let architecture = device.architecture(self.unit) + " " + unit
    let setting = "\(device.id) \(unit) \(runtime) \(figure)"
    let keys: [(VisionEffect.Scope, String)] = [
      (.unit, "\(unit) \(figure)"), (.runtime, "\(runtime) \(unit) \(figure)"),
      (.precision, "\(unit) \(precision)"), (.runtimePrecision, "\(runtime) \(unit) \(precision)"),
      (.architecture, architecture), (.architecturePrecision, "\(architecture) \(precision)"),
      (isRated ? .device : .unratedDevice, "\(device.id) \(unit)"), (.setting, setting),
      (.settingPrecision, "\(setting) \(precision)"), (.family, network.family),
      (.familyUnit, "\(network.family) \(unit) \(figure)"),
      (.familyRuntime, "\(network.family) \(runtime) \(unit) \(precision)"),
      (.network, network.id), (.networkUnit, "\(network.id) \(unit)"),
      (.size, "\(unit) \(figure) \(sizeClass)"),
    ]
    return keys.map { VisionEffect(term: .efficiency, scope: $0.0, key: $0.1) }
  }

  /// The unit's peak in steps of four; 0 where nobody rates it.
  private var sizeClass: Int {
    guard let rate = device.rate(self.unit, .fp32), rate >= 1 else { return 0 }
    return rate.exponent < 0 ? 0 : Int(rate.exponent) / 2
  }

  /// The effects on what no operation explains.
  public var overheadEffects: [VisionEffect] {
    let unit = unit.rawValue, figure = figure.rawValue
    let keys: [(VisionEffect.Scope, String)] = [
      (.unit, "\(unit) \(figure)"), (.runtime, "\(runtime) \(unit) \(figure)"),
      (.architecture, device.architecture(self.unit) + " " + unit),
      (.device, "\(device.id) \(unit)"),
      (.setting, "\(device.id) \(unit) \(runtime) \(figure)"), (.family, network.family),
    ]
    return keys.map { VisionEffect(term: .overhead, scope: $0.0, key: $0.1) }
  }
}
