import Foundation
import TestSupport
import Testing

@Suite("inferplan estimate --request")
struct RequestFileTests {
  static let example = Printed.repository + "/Examples/request.json"

  private func workload(_ result: Program.Result) throws -> [String: Any] {
    try #require(result.status == 0, "\(result.stderr)")
    return try #require(try Printed.json(result)["workload"] as? [String: Any])
  }

  private func deployment(_ result: Program.Result) throws -> [String: Any] {
    try #require(result.status == 0, "\(result.stderr)")
    return try #require(try Printed.json(result)["deployment"] as? [String: Any])
  }

  @Test("The calculator's request is answered from a file, from YAML and from standard input")
  func sources() throws {
    let file = try Program.run(["estimate", "--request", Self.example, "--json"])
    let text = try String(contentsOf: URL(filePath: Self.example), encoding: .utf8)
    let piped = try Program.run(["estimate", "--request", "-", "--json"], input: text)
    #expect(file.status == 0)
    #expect(piped.stdout == file.stdout)
    try withTemporaryFolder { folder in
      let yaml = try Printed.write(
        """
        model_size: 7B
        tokens: 500
        batch_size: 4
        hardware_type: RTX4090
        deployment_mode: local
        requests_per_hour: 1000
        """, folder + "/request.yaml")
      #expect(
        try Program.run(["estimate", "--request", yaml, "--json"]).stdout == file.stdout)
    }
  }

  @Test("Options beside a file replace its fields, in its words or ours")
  func overrides() throws {
    func run(_ more: String...) throws -> Program.Result {
      try Program.run(["estimate", "--request", Self.example, "--json"] + more)
    }
    #expect(try workload(run())["output"] as? Int == 500)
    #expect(try workload(run("--output", "30"))["output"] as? Int == 30)
    #expect(try workload(run("--concurrency", "7"))["concurrency"] as? Int == 7)
    #expect(try deployment(run("--hardware", "H100"))["hardware"] as? String == "h100-sxm")
    #expect(try deployment(run("--weights", "fp8"))["weights"] as? String == "fp8")
    let other = try deployment(run("--model", "mistral-7b"))
    #expect(other["model"] as? String == "mistralai/Mistral-7B-v0.1")
  }

  @Test("A model file takes the place of the request's model")
  func modelFile() throws {
    try withTemporaryFolder { folder in
      let config = try Printed.write(
        """
        {"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336,
         "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
         "vocab_size": 128256, "max_position_embeddings": 131072, "torch_dtype": "bfloat16"}
        """, folder + "/config.json")
      let request = try Printed.write(
        #"{"model": "llama-3.1-70b", "hardware": "H100"}"#, folder + "/request.json")
      let result = try Program.run([
        "estimate", "--request", request, "--config", config, "--json",
      ])
      let parameters = try #require(try deployment(result)["parameters"] as? Double)
      #expect((7.9e9...8.1e9).contains(parameters))
    }
  }

  struct Broken: Sendable {
    var name: String
    var text: String
    var words: [String]
  }

  static let broken: [Broken] = [
    .init(
      name: "r.json", text: "{\"model\": \"m\",\n \"hardware\" \"h\"}",
      words: ["r.json", "JSON, line 2"]),
    .init(name: "r.json", text: "", words: ["r.json", "JSON"]),
    .init(name: "r.json", text: "[1, 2]", words: ["r.json", "a group of fields"]),
    .init(
      name: "r.yaml", text: "model: m\nhardware: [h\noutput: 3\n", words: ["r.yaml", "YAML, line"]),
    .init(
      name: "r.json", text: #"{"model": "m", "hardware": "h", "otput": 3}"#,
      words: ["unknown field 'otput'", "did you mean output"]),
    .init(
      name: "r.yml", text: "model: m\nhardware: h\noutput: many\n",
      words: ["'output' is 'many'", "a whole number"]),
  ]

  @Test("A request that cannot be read says where", arguments: broken)
  func unreadable(broken: Broken) throws {
    try withTemporaryFolder { folder in
      let path = try Printed.write(broken.text, folder + "/" + broken.name)
      let result = try Program.run(["estimate", "--request", path])
      #expect(result.status == 2)
      #expect(result.stdout.isEmpty)
      for words in broken.words { #expect(result.stderr.contains(words), "\(result.stderr)") }
    }
  }

  @Test("Standard input that is broken is called by its name")
  func brokenInput() throws {
    let result = try Program.run(["estimate", "--request", "-"], input: "{")
    #expect(result.status == 2 && result.stdout.isEmpty)
    #expect(result.stderr.contains("JSON, line 1"))
  }

  @Test("What is no file is refused")
  func noFile() throws {
    let missing = try Program.run(["estimate", "--request", "/nowhere/request.json"])
    #expect(missing.status == 2 && missing.stdout.isEmpty)
    #expect(missing.stderr.contains("'/nowhere/request.json'"))
    #expect(missing.stderr.contains("no such file"))
    let folder = try Program.run(["estimate", "--request", Printed.repository])
    #expect(folder.status == 2 && folder.stdout.isEmpty)
    #expect(folder.stderr.contains("it is a folder"))
  }
}
