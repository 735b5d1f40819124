import Catalog
import PerformanceModel
import Quantities
import Testing

@Suite("The closed form, of random deployments") struct ForecastProperties {
  @Test("First token and the tokens after it make up the whole")
  func latenciesAddUp() {
    for sample in samples {
      let found = sample.forecaster.forecast(sample.workload)
      let after = (sample.workload.outputTokens - 1) * found.timePerOutputToken.value
      let sum = found.timeToFirstToken.value + after
      #expect(abs(found.endToEnd.value / sum - 1) < 1e-12, "\(sample.label)")
      #expect(found.queueWait <= found.timeToFirstToken, "\(sample.label)")
      #expect(found.prefillAlone.total <= found.timeToFirstToken.value, "\(sample.label)")
    }
  }

  @Test("One request at a time waits for nobody")
  func aloneThereIsNoQueue() {
    for sample in samples {
      var alone = sample.workload
      alone.concurrency = 1
      let found = sample.forecaster.forecast(alone)
      #expect(found.queueWait == .zero, "\(sample.label)")
      #expect(found.prefillShare == 0, "\(sample.label)")
      #expect(found.timePerOutputToken == found.decodeStep.seconds, "\(sample.label)")
      let first = sample.forecaster.steps.requestOverhead + found.prefillAlone.total
      #expect(abs(found.timeToFirstToken.value / first - 1) < 1e-12, "\(sample.label)")
    }
  }

  @Test("A token takes at least the decode step of its batch, and that of one request alone")
  func tokenTakesAStep() {
    for sample in samples {
      var alone = sample.workload
      alone.concurrency = 1
      let found = sample.forecaster.forecast(sample.workload)
      #expect(found.timePerOutputToken >= found.decodeStep.seconds, "\(sample.label)")
      let single = sample.forecaster.forecast(alone).timePerOutputToken
      #expect(found.timePerOutputToken.value >= single.value * (1 - 1e-12), "\(sample.label)")
    }
  }

  /// The closed form joins bounds smoothly and so may rise a little above its own limit.
  @Test("No number of users gets more out than the capacity")
  func throughputStaysBelowCapacity() {
    for sample in samples {
      let full = sample.forecaster.capacity(sample.workload)
      guard full.runs, batchingPays(sample, full) else { continue }
      for users in [1.0, 2, 3, 5, 9, 17, 40, 100, 250, 700, 5_000] {
        var work = sample.workload
        work.concurrency = users
        let found = sample.forecaster.forecast(work).requestsPerSecond
        #expect(found <= full.requestsPerSecond * 1.03, "\(users) users, \(sample.label)")
      }
    }
  }

  /// Whether sequences that decode together are done sooner than one after the other: not so on
  /// devices whose few operations a second make tiles of few rows dear.
  private func batchingPays(_ sample: Sample, _ full: Forecast) -> Bool {
    func decode(_ sequences: Double) -> Double {
      let context = sample.workload.meanDecodeContext
      return sample.forecaster.steps.time(.decode(sequences: sequences, context: context)).total
    }
    return decode(full.batch) <= full.batch * decode(1)
  }

  @Test("More users never wait less for their whole answer")
  func latencyGrowsWithUsers() {
    for sample in samples {
      var last = 0.0
      for users in [1.0, 2, 3, 5, 9, 17, 40, 100, 250, 700, 5_000] {
        var work = sample.workload
        work.concurrency = users
        let found = sample.forecaster.forecast(work).endToEnd.value
        #expect(found >= last * (1 - 1e-9), "\(users) users, \(sample.label)")
        last = found
      }
    }
  }

  @Test("Requests in flight are requests a second times their time")
  func littlesLaw() {
    for sample in samples {
      let found = sample.forecaster.forecast(sample.workload)
      guard found.runs else {
        #expect(found.requestsPerSecond == 0 && found.outputTokensPerSecond == 0)
        continue
      }
      let inFlight = found.requestsPerSecond * found.endToEnd.value
      #expect(abs(inFlight / sample.workload.concurrency - 1) < 1e-9, "\(sample.label)")
      #expect(found.batch <= found.largestBatch && found.largestBatch <= found.largestBatchByMemory)
    }
  }

  @Test("Tokens of a cached prefix save time")
  func cachedPrefixIsFaster() {
    for sample in samples {
      let input = sample.workload.inputTokens
      let cold = Workload(inputTokens: input, outputTokens: 64)
      let warm = Workload(inputTokens: input, outputTokens: 64, cachedTokens: input / 2)
      let a = sample.forecaster.forecast(warm).timeToFirstToken
      let b = sample.forecaster.forecast(cold).timeToFirstToken
      #expect(a.value <= b.value * (1 + 1e-12), "\(sample.label)")
    }
  }

  @Test("Power lies between the devices' decode and busy draw")
  func power() {
    for sample in samples {
      let found = sample.forecaster.forecast(sample.workload)
      let tdp = (sample.deployment.accelerator.power?.value ?? 0) * sample.forecaster.devices
      #expect(found.power.value <= tdp && found.power.value >= 0, "\(sample.label)")
      guard found.runs else { continue }
      let energy = found.energyPerOutputToken.value * found.outputTokensPerSecond
      #expect(abs(energy - found.power.value) <= 1e-9 * found.power.value, "\(sample.label)")
    }
  }
}
