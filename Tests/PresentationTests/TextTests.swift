import Presentation
import TestSupport
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ｆ", 2), ("한", 2), ("😀", 2),
    ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("1️⃣", 2), ("–", 1), ("µ", 1), ("ก็", 1),
  ])
  func widthsAreThoseOfATerminal(text: String, columns: Int) {
    #expect(TextWidth.columns(of: text) == columns)
  }

  @Test func linesBreakAtSpacesThenAtMarksThenAnywhere() {
    #expect(TextWrapping.lines(of: "one two  three", width: 7) == ["one two", "three"])
    #expect(TextWrapping.lines(of: "org/model-8B x", width: 6) == ["org/", "model-", "8B x"])
    #expect(TextWrapping.lines(of: "abcdefgh", width: 3) == ["abc", "def", "gh"])
    #expect(TextWrapping.lines(of: "漢字漢", width: 3) == ["漢", "字", "漢"])
    #expect(TextWrapping.lines(of: "漢", width: 0) == ["漢"])
    #expect(TextWrapping.lines(of: "a\n\nb", width: 9) == ["a", "", "b"])
    #expect(TextWrapping.lines(of: "", width: 9) == [""])
  }

  @Test func indentsCountAsWidth() {
    #expect(
      TextWrapping.lines(of: "aa bb cc", width: 7, firstIndent: "- ", indent: "    ")
        == ["- aa bb", "    cc"])
  }

  @Test func randomTextLosesNoLetter() {
    var generator = SeededGenerator(seed: 61)
    let alphabet: [Character] = ["a", "b", "漢", "-", "/", " ", "é", "😀", "\n"]
    for _ in 0..<2_000 {
      let count = Int.random(in: 0...60, using: &generator)
      let text = String((0..<count).compactMap { _ in alphabet.randomElement(using: &generator) })
      let width = Int.random(in: 2...30, using: &generator)
      let lines = TextWrapping.lines(of: text, width: width)
      #expect(lines.allSatisfy { TextWidth.columns(of: $0) <= width })
      #expect(lines.joined().filter { $0 != " " } == text.filter { !$0.isWhitespace })
    }
  }
}
