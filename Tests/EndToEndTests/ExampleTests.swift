import Foundation
import TestSupport
import Testing

@Suite("Examples of the help texts and of the README")
struct ExampleTests {
  /// A folder with what the examples name: the repository's inputs and a model's configuration.
  private func inExampleFolder(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for name in ["Examples", "Data"] {
        try FileManager.default.createSymbolicLink(
          atPath: folder + "/" + name, withDestinationPath: Printed.repository + "/" + name)
      }
      _ = try Printed.write(
        """
        {"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336,
         "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
         "vocab_size": 128256, "max_position_embeddings": 131072, "torch_dtype": "bfloat16"}
        """, folder + "/config.json")
      try body(folder)
    }
  }

  /// The lines after "Example:", put together where help wraps them.
  private func examples(_ command: [String]) throws -> [String] {
    let help = try Program.run(command + ["--help"], environment: ["COLUMNS": "240"])
    var examples: [String] = []
    var isInExample = false
    for line in help.stdout.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("Example: ") {
        examples.append(String(line.dropFirst("Example: ".count)))
        isInExample = true
      } else if line.isEmpty {
        isInExample = false
      } else if isInExample, let last = examples.popLast() {
        examples.append(last + " " + line)
      }
    }
    return examples
  }

  /// What a line needs that these tests have not: a live server, runs that were measured, a
  /// terminal to end it from. Suites of their own try those.
  private func isTriedElsewhere(_ example: String) -> Bool {
    ["inferplan measure", "inferplan calibrate --from", "inferplan serve"]
      .contains { example.hasPrefix($0) }
  }

  @Test("Every example of a help text runs", arguments: ProgramTests.commands.dropFirst())
  func help(command: [String]) throws {
    let all = try examples(command)
    #expect(!all.isEmpty || [["catalog"], ["measurements"]].contains(command))
    let examples = all.filter { !isTriedElsewhere($0) }
    try inExampleFolder { folder in
      for example in examples {
        let result = try Shell.run(example, in: folder)
        #expect(result.status == 0, "\(example): \(result.stderr)")
        #expect(result.stderr.isEmpty, "\(example): \(result.stderr)")
      }
    }
  }

  /// Lines of the README that call the program. Comparing may well find nothing feasible.
  @Test func readme() throws {
    let readme = try String(
      contentsOf: URL(filePath: Printed.repository + "/README.md"), encoding: .utf8)
    let lines = readme.split(separator: "\n").filter {
      $0.hasPrefix("inferplan ") && !isTriedElsewhere(String($0))
    }
    #expect(lines.count >= 4)
    try inExampleFolder { folder in
      for line in lines {
        let result = try Shell.run(String(line), in: folder)
        #expect(result.status == 0 || result.status == 1 && line.contains("compare"), "\(line)")
        #expect(result.stderr.isEmpty, "\(line): \(result.stderr)")
      }
    }
  }
}
