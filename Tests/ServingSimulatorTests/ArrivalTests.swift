import Quantities
import TestSupport
import Testing

@testable import ServingSimulator

@Suite struct ArrivalTests {
  private func gaps(_ arrivals: ArrivalProcess, _ count: Int = 40_000) -> [Double] {
    var source = RequestSource(
      Traffic(arrivals), settings: SimulationSettings(requests: count, seed: 3))
    var last = 0.0, gaps: [Double] = []
    while let request = source.next() {
      gaps.append(request.arrival.seconds - last)
      last = request.arrival.seconds
    }
    return gaps
  }

  private func moments(_ values: [Double]) -> (mean: Double, cv: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, variance.squareRoot() / mean)
  }

  @Test func gapsHaveTheirMeanAndVariation() {
    for (arrivals, cv) in [
      (ArrivalProcess.poisson(rate: 5), 1.0), (.gamma(rate: 5, cv: 0.5), 0.5),
      (.gamma(rate: 5, cv: 3), 3), (.constant(rate: 5), 0),
    ] {
      let found = moments(gaps(arrivals))
      #expect(abs(found.mean / 0.2 - 1) < 0.06, "\(arrivals)")
      #expect(abs(found.cv - cv) < 0.05 + 0.05 * cv, "\(arrivals): \(found.cv)")
    }
  }

  @Test func aDayHasItsPeak() {
    var source = RequestSource(
      Traffic(.daily(rate: 5, peakFactor: 2, period: Seconds(1_000))),
      settings: SimulationSettings(duration: Seconds(1_000), seed: 3))
    var night = 0, noon = 0, all = 0
    while let request = source.next() {
      all += 1
      if request.arrival.seconds < 100 || request.arrival.seconds > 900 { night += 1 }
      if abs(request.arrival.seconds - 500) < 100 { noon += 1 }
    }
    #expect(abs(Double(all) / 5_000 - 1) < 0.05)
    #expect(noon > 10 * night)
  }

  @Test func lengthsHaveTheirMeanAndVariation() {
    var random = RandomSource(seed: 5)
    for distribution in [
      LengthDistribution.logNormal(mean: 400, cv: 1.2), .normal(mean: 400, cv: 0.2), .fixed(400),
      .empirical([300, 400, 500]),
    ] {
      let values = (0..<60_000).map { _ in Double(distribution.sample(&random)) }
      let found = moments(values)
      #expect(abs(found.mean / 400 - 1) < 0.02, "\(distribution)")
      if case .logNormal(_, let cv) = distribution { #expect(abs(found.cv / cv - 1) < 0.06) }
    }
  }

  @Test func quantilesAreWithinTheirError() {
    var random = RandomSource(seed: 9)
    var whole = LatencySketch(), parts = [LatencySketch(), LatencySketch(), LatencySketch()]
    var values: [Int] = []
    for index in 0..<30_000 {
      let value = Ticks(seconds: 1e-4 * (8 * random.normal()).magnitude + random.exponential())
      values.append(value)
      whole.add(value)
      parts[index % 3].add(value)
    }
    values.sort()
    var merged = LatencySketch()
    for part in parts.reversed() { merged.merge(part) }
    for share in [0.01, 0.5, 0.9, 0.95, 0.99, 0.9999, 1] {
      let exact = values[max(0, Int((share * 30_000).rounded(.up)) - 1)].seconds
      let found = whole.quantile(share).value
      #expect(abs(found / exact - 1) <= LatencySketch.relativeError * 1.001)
      #expect(merged.quantile(share) == whole.quantile(share))
    }
    #expect(whole.maximum.value == values.last?.seconds)
    #expect(LatencySketch().quantile(0.5) == .zero)
  }

  @Test func studentsQuantilesAreThoseOfTheTables() {
    for (degrees, value) in [
      (1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042),
    ] {
      #expect(abs(ReplicationInterval.quantile(degrees: degrees) / value - 1) < 0.012)
    }
  }
}
