import StructuredText
import TestSupport
import Testing

@Suite struct YAMLTextTests {
  private func read(_ text: String) throws(StructuredTextError) -> Value {
    try Value.yaml(Array(text.utf8), name: "f.yaml")
  }

  @Test(arguments: [
    ("~", Value.null), ("null", .null), ("", .null), ("# nothing\n", .null), ("---\n...\n", .null),
    ("true", .bool(true)), ("False", .bool(false)), ("yes", .string("yes")), ("12", .number(12)),
    ("-1.5e3", .number(-1500)), ("+.5", .number(0.5)), ("0x1F", .number(31)), ("0o17", .number(15)),
    ("0x-1", .string("0x-1")), ("1.2.3", .string("1.2.3")), ("e3", .string("e3")),
    ("inf", .string("inf")), ("nan", .string("nan")), ("1_000", .string("1_000")),
    ("'12'", .string("12")), ("\"true\"", .string("true")), ("\"a\\0b\"", .string("a\0b")),
    ("!!str 12", .string("12")), ("! 12", .string("12")), ("!!int 12", .number(12)),
    ("!!float 12", .number(12)), ("|\n  a\n  b\n", .string("a\nb\n")),
    ("\u{FEFF}a: 1", .object(["a": .number(1)])), ("%YAML 1.1\n--- 5", .number(5)),
    ("1: x", .object(["1": .string("x")])),
    ("a: &x [1]\nb: *x\n", .object(["a": .array([.number(1)]), "b": .array([.number(1)])])),
    ("- &x 1\n- &x 2\n- *x\n", .array([.number(1), .number(2), .number(2)])),
    ("&k key: *k", .object(["key": .string("key")])),
  ])
  func validTextsAreRead(text: String, value: Value) throws {
    #expect(try read(text) == value)
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands twice in one group"),
    ("a: 1\n---\nb: 2\n", 2, "a second document begins"),
    ("? [1]\n: 2\n", 1, "a key must be a plain word or text in quotes"),
    ("a: &x 1\n*x : 2\n", 2, "a key must be a plain word or text in quotes"),
    ("a: *x\n", 1, "the alias '*x' stands for nothing that ended before it"),
    ("&x [1, *x]", 1, "the alias '*x' stands for nothing that ended before it"),
    ("- &x 1\n- &x [*x]", 2, "the alias '*x' stands for nothing that ended before it"),
    ("a: &x {b: 1}\nc:\n  <<: *x\n", 3, "merge keys are not supported"),
    ("a:\n  - .nan\n", 2, "a number must be finite"), ("-.inf", 1, "a number must be finite"),
    ("1e999", 1, "a number must be finite"),
    ("a: !!python/object x\n", 1, "the tag tag:yaml.org,2002:python/object does not fit here"),
    ("!!int x", 1, "the tag tag:yaml.org,2002:int does not fit here"),
    ("!!int 1.5", 1, "the tag tag:yaml.org,2002:int does not fit here"),
    ("!!seq {a: 1}", 1, "the tag tag:yaml.org,2002:seq does not fit here"),
  ])
  func faultsNameTheirLine(text: String, line: Int, problem: String) {
    #expect(throws: StructuredTextError.syntax(format: "f.yaml", line: line, problem: problem)) {
      try read(text)
    }
  }

  /// The words of these are libyaml's own, and change with its version.
  @Test(arguments: [
    ("a: 1\n\tb: 2\n", 2), ("a: [1,\nb: 2\n", 3), ("a: 1\nb: \u{7}\n", 2), ("a: 'b\n", 2),
    ("%TAG ! x\n%TAG ! y\n--- a", 2), ("a: b: c", 1), ("}", 1),
  ])
  func faultsOfGrammarNameTheirLine(text: String, line: Int) {
    let error = #expect(throws: StructuredTextError.self) { try read(text) }
    guard case .syntax("f.yaml", line, _) = error else {
      Issue.record("\(error?.description ?? "no error")")
      return
    }
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(throws: StructuredTextError.self) { try Value.yaml([0x61, 0xFF]) }
    #expect(throws: StructuredTextError.self) { try Value.yaml([0xFF, 0xFE, 0x61, 0x00]) }
  }

  @Test func aliasBombsAreDefused() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(items)]\n"
    }
    #expect(
      throws: StructuredTextError.limit(format: "f.yaml", what: "nodes", limit: 1_000_000)
    ) { try read(bomb) }
  }

  @Test func nestingHasALimitThatAliasesCannotPass() throws {
    let deep = { (count: Int) in
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    _ = try read(deep(64))
    let limit = StructuredTextError.limit(format: "f.yaml", what: "nested levels", limit: 64)
    #expect(throws: limit) { try read(deep(65)) }
    #expect(throws: limit) {
      try read("a: &a \(deep(40))\nb: \(deep(30).replacing("[]", with: "[*a]"))")
    }
  }

  @Test func longTextsAreRefused() {
    #expect(throws: StructuredTextError.self) {
      try Value.yaml([UInt8](repeating: 0x20, count: 16 * 1024 * 1024 + 1))
    }
  }

  @Test func randomValuesSurviveARoundTrip() throws {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<500 {
      let value = randomValue(depth: 4, using: &generator)
      #expect(try read(jsonText(value)) == value)
    }
  }

  @Test func mutationsNeverCrash() {
    var generator = SeededGenerator(seed: 32)
    let seed = Array(
      """
      %YAML 1.1
      ---
      model: &m {name: 'x', size: 1.5e9}
      list:
        - *m
        - "quoted \\u00e9"
        - |
          block
          text
      ? key
      : !!str 12
      ...
      """.utf8)
    for _ in 0..<10_000 {
      let bytes = mutated(
        seed,
        dictionary: [
          "&m ", "*m ", "{", "[", "]", "}", ": ", "- ", "\n  ", "\t", "!!", "? ", "---\n",
        ],
        using: &generator)
      _ = try? Value.yaml(bytes)
    }
  }
}
