import Glibc

/// An axis of a plot: what it measures, over which range, and where its ticks stand.
public struct PlotAxis: Hashable, Sendable {
  /// How values lie along the axis.
  public enum Scale: Hashable, Sendable {
    /// Equal differences are equal lengths.
    case linear
    /// Equal ratios are equal lengths; values of 0 and less have no place.
    case logarithmic
  }

  /// A value that the axis marks.
  public struct Tick: Hashable, Sendable {
    /// In the unit of the axis.
    public var value: Double
    /// How it is written.
    public var label: String
  }

  /// What the axis measures, with its unit.
  public let label: String
  /// How values lie along it.
  public let scale: Scale
  /// The value at the beginning of the axis.
  public let lower: Double
  /// The value at its end, above ``lower``.
  public let upper: Double

  /// An axis that has room for all values with a place on it; from 1 to 10 when there are none.
  public init(_ label: String, scale: Scale = .linear, covering values: [Double]) {
    self.label = label
    self.scale = scale
    let placed = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
    let least = placed.min() ?? 1, most = placed.max() ?? 10
    switch scale {
    case .linear:
      // One value needs a range around it.
      let room = most > least ? (most - least) * 0.04 : max(abs(most) / 2, 1)
      lower = least >= 0 ? max(0, least - room) : least - room
      upper = most + room
    case .logarithmic:
      let room = max(pow(most / least, 0.04), 1.1)
      lower = max(least / room, .leastNormalMagnitude)
      upper = min(most * room, .greatestFiniteMagnitude)
    }
  }

  /// Where a value lies: 0 at the beginning, 1 at the end; `nil` without a place on the axis.
  public func position(_ value: Double) -> Double? {
    switch scale {
    case .linear: value.isFinite ? (value - lower) / (upper - lower) : nil
    case .logarithmic:
      value.isFinite && value > 0 ? log(value / lower) / log(upper / lower) : nil
    }
  }

  /// The value at a position, the inverse of ``position(_:)``.
  public func value(at position: Double) -> Double {
    switch scale {
    case .linear: lower + position * (upper - lower)
    case .logarithmic: lower * pow(upper / lower, position)
    }
  }

  /// Round values within the range, at most about eight.
  public var ticks: [Tick] {
    values.map { Tick(value: $0, label: Self.label($0)) }
  }

  private var values: [Double] {
    switch scale {
    case .linear:
      let step = Self.roundStep((upper - lower) / 6)
      guard step > 0, step.isFinite else { return [] }
      let first = (lower / step).rounded(.up), last = (upper / step).rounded(.down)
      guard last >= first, last - first < 100 else { return [] }
      return stride(from: first, through: last, by: 1).map { $0 * step }
    case .logarithmic:
      let decades = log10(upper / lower)
      let mantissas: [Double] = decades < 1 ? [1, 2, 3, 5, 7] : decades < 3 ? [1, 2, 5] : [1]
      let every = max(1, (decades / 7).rounded(.up))
      let first = (log10(lower) / every).rounded(.down) * every
      return stride(from: first, through: log10(upper), by: every).flatMap { exponent in
        mantissas.map { $0 * pow(10, exponent) }
      }.filter { $0 >= lower && $0 <= upper }
    }
  }

  /// The smallest of 1, 2 and 5 times a power of ten that is at least `step`.
  private static func roundStep(_ step: Double) -> Double {
    guard step > 0 else { return 0 }
    let power = pow(10, log10(step).rounded(.down))
    return ([1, 2, 5].first { $0 * power >= step } ?? 10) * power
  }

  /// A value in as few letters as say it: "0.05", "200", "5k", "20M", "1e-06".
  static func label(_ value: Double) -> String {
    let size = abs(value)
    if size != 0, size < 1e-4 || size >= 1e15 { return shortened(value) }
    for (unit, name) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] where size >= unit {
      return shortened(value / unit) + name
    }
    return shortened(value)
  }

  private static func shortened(_ value: Double) -> String {
    let size = abs(value)
    if size != 0, size < 1e-4 || size >= 1e15 {
      let exponent = Int(log10(size).rounded(.down))
      return shortened(value / pow(10, Double(exponent))) + "e\(exponent)"
    }
    var text = NumberFormat.significant(value, digits: 3)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text
  }
}
