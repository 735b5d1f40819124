import PerformanceModel
import Testing

@Suite struct DecodeLineTests {
  /// The line is the step function itself, over the whole of its range.
  @Test func liesOnTheStepFunction() {
    for sample in samples.prefix(300) {
      let steps = sample.forecaster.steps
      for sequences in [1.0, 7, 64] {
        for mean in [1.0, 100, 3_000, 60_000] {
          let context = sequences * mean
          let line = steps.decodeLine(sequences: sequences, context: context)
          #expect(line.lower <= context && context <= line.upper, "\(sample.label)")
          for place in [
            context, line.lower, min(line.upper, 4 * context), (line.lower + context) / 2,
          ] {
            let exact = steps.time(.decode(sequences: sequences, context: place / sequences)).total
            guard exact.isFinite else { continue }
            #expect(abs(line.seconds(context: place) - exact) <= 1e-9 * exact, "\(sample.label)")
          }
        }
      }
    }
  }
}
