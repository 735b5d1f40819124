import PerformanceModel
import Quantities
import Testing

@Suite("Requests that arrive at random, of random deployments") struct OpenArrivalsTests {
  @Test("An idle replica answers as for one request alone")
  func idle() throws {
    for sample in samples {
      guard let idle = OpenArrivals(sample.forecaster, sample.workload, others: 0) else { continue }
      let alone = sample.forecaster.forecast(sample.workload.with(concurrency: 1))
      #expect(idle.mean.endToEnd == alone.endToEnd, "\(sample.label)")
      #expect(idle.rate == 0)
      #expect(
        idle.latency(0.99, sample.forecaster, sample.workload).endToEnd.value <= alone.endToEnd
          .value * 1.0001, "\(sample.label)")
    }
  }

  @Test("The mean is the forecast with as many in flight, whatever its requests are prepared as")
  func mean() {
    for sample in samples {
      let shape = PreparedWorkload(sample.workload, sample.forecaster, arrivals: .atRandom)
      for others in [0.1, 3, 40] {
        let open = OpenArrivals(sample.forecaster, shape, others: others)
        #expect(open == OpenArrivals(sample.forecaster, sample.workload, others: others))
        guard let open else { continue }
        let forecast = open.forecast(sample.forecaster, sample.workload)
        #expect(open.mean.timeToFirstToken == forecast.timeToFirstToken, "\(sample.label)")
        #expect(open.mean.timePerOutputToken == forecast.timePerOutputToken, "\(sample.label)")
        #expect(open.mean.endToEnd == forecast.endToEnd, "\(sample.label)")
      }
    }
  }

  @Test("Higher percentiles and fuller replicas are slower")
  func monotone() {
    for sample in samples {
      var before = 0.0
      for others in [0.1, 0.5, 2, 8, 30] {
        guard let open = OpenArrivals(sample.forecaster, sample.workload, others: others) else {
          break
        }
        let latencies = [0.5, 0.9, 0.95, 0.99].map {
          open.latency($0, sample.forecaster, sample.workload)
        }
        for (lower, higher) in zip(latencies, latencies.dropFirst()) {
          // Where all requests wait, the last digits are a matter of rounding.
          for figure in [\OpenArrivals.Latency.timeToFirstToken, \.timePerOutputToken, \.endToEnd] {
            #expect(
              lower[keyPath: figure] <= higher[keyPath: figure] * (1 + 1e-12), "\(sample.label)")
          }
        }
        let mean = open.mean.endToEnd.value
        #expect(mean >= before * (1 - 1e-9), "\(sample.label)")
        before = mean
      }
    }
  }

  @Test("Burstier arrivals are felt")
  func bursts() {
    for sample in samples.prefix(100) {
      guard let calm = OpenArrivals(sample.forecaster, sample.workload, others: 4, variation: 0.2),
        let bursty = OpenArrivals(sample.forecaster, sample.workload, others: 4, variation: 3)
      else { continue }
      let ends = [calm, bursty].map {
        $0.latency(0.95, sample.forecaster, sample.workload).endToEnd
      }
      #expect(ends[0] <= ends[1], "\(sample.label)")
    }
  }

  @Test("A rate is met by the load that it makes; beyond capacity there is none")
  func rates() throws {
    for sample in samples.prefix(200) {
      let full = sample.forecaster.capacity(sample.workload)
      guard full.runs else {
        #expect(OpenArrivals.at(rate: 1, sample.forecaster, sample.workload) == nil)
        continue
      }
      let beyond = OpenArrivals.at(
        rate: full.requestsPerSecond * 1.01, sample.forecaster, sample.workload)
      #expect(beyond == nil, "\(sample.label)")
      let half = full.requestsPerSecond * 0.3
      guard let found = OpenArrivals.at(rate: half, sample.forecaster, sample.workload) else {
        Issue.record("no load for \(half) requests/s: \(sample.label)")
        continue
      }
      #expect(abs(found.rate / half - 1) < 0.02 || found.others < 0.02, "\(sample.label)")
    }
  }

  @Test(
    "Quantiles of the normal distribution",
    arguments: [
      (0.5, 0.0), (0.9, 1.2816), (0.95, 1.6449), (0.99, 2.3263), (0.05, -1.6449),
    ])
  func quantiles(_ share: Double, _ value: Double) {
    #expect(abs(NormalDistribution.quantile(share) - value) < 5e-4)
  }
}
