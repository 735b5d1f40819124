import TestSupport
import Testing

@testable import Quantities

@Suite struct NearestNamesTests {
  @Test func slipsFindTheirName() {
    let names = ["hardware", "model", "context", "concurrency", "format"]
    #expect(NearestNames.suggestions(for: "hardwre", among: names) == ["hardware"])
    #expect(NearestNames.suggestions(for: "--Modle", among: names) == ["model"])
    #expect(NearestNames.suggestions(for: "zzzz", among: names) == [])
    #expect(NearestNames.suggestions(for: "", among: names) == [])
    #expect(NearestNames.suggestions(for: "---", among: names) == [])
    #expect(NearestNames.suggestions(for: "model", among: []) == [])
  }

  @Test func partsFindTheWholeAndPunctuationDoesNotMatter() {
    let names = ["Llama-3.1-8B-Instruct", "Qwen3-8B", "Llama-3.1-70B-Instruct"]
    #expect(
      NearestNames.suggestions(for: "llama 3.1 8b", among: names).first == "Llama-3.1-8B-Instruct")
    #expect(NearestNames.suggestions(for: "qwen3_8b", among: names).first == "Qwen3-8B")
  }

  @Test func theBestComesFirstAndOrderDoesNotMatter() {
    let names = ["h100", "h200", "h800", "a100"]
    let expected = NearestNames.suggestions(for: "h10", among: names)
    #expect(expected.first == "h100")
    #expect(NearestNames.suggestions(for: "h10", among: names.reversed()) == expected)
    #expect(NearestNames.suggestions(for: "h10", among: names, limit: 1) == ["h100"])
  }

  @Test(arguments: [
    ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("abc", "abc", 0), ("abc", "abd", 1),
    ("abc", "acb", 1), ("abc", "ab", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func distances(a: String, b: String, distance: Int) {
    #expect(NearestNames.distance(Array(a.utf8), Array(b.utf8)) == distance)
  }

  @Test func distanceIsSymmetricAndBounded() {
    var generator = SeededGenerator(seed: 81)
    func word() -> [UInt8] {
      (0..<Int.random(in: 0...8, using: &generator)).map { _ in
        UInt8.random(in: 97...99, using: &generator)
      }
    }
    for _ in 0..<2_000 {
      let a = word()
      let b = word()
      let distance = NearestNames.distance(a, b)
      #expect(distance == NearestNames.distance(b, a))
      #expect((abs(a.count - b.count)...max(a.count, b.count)).contains(distance))
      #expect((distance == 0) == (a == b))
    }
  }
}

@Suite struct PrintableTextTests {
  @Test func whatSteersIsWrittenOut() {
    #expect(PrintableText.escaped("plain é 漢 👩‍👧") == "plain é 漢 👩‍👧")
    #expect(PrintableText.escaped("\u{1B}[2J") == "\\u{1B}[2J")
    #expect(PrintableText.escaped("a\u{9B}31mb\u{7F}") == "a\\u{9B}31mb\\u{7F}")
    #expect(PrintableText.escaped("\u{202E}x\u{2066}") == "\\u{202E}x\\u{2066}")
    #expect(PrintableText.escaped("a\r\nb") == "a\\u{D}\\u{A}b")
    #expect(PrintableText.escaped("a\nb", keepingLineFeeds: true) == "a\nb")
  }

  @Test func escapingTwiceChangesNothing() {
    let once = PrintableText.escaped("\u{0}\u{1B}\\u{1B}")
    #expect(PrintableText.escaped(once) == once)
  }
}
