import Quantities

/// Quantiles of many spans of time in little memory, mergeable.
///
/// Values fall into bins whose widths are a 512th of the power of two below them, as in HdrHistogram
/// (Tene): the middle of a bin is within ``relativeError`` of every value in it. Counts add, so that
/// sketches of parts merge into that of the whole, in any order. Mean, least and largest are exact.
public struct LatencySketch: Hashable, Sendable {
  /// The largest relative error of a quantile: half a bin.
  public static let relativeError = 1.0 / 1024
  /// A sketch for pictures: within 2 %, in a sixteenth of the memory.
  static var coarse: LatencySketch { LatencySketch(bits: 5) }

  /// Values that were added.
  public private(set) var count = 0
  private var sum = 0.0
  private var largest = 0
  private var bins: [UInt32] = []
  private var firstBin = 0

  /// Bins in a power of two, as a power of two.
  private let bits: Int

  public init() { self.init(bits: 9) }

  private init(bits: Int) { self.bits = bits }

  /// The mean; zero without values.
  public var mean: Seconds { count > 0 ? Seconds(sum / Double(count) / Ticks.perSecond) : .zero }
  /// The largest value.
  public var maximum: Seconds { Seconds(largest.seconds) }

  @inline(__always)
  mutating func add(_ ticks: Ticks) {
    let value = max(0, ticks)
    count += 1
    sum += Double(value)
    largest = max(largest, value)
    let bin = bin(value)
    if bin < firstBin || bin >= firstBin + bins.count { extend(to: bin) }
    bins[bin - firstBin] &+= 1
  }

  /// Adds what another sketch of the same bins holds.
  public mutating func merge(_ other: LatencySketch) {
    guard other.count > 0 else { return }
    precondition(other.bits == bits, "sketches of other bins do not merge")
    extend(to: other.firstBin)
    extend(to: other.firstBin + other.bins.count - 1)
    for (offset, count) in other.bins.enumerated() {
      bins[other.firstBin + offset - firstBin] &+= count
    }
    count += other.count
    sum += other.sum
    largest = max(largest, other.largest)
  }

  /// The value that a share of the values does not exceed, to ``relativeError``.
  /// - Parameter share: from 0 to 1.
  public func quantile(_ share: Double) -> Seconds {
    guard count > 0 else { return .zero }
    let rank = max(1, min(count, Int((min(max(share, 0), 1) * Double(count)).rounded(.up))))
    // The largest value is known.
    guard rank < count else { return maximum }
    var seen = 0
    for (offset, bin) in bins.enumerated() {
      seen += Int(bin)
      if seen >= rank {
        return Seconds(min(middle(firstBin + offset), Double(largest)) / Ticks.perSecond)
      }
    }
    return maximum
  }

  @inline(__always)
  private func bin(_ value: Int) -> Int {
    guard value >= 1 << bits else { return value }
    let exponent = Int.bitWidth - 1 - value.leadingZeroBitCount
    let shift = exponent - bits
    return (shift << bits) + (value >> shift)
  }

  private func middle(_ bin: Int) -> Double {
    guard bin >= 1 << bits else { return Double(bin) }
    let shift = (bin >> bits) - 1
    let mantissa = bin - (shift << bits)
    return (Double(mantissa) + 0.5) * Double(1 << shift)
  }

  private mutating func extend(to bin: Int) {
    // Room in both directions, so that it happens rarely.
    let margin = 1 << bits
    if bins.isEmpty {
      firstBin = max(0, bin - margin)
      bins = Array(repeating: 0, count: bin - firstBin + margin)
    } else if bin < firstBin {
      let first = max(0, bin - margin)
      bins.insert(contentsOf: repeatElement(0, count: firstBin - first), at: 0)
      firstBin = first
    } else if bin >= firstBin + bins.count {
      let missing = bin - firstBin - bins.count + 1
      bins.append(contentsOf: repeatElement(0, count: missing + margin))
    }
  }
}
