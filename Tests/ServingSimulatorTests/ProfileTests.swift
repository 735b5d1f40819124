import PerformanceModel
import Quantities
import TestSupport
import Testing

@testable import ServingSimulator

@Suite struct ProfileTests {
  /// Steps as the step function says them, written down as if they had been measured.
  private static func table(_ model: StepModel, mixes: Bool = false) -> String {
    var rows = ["prefill_tokens,decode_batch,context_tokens,step_ms,note"]
    func add(_ prefill: Int, _ batch: Int, _ context: Int, _ step: Step) {
      rows.append("\(prefill),\(batch),\(context),\(model.time(step).total * 1e3),x")
    }
    func decode(_ batch: Int, _ context: Int) -> Step {
      .decode(sequences: Double(batch), context: Double(context))
    }
    let batches = [1, 2, 4, 8, 16, 24, 32, 48, 64], contexts = [0, 512, 4_096]
    for batch in batches {
      for context in contexts { add(0, batch, context, decode(batch, context)) }
    }
    for tokens in [1, 64, 256, 512, 1_024, 2_048] {
      for past in [0, 2_048] {
        add(tokens, 0, past, .prefill(tokens: Double(tokens), past: Double(past)))
      }
      for batch in batches where mixes {
        for context in contexts {
          add(tokens, batch, context, .prefill(tokens: Double(tokens)) + decode(batch, context))
        }
      }
    }
    return rows.joined(separator: "\n") + "\n"
  }

  private static func profile(_ text: String) throws(ProfileError) -> MeasuredProfile {
    try MeasuredProfile(bytes: Array(text.utf8), name: "p.csv")
  }

  @Test func playsLikeWhatItWasMeasuredOn() throws {
    let subject = try deployment("llama-3.1-8b", "H100-SXM-80GB")
    let steps = Forecaster(subject, coefficients: builtIn.coefficients).steps
    let traffic = Traffic(
      .poisson(rate: 6), input: .logNormal(mean: 700, cv: 0.5),
      output: .logNormal(mean: 150, cv: 0.5))
    var settings = SimulationSettings(requests: 1_500)
    let modelled = simulation(subject, traffic, settings).run()
    for mixes in [true, false] {
      settings.profile = try Self.profile(Self.table(steps, mixes: mixes))
      let measured = simulation(subject, traffic, settings).run()
      // Without mixed steps these are put together from two others.
      let limit = mixes ? 0.03 : 0.12
      for (a, b) in [
        (measured.timeToFirstToken, modelled.timeToFirstToken),
        (measured.timePerOutputToken, modelled.timePerOutputToken),
        (measured.endToEnd, modelled.endToEnd),
      ] {
        #expect(abs(a.mean.value / b.mean.value - 1) < limit, "\(mixes)")
      }
    }
  }

  /// Skipping along a profile's lines is playing each of its steps.
  @Test func strideAndStepsAgree() throws {
    let subject = try deployment("llama-3.1-8b", "H100-SXM-80GB")
    let steps = Forecaster(subject, coefficients: builtIn.coefficients).steps
    let profile = try Self.profile(Self.table(steps, mixes: true))
    for sequences in [1.0, 3, 20, 64, 90] {
      for mean in [0.0, 100, 512, 700, 4_096, 9_000] {
        let context = sequences * mean
        let line = profile.line(sequences: sequences, context: context)
        let step = profile.seconds(Step(decodeSequences: sequences, decodeContext: context)).total
        #expect(abs(line.seconds(context: context) / step - 1) < 1e-9)
      }
    }
    var settings = SimulationSettings(requests: 300)
    settings.profile = profile
    let traffic = Traffic(.poisson(rate: 5), input: .fixed(500), output: .fixed(200))
    let stride = simulation(subject, traffic, settings).run()
    settings.longestRun = 1
    let single = simulation(subject, traffic, settings).run()
    #expect(stride.endToEnd == single.endToEnd)
    #expect(stride.timeToFirstToken == single.timeToFirstToken)
  }

  @Test(arguments: [
    ("prefill_tokens,decode_batch,step_ms\n", "context_tokens"),
    ("0,1,0,5\n64,0,0,-3\n", "step_ms"), ("0,1,0,5\n64,0,0,nan\n", "step_ms"),
    ("0,1,0,5\n64,0,0,\n", "step_ms"), ("0,1.5,0,5\n", "decode_batch"),
    ("0,0,0,5\n", "does something"), ("0,1,0,5\n", "steps of prompts"),
    ("64,0,0,5\n", "only decode"), ("0,1,0,5\n0,1,0,6\n64,0,0,9\n", "same step"),
    ("0,1,0,5\n0,2,9,6\n64,0,0,9\n", "decode_batch 1, context_tokens 9"),
    ("0,1,0,5\n0,1,100,4\n64,0,0,9\n", "line 3"), ("0,1,0,5\n64,0,0\n", "fields"),
  ])
  func saysWhatIsWrong(rows: String, word: String) {
    let header = rows.hasPrefix("p") ? "" : "prefill_tokens,decode_batch,context_tokens,step_ms\n"
    do throws(ProfileError) {
      _ = try Self.profile(header + rows)
      Issue.record("accepted \(rows)")
    } catch {
      #expect(error.description.contains(word), "\(error)")
    }
  }

  @Test func noiseIsLevelled() throws {
    let profile = try Self.profile(
      "prefill_tokens,decode_batch,context_tokens,step_ms\n0,1,0,10\n0,1,100,9.8\n0,1,200,12\n8,0,0,20\n"
    )
    func milliseconds(_ context: Double) -> Double {
      profile.seconds(Step(decodeSequences: 1, decodeContext: context)).total * 1e3
    }
    #expect(abs(milliseconds(100) - 10) < 1e-9)
    #expect(abs(milliseconds(150) - 11) < 1e-9)
    #expect(abs(milliseconds(300) - 14) < 1e-9)
  }

  @Test func damagedProfilesNeverTrap() {
    var generator = SeededGenerator(seed: 5)
    let base =
      "prefill_tokens,decode_batch,context_tokens,step_ms\n0,1,0,10\n0,1,100,10\n0,8,0,12\n0,8,100,13\n"
      + "64,0,0,20\n128,0,0,30\n64,1,0,21\n128,1,0,32\n"
    for _ in 0..<6_000 {
      let bytes = mutated(
        Array(base.utf8),
        dictionary: ["-1", "1e309", "NaN", ",", "\n", "\"", "1e300", "99999999999", "0"],
        using: &generator)
      guard let profile = try? MeasuredProfile(bytes: bytes, name: "p") else { continue }
      let step = Step(
        prefillTokens: 70, prefillContext: 9_000, decodeSequences: 3, decodeContext: 500)
      let time = profile.seconds(step).total
      #expect(time > 0 && time.isFinite)
      let line = profile.line(sequences: 5, context: 700)
      #expect(line.slope >= 0 && line.upper > 700 && line.seconds(context: 700) > 0)
    }
  }
}
