/// The time of a decode step as a function of its contexts: a straight line over a range of them.
///
/// With a batch that does not change, a step differs from the one before it only by the tokens that
/// its sequences look back on, and the step function is piecewise affine in their sum. A run of
/// decode steps therefore has a sum in closed form.
public struct DecodeLine: Hashable, Sendable {
  /// The sums of contexts, in tokens, between which the line holds.
  public var lower: Double
  public var upper: Double
  /// Seconds of a step at a sum of contexts of 0, were the line to hold there.
  public var intercept: Double
  /// Seconds for each token of context.
  public var slope: Double
  /// Of a step's seconds, those in which the devices neither stream nor multiply: launches, the
  /// engine's own work and the link.
  public var unloaded: Double

  public init(
    lower: Double, upper: Double, intercept: Double, slope: Double, unloaded: Double
  ) {
    self.lower = lower
    self.upper = upper
    self.intercept = intercept
    self.slope = slope
    self.unloaded = unloaded
  }

  /// Seconds of a step at a sum of contexts within the range.
  public func seconds(context: Double) -> Double { intercept + slope * context }
}

extension StepModel {
  /// The line on which steps lie in which `sequences` sequences decode, around a sum of contexts.
  ///
  /// A line ends where the mean context reaches the attention window, and where attention turns from
  /// reading to computing or back.
  /// - Parameter rows: of each sequence, as ``Step/decodeRows``.
  /// - Complexity: O(1); no allocation.
  public func decodeLine(sequences: Double, context: Double, rows: Double = 1) -> DecodeLine {
    let edge = sequences * window
    let isWithin = context < edge
    let windowed = isWithin ? 0 : edge
    let readSlope = cacheSecondsPerToken + (isWithin ? windowedCacheSecondsPerToken : 0)
    let readStart =
      sequences * stateSecondsPerSequence
      + (windowed > 0 ? windowed * windowedCacheSecondsPerToken : 0)
    let computeSlope =
      rows * (latentDecodeCompute + decodePairCompute + (isWithin ? windowedDecodePairCompute : 0))
    let computeStart = windowed > 0 ? rows * windowed * windowedDecodePairCompute : 0
    var lower = isWithin ? 0 : edge
    var upper = isWithin ? edge : Double.infinity
    let reads = readStart + readSlope * context >= computeStart + computeSlope * context
    if readSlope != computeSlope {
      let crossing = (readStart - computeStart) / (computeSlope - readSlope)
      if crossing > context { upper = min(upper, crossing) }
      if crossing <= context { lower = max(lower, crossing) }
    }
    let rest = time(Step(decodeSequences: sequences, decodeRows: rows))
    return DecodeLine(
      lower: lower, upper: upper,
      intercept: rest.total - rest.attention + (reads ? readStart : computeStart),
      slope: reads ? readSlope : computeSlope, unloaded: rest.communication + rest.overhead)
  }
}
