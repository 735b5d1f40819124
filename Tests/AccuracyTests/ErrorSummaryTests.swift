import Testing

@testable import Accuracy

@Suite struct ErrorSummaryTests {
  @Test func summarises() {
    let summary = ErrorSummary([(110, 100), (80, 100), (100, 100), (150, 100)])
    #expect(summary.count == 4)
    #expect(abs(summary.median - 15) < 1e-9)
    #expect(abs(summary.p90 - 41) < 1e-9)
    #expect(abs(summary.within10 - 25) < 1e-9)
    #expect(summary.within20 == 75)
    #expect(abs(summary.bias - 5) < 1e-9)
  }

  @Test func nothingHasNoError() {
    #expect(ErrorSummary([]).median == 0)
    #expect(ErrorSummary([]).within30 == 0)
  }

  @Test(arguments: [
    ("*vllm*", "vLLM (ROCm fork)", true), ("tgi*", "TGI AWQ", true), ("tgi*", "a tgi", false),
    ("a*b*c", "aXbYc", true), ("a*b*c", "acb", false), ("phi-2", "phi-2", true),
    ("phi-2", "phi-2b", false), ("*x", "x", true), ("ab*ba", "aba", false), ("*", "", true),
  ]) func globs(pattern: String, text: String, matches: Bool) {
    #expect(GlobPattern(pattern).matches(GlobPattern.folded(text)) == matches)
  }
}
