import Catalog
import PerformanceModel
import Quantities
import Testing

@Suite("Loads of servers, of random deployments") struct ServingLoads {
  @Test("A run of more requests has at least as many in flight, and a short one always an answer")
  func runsFillUp() {
    for sample in samples {
      let forecaster = sample.forecaster
      guard forecaster.capacity(sample.workload).runs else { continue }
      for rate in [0.1, 1, 30] {
        var last = 0.0
        for count in [10.0, 100, 1_000] {
          guard
            let run = forecaster.openRun(
              sample.workload, requestsPerSecond: rate, requests: count)
          else {
            Issue.record("no answer, \(sample.label)")
            continue
          }
          // Bisection ends within a hundredth.
          #expect(run.batch >= last * 0.98, "\(count) at \(rate)/s, \(sample.label)")
          #expect(run.batch <= max(1, count / 2), "\(count) at \(rate)/s, \(sample.label)")
          last = run.batch
        }
      }
    }
  }

  @Test("Room on demand holds no fewer than room for the longest, and one where one fits")
  func onDemandHoldsMore() {
    for sample in samples {
      let memory = sample.forecaster.memory
      let work = sample.workload
      let reserved = memory.largestBatch(tokens: work.contextTokens)
      let grown = memory.largestBatch(input: work.inputTokens, output: work.outputTokens)
      #expect(grown >= reserved, "\(sample.label)")
      #expect((grown >= 1) == (reserved >= 1), "\(sample.label)")
    }
  }

  @Test("A device draws between idle and busy power")
  func powerIsBounded() {
    for sample in samples {
      let forecaster = sample.forecaster
      let found = forecaster.forecast(sample.workload)
      let most = max(forecaster.busyPower.value, forecaster.decodePower.value)
      #expect(
        found.power.value >= forecaster.devices * forecaster.idlePower.value * (1 - 1e-9),
        "\(sample.label)")
      #expect(found.power.value <= forecaster.devices * most * (1 + 1e-9), "\(sample.label)")
    }
  }
}
