import Catalog
import Confidence

/// What somebody wants of a device.
public struct VisionQuestion: Sendable {
  public var device: VisionDevice
  public var task: String
  /// Milliseconds an image may take, from its start to its end.
  public var latencyLimit: Double?
  /// Images a second that must be kept up with.
  public var rateFloor: Double?
  /// Percent, in the metric of the task.
  public var accuracyFloor: Double?
  /// The id of the only runtime that will do.
  public var runtime: String?
  public var precision: VisionPrecision?

  public init(
    device: VisionDevice, task: String, latencyLimit: Double? = nil, rateFloor: Double? = nil,
    accuracyFloor: Double? = nil, runtime: String? = nil, precision: VisionPrecision? = nil
  ) {
    self.device = device
    self.task = task
    self.latencyLimit = latencyLimit
    self.rateFloor = rateFloor
    self.accuracyFloor = accuracyFloor
    self.runtime = runtime
    self.precision = precision
  }

  /// Milliseconds an image that a figure may be at most; `nil` without a limit. A rate of a
  /// pipeline says nothing of how long an image takes.
  public func limit(_ figure: VisionFigure) -> Double? {
    let interval = rateFloor.map { 1000 / $0 }
    return [figure == .latency ? latencyLimit : nil, interval].compactMap { $0 }.min()
  }

  /// Whether a figure can answer the question at all.
  func accepts(_ figure: VisionFigure) -> Bool { figure == .latency || latencyLimit == nil }
}

/// A network on a runtime in a precision, with its time.
public struct VisionOption: Sendable {
  public var network: String
  public var inputSide: Double?
  public var unit: VisionUnit
  public var runtime: String
  public var precision: VisionPrecision?
  public var figure: VisionFigure
  /// Milliseconds an image: measured, or the middle of the forecast.
  public var milliseconds: Double
  /// Milliseconds that 80 of 100 measurements would lie in; `nil` of a measurement.
  public var range: ClosedRange<Double>?
  /// The chance that the limit is kept: 1 or 0 of a measurement.
  public var chance: Double
  public var accuracy: VisionAccuracies.Answer?
  public var basis: Basis

  /// What the time rests on.
  public enum Basis: Sendable {
    case measured(VisionMeasurement)
    /// How much measurements have seen, and the nearest of them: the network elsewhere or another
    /// network in the setting.
    case interpolated(VisionTier, nearest: VisionMeasurement?)
  }

  public var isMeasured: Bool {
    if case .measured = basis { true } else { false }
  }
}
