import StructuredText
import TestSupport
import Testing

/// What is written is what a reader gets.
@Suite struct YAMLWriterTests {
  private func read(_ node: YAMLNode) throws -> Value { try Value.yaml(try node.yaml()) }

  private func text(_ node: YAMLNode) throws -> String {
    String(decoding: try node.yaml(), as: UTF8.self)
  }

  @Test("Random trees come back as they were", arguments: 0..<300)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<10 {
      let node = node(randomValue(depth: 4, using: &generator))
      #expect(try read(node) == node.value)
    }
  }

  private func node(_ value: Value) -> YAMLNode {
    switch value {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .number(let number): .number(number)
    case .string(let text): .text(text)
    case .array(let items): .list(items.map(node))
    case .object(let fields):
      .fields(fields.sorted { $0.key < $1.key }.map { .init($0.key, node($0.value)) })
    }
  }

  @Test(
    "Text stays text whatever it looks like",
    arguments: [
      "", " ", "~", "null", "yes", "No", "ON", "y", "true", "1", "1.0", "0x1F", "0o7", "1e3",
      "1_000",
      "12:30:45", "2026-11-21", ".inf", ".nan", "=", "<<", "- a", "a: b", "a #b", "#a", "&a", "*a",
      "!!str a", "%a", "@a", "`a", "'", "\"", "'\"", "\\", "a\nb", "a\n", "\na", "a\n\n", "a \nb",
      " a\n b", "\ta", "a\tb", "$(reboot)", "{{x}}", "[a", "{a", "a]", ",", "?", "? a", "é", "漢字",
      "😀", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}", "a\r\nb", "---", "...", "--- a",
      "|",
      ">", "a: |\n b", "k\n: v",
    ])
  func texts(text: String) throws {
    #expect(try read(.text(text)) == .string(text))
    #expect(try read([.text(text), "x"]) == .array([.string(text), .string("x")]))
    let fields = YAMLNode.fields([.init(text, .text(text)), .init(text + "2", [.text(text)])])
    #expect(try read(fields) == fields.value)
  }

  @Test("Fields keep their order, and scripts are blocks")
  func order() throws {
    let node: YAMLNode = [
      "z": 1, "a": ["b": true, "c": [1, 0.5]], "script": "echo a\necho b\n", "version": "1.10",
    ]
    #expect(
      try text(node) == """
        z: 1
        a:
          b: true
          c:
          - 1
          - 0.5
        script: |
          echo a
          echo b
        version: '1.10'

        """)
  }

  @Test("Numbers are numbers for readers of YAML 1.1 as well")
  func numbers() throws {
    #expect(try text([.number(1e20)]) == "- 1.0e+20\n")
    #expect(try text([.number(Double.leastNonzeroMagnitude)]) == "- 5.0e-324\n")
    #expect(try text([.number(.infinity)]) == "- null\n")
  }
}
