import Advice
import Catalog
import InferencePlanner
import StructuredText
import Testing

@Suite struct DiagnosisTests {
  @Test(arguments: [
    ("works in training, fails in inference", "works-in-training"),
    ("CUDA out of memory when I send long prompts", "gpu-memory"),
    ("the app gets killed on my phone, out of memory", "mobile-memory"),
    ("latency in production is far too high", "high-latency"),
    ("different results on iPhone and on the server", "inconsistent-results"),
    ("we cannot scale past a single server", "cannot-scale"),
    ("locked in to one vendor's proprietary API", "vendor-lock-in"),
    ("accuracy has become worse over time, drift?", "degrades-over-time"),
    ("answers are garbage after 4-bit quantization", "quantization-loss"),
    ("inference is slow on the CPU though all cores are busy", "cpu-threads"),
    ("quantisation made it wrose", "quantization-loss"),
  ])
  func descriptionsAreUnderstood(text: String, symptom: String) throws {
    #expect(try adviser.diagnose(text).first?.pitfall.answer == symptom)
  }

  @Test(arguments: ["", "the weather is nice", "🦆", "the a of"])
  func whatFitsNothingIsSaid(text: String) {
    #expect(throws: AdviceError.self) { try adviser.diagnose(text) }
  }

  @Test func tenPitfallsAreKnownAndEachSaysWhatHelps() throws {
    let pitfalls = try adviser.pitfalls()
    #expect(pitfalls.count == 10)
    for pitfall in pitfalls {
      #expect(pitfall.why != nil && pitfall.steps.count >= 1, "\(pitfall.id)")
      #expect(try adviser.diagnose(pitfall.label).first?.pitfall.id == pitfall.id)
    }
  }

  @Test func memoryIsTakenApart() throws {
    let request = try RequestFile.estimateRequest(
      .object([
        "model": .string("llama-3.1-8b"), "hardware": .string(""), "concurrency": .number(64),
        "input": .number(4096), "memory_gb": .number(24),
      ]))
    let finding = try #require(try adviser.diagnoseMemory(request).findings.first)
    #expect(finding.rows.map { $0[0].text } == ["weights", "KV cache", "activations", "reserve"])
    let shares = finding.rows.compactMap { row -> Double? in
      if case .number(let share) = row[2].value { share } else { nil }
    }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    #expect(finding.words.contains { $0.contains("too much") })
    #expect(finding.notes.contains { $0.contains("fits") })
  }
}
