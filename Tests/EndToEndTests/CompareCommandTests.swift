import Foundation
import TestSupport
import Testing

@Suite("inferplan compare")
struct CompareCommandTests {
  /// Two of the six have an option that meets everything.
  private static func isFeasible(_ path: String) -> Bool {
    path.hasSuffix("/chatbot.yaml") || path.hasSuffix("/classification.yaml")
  }

  @Test("Every scenario is answered in every form", arguments: Printed.scenarios)
  func forms(path: String) throws {
    let expected: Int32 = Self.isFeasible(path) ? 0 : 1
    for form in ["text", "json", "markdown", "csv"] {
      let result = try Program.run(["compare", path, "--format", form])
      #expect(result.status == expected)
      #expect(result.stderr.isEmpty)
      #expect(!result.stdout.isEmpty)
    }
    let answer = try Printed.json(try Program.run(["compare", "--json", path]))
    #expect(answer["schema"] as? String == "inferplan.compare/1")
    let recommendation = try #require(answer["recommendation"] as? [String: Any])
    #expect((recommendation["option"] is String) == (expected == 0))
    #expect((recommendation["closest"] is String) == (expected == 1))
  }

  @Test("Text keeps within the columns there are", arguments: Printed.scenarios)
  func widths(path: String) throws {
    for width in [40, 80] {
      let result = try Program.run(["compare", path], environment: ["COLUMNS": String(width)])
      #expect(Printed.tooWide(result.stdout, width).isEmpty)
    }
  }

  @Test("Several scenarios are one list, and one without a feasible option makes it 1")
  func several() throws {
    let result = try Program.run(["compare", "--json"] + Printed.scenarios)
    #expect(result.status == 1)
    let list = try #require(
      try JSONSerialization.jsonObject(with: Data(result.stdout.utf8)) as? [[String: Any]])
    #expect(list.count == 6)
    let options = list.reduce(0) { $0 + (($1["options"] as? [Any])?.count ?? 0) }
    #expect(options == 18)
    let feasible = try Program.run(
      ["compare"] + Printed.scenarios.filter(Self.isFeasible))
    #expect(feasible.status == 0)
  }

  @Test("Nothing is printed when one of several files cannot be read")
  func allOrNothing() throws {
    let result = try Program.run(["compare", Printed.scenarios[0], "/nowhere.yaml"])
    #expect(result.status == 2)
    #expect(result.stdout.isEmpty)
    #expect(result.stderr.contains("/nowhere.yaml"))
  }

  @Test("A scenario in JSON, and one from standard input")
  func json() throws {
    let text = """
      {"scenario": "S", "requirements": {"e2e": 100},
       "options": [{"name": "A", "request": {"model": "llama-3.1-8b", "hardware": "H100"}}]}
      """
    try withTemporaryFolder { folder in
      let path = try Printed.write(text, folder + "/s.json")
      let file = try Program.run(["compare", path])
      let piped = try Program.run(["compare", "-"], input: text)
      #expect(file.status == 0)
      #expect(file.stdout == piped.stdout)
    }
  }

  @Test(
    "A scenario that cannot be read says where",
    arguments: [
      ("scenario: S\noptions: [\n", ["YAML, line"]),
      ("scenario: S\noptions: []\n", ["'options'", "at least one option"]),
      ("scenario: S\n", ["'options' is missing"]),
      (
        "scenario: S\ncolour: red\noptions: [{name: A, request: {model: m, hardware: h}}]\n",
        ["unknown field 'colour'"]
      ),
      (
        "scenario: S\noptions: [{name: A, request: {model: m, hardwear: h}}]\n",
        ["'options[0].request.hardware' is missing"]
      ),
      (
        "scenario: S\nrequirements: {e2e: fast}\n"
          + "options: [{name: A, request: {model: m, hardware: h}}]\n",
        ["'requirements.e2e' is 'fast'", "a number"]
      ),
    ] as [(String, [String])])
  func unreadable(text: String, words: [String]) throws {
    try withTemporaryFolder { folder in
      let path = try Printed.write(text, folder + "/s.yaml")
      let result = try Program.run(["compare", path])
      #expect(result.status == 2)
      #expect(result.stdout.isEmpty)
      #expect(result.stderr.contains("s.yaml"))
      for words in words { #expect(result.stderr.contains(words), "\(result.stderr)") }
    }
  }

  @Test("What a scenario is called does not steer the terminal")
  func escapes() throws {
    let text = """
      {"scenario": "S\\u001b[2J", "source": "\\u001b[2J", "description": "\\u202ex",
       "options": [{"name": "A\\u001b[2J", "note": "\\u001b[2J",
                    "request": {"model": "\\u001b[2J", "hardware": "H100"}}]}
      """
    for form in ["text", "markdown"] {
      let result = try Program.run(["compare", "-", "--format", form], input: text)
      #expect(result.status == 1)
      #expect(!result.stdout.contains("\u{1B}") && !result.stdout.contains("\u{202E}"))
    }
  }

  @Test("A name that nothing answers to is an outcome, not the end")
  func unknownName() throws {
    let text = """
      {"scenario": "S", "options": [
        {"name": "A", "request": {"model": "llama-3.1-8b", "hardware": "H1000"}},
        {"name": "B", "request": {"model": "llama-3.1-8b", "hardware": "H100"}}]}
      """
    let result = try Program.run(["compare", "-"], input: text)
    #expect(result.status == 0)
    #expect(result.stdout.contains("unknown accelerator 'H1000'"))
  }
}
