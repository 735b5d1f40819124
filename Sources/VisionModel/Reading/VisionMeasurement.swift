import Catalog

/// A published time of a network on a device, its names resolved.
public struct VisionMeasurement: Hashable, Sendable, Identifiable {
  public var id: String
  /// The network, by its id.
  public var network: String
  public var task: String
  /// The root of the image's pixels; `nil` where the source does not say.
  public var inputSide: Double?
  public var device: String
  public var unit: VisionUnit
  public var runtime: String
  /// `nil` where the source does not say.
  public var precision: VisionPrecision?
  public var figure: VisionFigure
  /// Milliseconds an image, above 0; what they are the time of is ``figure``.
  public var milliseconds: Double
  public var batch: Int
  public var scope: VisionScope
  /// What qualifies the figure: `90th percentile`, `MLPerf open division` …
  public var labels: [String]
  public var source: VisionSource

  /// Images a second: of a latency, one after the other.
  public var imagesPerSecond: Double { 1000 / milliseconds }

  /// The place in which the runtime ran it.
  public var setting: VisionSetting {
    VisionSetting(device: device, unit: unit, runtime: runtime, figure: figure)
  }
}

/// Where a measurement was published.
public struct VisionSource: Hashable, Sendable {
  public var title: String
  public var url: String
  public var asOf: String

  public init(title: String, url: String, asOf: String) {
    self.title = title
    self.url = url
    self.asOf = asOf
  }

  /// Who publishes: releases and pages of one publisher share how they measure. For MLPerf that is
  /// who submitted, since each measures systems of their own.
  public var publisher: String {
    if title.hasPrefix("MLPerf Inference"), let end = title.firstRange(of: "), ") {
      let name = title[end.upperBound...].prefix { $0 != "(" && $0 != "," }
      return "MLPerf " + name.split(separator: " ").joined(separator: " ").lowercased()
    }
    let words = title.prefix { $0 != ":" && $0 != "(" }
    let first = words.split(separator: " ").prefix(2).joined(separator: " ")
    return first.isEmpty ? title : first
  }
}

/// A unit of a device under a runtime, and what is timed.
public struct VisionSetting: Hashable, Sendable {
  public var device: String
  public var unit: VisionUnit
  public var runtime: String
  public var figure: VisionFigure

  public init(device: String, unit: VisionUnit, runtime: String, figure: VisionFigure) {
    self.device = device
    self.unit = unit
    self.runtime = runtime
    self.figure = figure
  }
}
