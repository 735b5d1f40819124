import Catalog
import StructuredText

/// How accurate networks are, as published, and what quantization takes from them.
public struct VisionAccuracies: Sendable {
  private struct Place: Hashable {
    var network: String
    var task: String
    /// Pixels, rounded; 0 where the source does not say.
    var side: Int
    var precision: VisionPrecision
  }

  /// The metric of a task in which most networks are published.
  public let metrics: [String: String]
  private var values: [Place: Double] = [:]
  private var partials: [Place: (metric: String, value: Double)] = [:]
  private var losses: [String: [VisionPrecision: (points: Double, networks: Int)]] = [:]

  /// An accuracy and what it rests on.
  public struct Answer: Hashable, Sendable, Codable {
    /// In percent.
    public var percent: Double
    public var metric: String
    public var basis: Basis

    /// Where an accuracy comes from.
    public enum Basis: String, Hashable, Sendable, Codable {
      /// Published in this precision.
      case published
      /// Published as trained, in 16 or 32 bits, which 16 bits keep.
      case asTrained = "as-trained"
      /// Published as trained, less what the precision takes from most networks of the task.
      case lessUsualLoss = "less-usual-loss"
      /// Published as trained; what the precision takes, nobody measured.
      case lossUnknown = "loss-unknown"
      /// Measured on a part of the set: compares with nothing.
      case partialSet = "partial-set"
    }

    /// Whether it can be ranked beside others of its metric.
    public var isComparable: Bool { basis != .partialSet }
  }

  /// Reads `vision_accuracy.csv`.
  /// - Throws: ``CatalogError`` for a row that cannot be read.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    var rows: [VisionAccuracy] = []
    for table in try files.tables(.visionAccuracy) {
      for row in table.rows {
        guard let value = try row.number("accuracy"), value > 0, value <= 100 else {
          throw row.unacceptable("accuracy", "a number above 0, at most 100")
        }
        guard let precision = try row.choice("precision", VisionPrecision.self) else {
          throw row.unacceptable(
            "precision", VisionPrecision.allCases.map(\.rawValue).joined(separator: ", "))
        }
        rows.append(
          VisionAccuracy(
            network: try row.required("model"), task: try row.required("task"),
            inputSide: try row.number("input_side"), metric: try row.required("metric"),
            precision: precision, value: value, isPartial: try row.flag("partial") ?? false,
            source: row["source"] ?? ""))
      }
    }
    self.init(rows)
  }

  public init(_ rows: [VisionAccuracy]) {
    var networks: [String: [String: Set<String>]] = [:]
    for row in rows where !row.isPartial {
      networks[row.task, default: [:]][row.metric, default: []].insert(row.network)
    }
    let metrics = networks.compactMapValues { byMetric in
      byMetric.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
    }
    for row in rows {
      let place = Place(
        network: row.network, task: row.task, side: Int((row.inputSide ?? 0).rounded()),
        precision: row.precision)
      if row.isPartial {
        partials[place] = (row.metric, row.value)
      } else if row.metric == metrics[row.task] {
        values[place] = row.value
      }
    }
    var differences: [String: [VisionPrecision: [Double]]] = [:]
    for (place, value) in values where place.precision == .int8 || place.precision == .w8a16 {
      guard let trained = Self.trained(values, place) else { continue }
      differences[place.task, default: [:]][place.precision, default: []].append(trained - value)
    }
    losses = differences.mapValues { byPrecision in
      byPrecision.compactMapValues { points in
        // Fewer than five say nothing of the next network.
        guard points.count >= 5 else { return nil }
        return (max(0, points.sorted()[points.count / 2]), points.count)
      }
    }
    self.metrics = metrics
  }

  /// The accuracy of a network for an image of this side in a precision; `nil` where nobody
  /// published one for this side.
  public func accuracy(
    network: String, task: String, side: Double?, precision: VisionPrecision?
  ) -> Answer? {
    guard let side, let metric = metrics[task] else { return nil }
    let asked = precision ?? .fp32
    let place = Place(
      network: network, task: task, side: Int(side.rounded()), precision: asked)
    // 16 bits keep an accuracy; that two publications differ by half a point says nothing of them.
    if asked == .fp16, let trained = Self.trained(values, place) {
      return Answer(percent: trained, metric: metric, basis: .asTrained)
    }
    if let value = values[place] {
      return Answer(percent: value, metric: metric, basis: .published)
    }
    if let trained = Self.trained(values, place) {
      if asked == .fp16 || asked == .fp32 {
        return Answer(percent: trained, metric: metric, basis: .asTrained)
      }
      // 16-bit activations lose at most what 8-bit ones lose.
      if let loss = losses[task]?[asked] ?? losses[task]?[.int8] {
        return Answer(
          percent: max(0, trained - loss.points), metric: metric, basis: .lessUsualLoss)
      }
      return Answer(percent: trained, metric: metric, basis: .lossUnknown)
    }
    if let partial = partials[place] {
      return Answer(percent: partial.value, metric: partial.metric, basis: .partialSet)
    }
    return nil
  }

  /// What a precision usually takes in a task, in points of its metric, over so many networks.
  public func usualLoss(
    task: String, precision: VisionPrecision
  ) -> (points: Double, networks: Int)? { losses[task]?[precision] }

  /// The sides for which a network's accuracy is known.
  public func sides(network: String, task: String) -> Set<Int> {
    Set(values.keys.filter { $0.network == network && $0.task == task && $0.side > 0 }.map(\.side))
  }

  private static func trained(_ values: [Place: Double], _ place: Place) -> Double? {
    var place = place
    for precision in [VisionPrecision.fp32, .fp16] {
      place.precision = precision
      if let value = values[place] { return value }
    }
    return nil
  }
}
