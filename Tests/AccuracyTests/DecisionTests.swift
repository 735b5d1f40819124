import Confidence
import Testing

@testable import Accuracy

@Suite struct DecisionTests {
  private func configuration(
    _ id: String, concurrency: Double, measured: Double, forecast: Double,
    interval: Interval = Interval(low: 0.8, high: 1.25)
  ) -> MeasuredConfiguration {
    MeasuredConfiguration(
      id: id, group: "g", concurrency: concurrency, devices: 1, outputTokens: 101,
      measured: .init(timeToFirstToken: 0.1, timePerOutputToken: measured),
      forecast: .init(timeToFirstToken: 0.1, timePerOutputToken: forecast),
      intervals: .init(timeToFirstToken: interval, timePerOutputToken: interval))
  }

  @Test("Perfect forecasts choose the best and never miss")
  func perfect() {
    let all = [(1.0, 0.005), (4, 0.012), (16, 0.024), (64, 0.06)].map {
      configuration(
        "c\($0.0)", concurrency: $0.0, measured: $0.1, forecast: $0.1,
        interval: Interval(low: 1, high: 1))
    }
    let found = DecisionValidation(all, confidence: 0.5)
    #expect(found.groups == 1)
    #expect(found.decisions.count == DecisionTarget.all.count)
    #expect(found.decisions.allSatisfy { !$0.isViolated && $0.regret == 0 })
    #expect(found.meanTau == 1)
    #expect(found.missed == 0)
  }

  @Test("A forecast that is too fast is caught by the measurement, unless confidence asks for more")
  func optimism() {
    let all = [
      configuration("a", concurrency: 1, measured: 0.02, forecast: 0.018),
      configuration("b", concurrency: 4, measured: 0.035, forecast: 0.029),
      configuration("c", concurrency: 8, measured: 0.08, forecast: 0.08),
    ]
    func violations(_ confidence: Double) -> Int {
      DecisionValidation(all, confidence: confidence).decisions.count { $0.isViolated }
    }
    #expect(violations(0.5) > 0)
    #expect(violations(0.9) == 0)
  }

  @Test(
    "Kendall's tau",
    arguments: [
      ([1.0, 2, 3], [1.0, 2, 3], 1.0), ([1.0, 2, 3], [3.0, 2, 1], -1.0),
      ([1.0, 2, 3, 4], [1.0, 2, 4, 3], 2.0 / 3), ([1.0, 1], [1.0, 1], 1.0),
    ] as [([Double], [Double], Double)])
  func tau(_ a: [Double], _ b: [Double], _ value: Double) {
    #expect(abs(DecisionValidation.kendallTau(a, b) - value) < 1e-12)
  }

  @Test("The chance of a limit grows with it, and is a tenth at the ends of the interval")
  func chance() {
    let interval = Interval(low: 0.7, high: 1.6)
    #expect(abs(interval.chance(atMost: 1.6, forecast: 1) - 0.9) < 1e-3)
    #expect(abs(interval.chance(atMost: 0.7, forecast: 1) - 0.1) < 1e-3)
    #expect(interval.chance(atMost: 1.2, forecast: 1) > interval.chance(atMost: 1.1, forecast: 1))
    for share in [0.3, 0.5, 0.8, 0.95] {
      let factor = interval.factor(of: share)
      #expect(abs(interval.chance(atMost: factor, forecast: 1) - share) < 1e-3)
    }
  }
}
