import Foundation
import StructuredText
import TestSupport
import Testing

@testable import LaunchFiles

/// A model's name is what a stranger typed: it arrives as it is, and does nothing on its way.
@Suite struct QuotingTests {
  /// The command lines that a script of bash starts, as the programs themselves get them.
  private func started(_ script: String) throws -> [[String]] {
    try withTemporaryFolder { folder in
      let stub = "#!/bin/bash\nprintf '%s\\0' \"${0##*/}\" \"$@\" > \"$STARTED\"\n"
      // The shell writes the programs itself: written here, another test's child could still hold them
      // open when they are started ("text file busy").
      let start = """
        for name in vllm python3 trtllm-serve llama-server mlx_lm.server; do
          printf %s "$STUB" > "$name"
          chmod +x "$name"
        done
        exec bash serve.sh
        """
      let path = folder + "/serve.sh", log = folder + "/started"
      try Data(script.utf8).write(to: URL(filePath: path))
      let process = Process()
      process.executableURL = URL(filePath: "/bin/bash")
      process.arguments = ["-c", start]
      process.currentDirectoryURL = URL(filePath: folder)
      process.environment = [
        "PATH": folder + ":/usr/bin:/bin", "STARTED": log, "STUB": stub,
      ]
      try process.run()
      process.waitUntilExit()
      #expect(!FileManager.default.fileExists(atPath: folder + "/pwned"))
      let bytes = try Data(contentsOf: URL(filePath: log))
      return [
        bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
          String(decoding: $0, as: UTF8.self)
        }
      ]
    }
  }

  @Test(
    "Scripts hand names on as they are", arguments: Samples.hostile,
    [(ExportFormat.vllm, 1), (.sglang, 2), (.mlx, 6)])
  func scripts(name: String, sample: (ExportFormat, Int)) throws {
    let script = Samples.text(try Samples.files(sample.1, sample.0, model: name), "serve.sh")
    let words = try started(script).joined()
    #expect(words.contains { $0.utf8.elementsEqual(name.utf8) }, "\(words)")
  }

  @Test("A file of weights with a hostile name is one word", arguments: Samples.hostile)
  func checkpoints(name: String) throws {
    let path = "/weights/" + name.replacing("/", with: "_") + ".gguf"
    let files = try Samples.files(4, .llamaCpp, options: ExportOptions(checkpoint: path))
    let words = try started(Samples.text(files, "serve.sh")).joined()
    #expect(words.contains { $0.utf8.elementsEqual(path.utf8) })
  }

  /// The words of the first command that a document of YAML or JSON holds.
  private func texts(_ value: Value) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let items): items.flatMap(texts)
    case .object(let fields): fields.values.flatMap(texts)
    case .null, .bool, .number: []
    }
  }

  @Test("YAML and JSON hold names as they are", arguments: Samples.hostile)
  func documents(name: String) throws {
    let samples: [(format: ExportFormat, rank: Int, file: String, doublesDollars: Bool)] = [
      (.dockerCompose, 1, "compose.yaml", true), (.kubernetes, 1, "kubernetes.yaml", true),
      (.kserve, 1, "kserve.yaml", true), (.rayServe, 1, "serve.yaml", false),
      (.litellm, 7, "litellm.yaml", false), (.triton, 1, "model.json", false),
    ]
    for sample in samples {
      let text = Samples.text(
        try Samples.files(sample.rank, sample.format, model: name), sample.file)
      let document = text.components(separatedBy: "\n---\n").first ?? ""
      let value =
        sample.file.hasSuffix("json")
        ? try Value.json(Array(text.utf8)) : try Value.yaml(Array(document.utf8))
      let wanted = sample.doublesDollars ? name.replacing("$", with: "$$") : name
      #expect(
        texts(value).contains { $0.utf8.elementsEqual(wanted.utf8) }, "\(sample.format): \(text)")
    }
  }

  @Test("No name ends a comment", arguments: Samples.hostile)
  func comments(name: String) throws {
    for (format, rank) in Samples.launchable {
      guard let files = try? Samples.files(rank, format, model: name) else {
        // Modelfiles know no quotes: a name that one cannot hold is refused.
        #expect(format == .ollama)
        continue
      }
      for file in files where !file.path.hasSuffix(".json") {
        let comment = file.text.split(separator: "\n", omittingEmptySubsequences: false)
          .prefix { $0.hasPrefix("#") }
        #expect(comment.contains { $0.contains("inferplan measure") }, "\(file.path)")
        #expect(
          comment.joined().unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && ![0x7F, 0x85, 0x2028, 0x2029].contains(scalar.value)
          })
      }
    }
  }

  @Test("Paths of files are made of what file systems and objects take", arguments: Samples.hostile)
  func labels(name: String) throws {
    let label = Text.label(name)
    #expect(label.wholeMatch(of: #/[a-z]([-a-z0-9]*[a-z0-9])?/#) != nil)
    #expect(label.utf8.count <= 42)
  }

  @Test("Literals of protobuf escape what they must")
  func protobuf() {
    #expect(ProtobufText.quoted("a\"b\\c\né") == #""a\042b\134c\012\303\251""#)
  }
}
