import Catalog
import Confidence
import Glibc
import TestSupport
import Testing

@testable import Accuracy

@Suite struct IntervalFitTests {
  /// Errors of many sources that spread evenly over −half…half, each source shifted a little.
  private static func residuals(
    _ category: Category = .closedLoopTPOT, tier: ConfidenceTier = .knownSetup, half: Double,
    sources: Int = 40, each: Int = 50, seed: UInt64 = 7
  ) -> [Residual] {
    var generator = SeededGenerator(seed: seed)
    return (0..<sources).flatMap { source in
      (0..<each).map { _ in
        Residual(
          category: category, tier: tier, source: "s\(source)",
          logRatio: Double.random(in: -half...half, using: &generator))
      }
    }
  }

  private static func coverage(_ interval: Interval, _ residuals: [Residual]) -> Double {
    let covered = residuals.count { interval.range(1).contains(exp($0.logRatio)) }
    return Double(covered) / Double(residuals.count)
  }

  @Test(arguments: [0.05, 0.3, 1.0])
  func intervalsHoldEightyOfAHundredNewErrors(_ half: Double) {
    let fit = IntervalFit(Self.residuals(half: half, seed: 1))
    let interval = fit.interval(.closedLoopTPOT, .knownSetup)
    let share = Self.coverage(interval, Self.residuals(half: half, seed: 2))
    #expect((0.77...0.86).contains(share), "\(share)")
  }

  @Test func skewedErrorsGiveSkewedIntervals() {
    let residuals = Self.residuals(half: 0.2).map { residual in
      var residual = residual
      if residual.logRatio > 0 { residual.logRatio *= 4 }
      return residual
    }
    let interval = IntervalFit(residuals).interval(.closedLoopTPOT, .knownSetup)
    #expect(log(interval.high) > 2 * -log(interval.low))
  }

  /// Forecasts that are all too low have an interval above them that still begins at the forecast.
  @Test func anIntervalHoldsItsForecast() {
    let residuals = Self.residuals(half: 0.1).map { residual in
      var residual = residual
      residual.logRatio += 1
      return residual
    }
    let interval = IntervalFit(residuals).interval(.closedLoopTPOT, .knownSetup)
    #expect(interval.low <= 1 && interval.high > 2)
  }

  @Test(arguments: 0..<20)
  func lessKnownTiersAreNeverNarrower(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let residuals = (0..<400).map { _ in
      Residual(
        category: Category.allCases.randomElement(using: &generator) ?? .memory,
        tier: ConfidenceTier.allCases.randomElement(using: &generator) ?? .knownSetup,
        source: "s\(Int.random(in: 0..<9, using: &generator))",
        logRatio: Double.random(in: -2...2, using: &generator),
        weight: Double.random(in: 0.1...3, using: &generator))
    }
    let fit = IntervalFit(residuals)
    for category in Category.allCases {
      for (tier, next) in zip(ConfidenceTier.allCases, ConfidenceTier.allCases.dropFirst()) {
        let known = fit.interval(category, tier), less = fit.interval(category, next)
        #expect(less.low <= known.low && less.high >= known.high)
        #expect(known.low > 0 && known.high.isFinite)
      }
    }
  }

  /// Few sources say little, however many rows they have.
  @Test func fewSourcesAreHeldTowardsAllOthers() {
    let wide = Self.residuals(.closedLoopTPOT, half: 1)
    func high(_ sources: Int) -> Double {
      let narrow = Self.residuals(.energy, half: 0.1, sources: sources, each: 400 / sources)
      return IntervalFit(wide + narrow).interval(.energy, .knownSetup).high
    }
    #expect(high(1) > high(4) && high(4) > high(40))
    // A category that nobody measured gets what is usual.
    let unmeasured = IntervalFit(wide).interval(.energy, .knownSetup)
    #expect(unmeasured.high > 1.8)
  }

  /// Memory is not fitted: what is known of a device says nothing about it.
  @Test func memoryHasOneIntervalOfItsOwn() {
    let memory = Self.residuals(.memory, half: 0.05)
    let fit = IntervalFit(memory + Self.residuals(.energy, half: 2))
    let intervals = ConfidenceTier.allCases.map { fit.interval(.memory, $0) }
    #expect(Set(intervals).count == 1)
    #expect(intervals.allSatisfy { $0.high < 1.06 })
  }

  /// A source that is copied ten times over with a tenth of the weight changes next to nothing.
  @Test func weightsDecideAndNotRows() {
    let few = Self.residuals(half: 0.3)
    let loud = few.flatMap { residual -> [Residual] in
      guard residual.source == "s0" else { return [residual] }
      var copy = residual
      copy.weight /= 10
      return Array(repeating: copy, count: 10)
    }
    let a = IntervalFit(few).interval(.closedLoopTPOT, .knownSetup)
    let b = IntervalFit(loud).interval(.closedLoopTPOT, .knownSetup)
    #expect(abs(a.high - b.high) < 0.01 && abs(a.low - b.low) < 0.01)
  }

  @Test func quantilesCountTheErrorToCome() {
    let errors = WeightedErrors((1...9).map { (Double($0), 1) })
    // ⌈0.9 × 10⌉ = 9 of nine, ⌈0.8 × 10⌉ = 8.
    #expect(errors.upper(0.9) == 9)
    #expect(errors.upper(0.8) == 8)
    #expect(errors.lower(0.8) == 2)
    #expect(errors.effectiveCount == 9)
    #expect(WeightedErrors([]).upper(0.9) == nil)
    let weighted = WeightedErrors([(1, 1), (2, 100), (3, 1)])
    #expect(weighted.upper(0.5) == 2)
    #expect(weighted.effectiveCount < 1.1)
  }

  @Test func theChecksumIsThatOfCksum() {
    // printf '' | cksum; printf 123456789 | cksum
    #expect(POSIXChecksum([]).value == 4_294_967_295)
    #expect(POSIXChecksum("123456789".utf8).value == 930_766_865)
  }
}
