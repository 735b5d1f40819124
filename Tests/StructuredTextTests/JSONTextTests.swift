import StructuredText
import TestSupport
import Testing

@Suite struct JSONTextTests {
  private func read(_ text: String) throws(StructuredTextError) -> Value {
    try Value.json(Array(text.utf8), name: "f.json")
  }

  @Test(arguments: [
    ("null", Value.null), ("true", .bool(true)), ("false", .bool(false)), ("0", .number(0)),
    ("-0.5e+2", .number(-50)), ("1E3", .number(1000)), ("\"\"", .string("")), ("[]", .array([])),
    ("{}", .object([:])), (" [1 , 2]\n", .array([.number(1), .number(2)])),
    ("{\"a\":{\"b\":[true]}}", .object(["a": .object(["b": .array([.bool(true)])])])),
    (#""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00é""#, .string("\"\\/\u{8}\u{C}\n\r\tA😀é")),
    ("\u{FEFF}1", .number(1)), ("9007199254740993", .number(9_007_199_254_740_992)),
  ])
  func validTextsAreRead(text: String, value: Value) throws {
    #expect(try read(text) == value)
  }

  @Test(arguments: [
    ("", 1, "the text ends where a value must stand"),
    ("{\n\"a\": 1,\n\"a\": 2}", 3, "the key 'a' stands twice in one group"),
    ("[1,]", 1, "']' stands where a value must stand"),
    ("{\"a\" 1}", 1, "'1' stands where a colon after the key 'a' must stand"),
    ("{a: 1}", 1, "'a' stands where a key in quotes must stand"),
    ("[1\n2]", 2, "'2' stands where a comma or a closing bracket must stand"),
    ("1\n\n2", 3, "'2' stands where the end of the text must stand"),
    ("01", 1, "'1' stands where the end of the text must stand"),
    ("-", 1, "the text ends where a digit must stand"),
    ("1.", 1, "the text ends where a digit must stand"),
    ("1e999", 1, "the number 1e999 is beyond the range of numbers"),
    ("NaN", 1, "'N' stands where a value must stand"),
    ("nul", 1, "'n' stands where a value must stand"),
    ("\"a\nb\"", 1, "a line break or control character stands unescaped in a string"),
    ("\"abc", 1, "a string never ends"), ("\"\\", 1, "a string never ends"),
    (#""\x""#, 1, "an escape that JSON does not have"),
    (#""\ud800""#, 1, "half a surrogate pair"), (#""\ud800\u0041""#, 1, "half a surrogate pair"),
    (#""\u12""#, 1, "four hexadecimal digits must follow \\u"),
  ])
  func faultsNameTheirLine(text: String, line: Int, problem: String) {
    #expect(throws: StructuredTextError.syntax(format: "f.json", line: line, problem: problem)) {
      try read(text)
    }
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(throws: StructuredTextError.self) { try Value.json([0x22, 0xC3, 0x22]) }
    #expect(throws: StructuredTextError.self) { try Value.json([0x22, 0xED, 0xA0, 0x80, 0x22]) }
  }

  @Test func nestingHasALimit() throws {
    _ = try read(String(repeating: "[", count: 128) + String(repeating: "]", count: 128))
    #expect(
      throws: StructuredTextError.limit(format: "f.json", what: "nested levels", limit: 128)
    ) { try read(String(repeating: "[", count: 100_000)) }
  }

  @Test func randomValuesSurviveARoundTrip() throws {
    var generator = SeededGenerator(seed: 21)
    for _ in 0..<500 {
      let value = randomValue(depth: 4, using: &generator)
      #expect(try read(jsonText(value)) == value)
    }
  }

  @Test func mutationsNeverCrash() {
    var generator = SeededGenerator(seed: 22)
    let seed = Array(#"{"a": [1, -2.5e3, true, null], "b\u00e9": {"c": "\ud83d\ude00"}}"#.utf8)
    for _ in 0..<20_000 {
      let bytes = mutated(
        seed, dictionary: ["\"", "{", "[", "]", "}", "\\u", "\\", "1e", ",", ":"],
        using: &generator)
      _ = try? Value.json(bytes)
    }
  }
}
