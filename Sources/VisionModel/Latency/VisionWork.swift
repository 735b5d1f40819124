import Catalog

/// What is asked of a device: a network at an image size, under a runtime, in a precision.
public struct VisionWork: Sendable {
  public var device: VisionDevice
  public var unit: VisionUnit
  public var runtime: String
  public var precision: VisionPrecision
  public var figure: VisionFigure
  public var network: VisionNetwork
  /// Root of the image's pixels, above 0.
  public var inputSide: Double
  /// Images that are read with the weights: 1 but for ``VisionFigure/batched``.
  public var batch: Double
  /// Operations for an image, above 0.
  public let operations: Double

  /// `nil` where nobody says how many operations the network takes.
  public init?(
    device: VisionDevice, unit: VisionUnit, runtime: String, precision: VisionPrecision,
    figure: VisionFigure, network: VisionNetwork, inputSide: Double, batch: Double = 1
  ) {
    guard let operations = network.operations(side: inputSide), operations > 0,
      operations.isFinite
    else { return nil }
    self.device = device
    self.unit = unit
    self.runtime = runtime
    self.precision = precision
    self.figure = figure
    self.network = network
    self.inputSide = inputSide
    self.batch = max(1, batch)
    self.operations = operations
  }

  /// The work that a measurement timed; `nil` where the source does not say all of it.
  public init?(_ measurement: VisionMeasurement, catalog: VisionCatalog) {
    guard let device = catalog.device(id: measurement.device),
      let network = catalog.network(id: measurement.network),
      let precision = measurement.precision, let side = measurement.inputSide
    else { return nil }
    self.init(
      device: device, unit: measurement.unit, runtime: measurement.runtime, precision: precision,
      figure: measurement.figure, network: network, inputSide: side,
      batch: measurement.figure == .batched ? Double(measurement.batch) : 1)
  }

  /// Milliseconds of the operations at the peak of the unit: for units that nobody rates at that of
  /// a usual one of their kind, which a fitted efficiency makes good.
  public var idealMilliseconds: Double {
    let rate = device.rate(unit, precision) ?? Self.usualRate(unit)
    return operations / rate * 1000
  }

  /// Milliseconds in which the weights come from memory, once a batch; 0 where nobody states the
  /// bandwidth or the size, or weights stay on the chip.
  public var weightMilliseconds: Double {
    guard let bandwidth = device.accelerator?.memoryBandwidth, bandwidth > 0,
      let parameters = network.parameters, figure != .pipelined
    else { return 0 }
    return parameters * precision.bytes / bandwidth / batch * 1000
  }

  /// The most of the peak that can be reached; `nil` of a unit that nobody rates.
  ///
  /// Winograd's convolutions of 3 × 3 multiply 2.25 times less than they count for (Lavin and Gray,
  /// 2016), on units that are programmed; processors are rated in FP32 and do twice and four times
  /// as many operations on halves and bytes. NPUs do what they are built for.
  public var largestEfficiency: Double? {
    guard isRated else { return nil }
    let winograd = 2.25
    switch unit {
    case .npu: return 1
    case .gpu: return winograd
    case .cpu:
      switch precision {
      case .fp32: return winograd
      case .fp16, .w8a16: return 2 * winograd
      case .int8: return 4 * winograd
      }
    }
  }

  /// Whether the unit's peak is known.
  public var isRated: Bool { device.rate(unit, precision) != nil }

  /// The middle of the rated devices of a unit, to the order of magnitude.
  private static func usualRate(_ unit: VisionUnit) -> Double {
    switch unit {
    case .cpu: 1e11
    case .gpu: 1e13
    case .npu: 1e13
    }
  }
}
