import Catalog
import PerformanceModel
import Quantities
import TestSupport
import Testing

@Suite("A step, of random deployments") struct StepProperties {
  @Test("Parts add up to the total")
  func partsAddUp() {
    for sample in samples {
      let time = sample.forecaster.steps.time(.decode(sequences: 3, context: 900))
      let parts = time.matrices + time.attention + time.communication + time.overhead
      #expect(time.total == parts && time.seconds.value == parts, "\(sample.label)")
    }
  }

  @Test("Nothing to do takes no time")
  func emptyStep() {
    for sample in samples.prefix(20) {
      #expect(sample.forecaster.steps.time(Step()).total == 0)
    }
  }

  @Test("More sequences take no less time")
  func growsWithSequences() {
    for sample in samples {
      grows([1, 2, 3, 4, 8, 17, 64, 256, 1_000], sample) { .decode(sequences: $0, context: 2_000) }
    }
  }

  @Test("Longer contexts take no less time")
  func growsWithContext() {
    for sample in samples {
      grows([0, 1, 100, 1_024, 4_096, 100_000], sample) { .decode(sequences: 5, context: $0) }
      grows([0, 1, 1_000, 30_000], sample) { .prefill(tokens: 256, past: $0) }
    }
  }

  @Test("More prompt tokens take no less time")
  func growsWithPromptTokens() {
    for sample in samples {
      grows([1, 2, 3, 16, 127, 512, 2_048, 16_000], sample) { .prefill(tokens: $0) }
    }
  }

  @Test("Work that joins a step never shortens it")
  func growsWhenJoined() {
    for sample in samples {
      let steps = sample.forecaster.steps
      let prefill = Step.prefill(tokens: 300, past: 200)
      let decode = Step.decode(sequences: 12, context: 1_500)
      let joined = steps.time(prefill + decode).total
      #expect(joined >= steps.time(prefill).total, "\(sample.label)")
      #expect(joined >= steps.time(decode).total, "\(sample.label)")
    }
  }

  @Test("A cache in fewer bits is not read more slowly")
  func smallerCacheIsNotSlower() throws {
    let small = try builtIn.catalog.kvType("fp8"), large = try builtIn.catalog.kvType("fp16")
    let step = Step.decode(sequences: 16, context: 8_000)
    for sample in samples {
      let a = sample.with { $0.kvType = small }.forecaster.steps.time(step).total
      let b = sample.with { $0.kvType = large }.forecaster.steps.time(step).total
      #expect(a <= b, "\(sample.label)")
    }
  }

  /// Step times of ever more work never fall.
  private func grows(_ amounts: [Double], _ sample: Sample, _ step: (Double) -> Step) {
    var last = 0.0
    for amount in amounts {
      let time = sample.forecaster.steps.time(step(amount)).total
      #expect(time >= last && time.isFinite, "\(sample.label): \(step(amount))")
      last = time
    }
  }
}
