import Foundation
import TestSupport
import Testing

@Suite("inferplan advise and diagnose")
struct AdviseCommandTests {
  private let mobile = [
    "advise", "--building", "mobile", "--platform", "ios,android", "--app-need", "custom-model",
  ]

  @Test("Advice is given in every form")
  func forms() throws {
    for form in ["text", "json", "markdown", "csv"] {
      let result = try Program.run(mobile + ["--model-size", "500MB", "--format", form])
      #expect(result.status == 0 && result.stderr.isEmpty)
      #expect(result.stdout.contains("ExecuTorch"))
    }
    let answer = try Printed.json(try Program.run(mobile + ["--json"]))
    #expect(answer["schema"] as? String == "inferplan.advice/1")
    let tools = try #require(answer["recommendations"] as? [[String: Any]])
    #expect(tools.allSatisfy { $0["as_of"] is String && $0["status"] is String })
  }

  @Test("A pipe is never asked: the missing option is named with its answers")
  func pipes() throws {
    for (arguments, option, answer) in [
      (["advise"], "--building", "mobile"),
      (["advise", "--building", "mobile"], "--platform", "both"),
      (["advise", "--from", "pytorch"], "--runtime", "onnx-runtime"),
      (["advise", "--from", "pytorch", "--to", "Jetson Orin"], "--model-kind", "cnn"),
    ] {
      let result = try Program.run(arguments, input: "1\n1\n1\n", timeout: 20)
      #expect(result.status == 2 && result.stdout.isEmpty)
      #expect(result.stderr.contains("\(option) is missing"), "\(result.stderr)")
      #expect(result.stderr.contains(answer))
    }
  }

  @Test("What cannot be used is refused with what would be")
  func badInput() throws {
    for (arguments, words) in [
      (["advise", "--building", "mobil"], "did you mean mobile?"),
      (["advise", "--building", "vision", "--device", "Rasberry Py 5"], "did you mean"),
      (["advise", "--building", "api", "--network", "none"], "contradicts"),
      (["advise", "--building", "api", "--platform", "ios"], "contradicts"),
      (
        ["advise", "--from", "pytorsh", "--to", "H100", "--model-kind", "llm"],
        "did you mean pytorch?"
      ),
      (["advise", "--flow", "nowhere"], "unknown flow"),
      (mobile + ["--model-size", "big"], "memory size"),
      (["diagnose", "xyzzy"], "no pitfall fits"), (["diagnose"], "nothing to diagnose"),
      (["diagnose", "--oom"], "--model is missing"),
      (["diagnose", "--oom", "--model", "llama-3.1-8b"], "--gpu-memory is missing"),
      (["guide", "usecases"], "did you mean use-cases?"),
    ] {
      let result = try Program.run(arguments)
      #expect(result.status == 2, "\(arguments)")
      #expect(result.stdout.isEmpty)
      #expect(result.stderr.contains(words), "\(arguments): \(result.stderr)")
    }
  }

  @Test("Flows are listed, shown, drawn and encoded")
  func flows() throws {
    #expect(try Program.run(["advise", "--flows"]).stdout.contains("training-pipeline"))
    let drawing = try Program.run(["advise", "--show-flow", "mobile", "--mermaid"])
    #expect(drawing.stdout.hasPrefix("flowchart TD\n"))
    let flows = try Printed.json(try Program.run(["advise", "--flows", "--json"]))
    #expect(flows["schema"] as? String == "inferplan.flows/1")
    #expect((flows["flows"] as? [Any])?.count ?? 0 > 15)
  }

  @Test("Every question of a flow can be answered by an option")
  func everyQuestionHasAnOption() throws {
    let answer = try Printed.json(try Program.run(["advise", "--flows", "--json"]))
    let help = try Program.run(["advise", "--help"]).stdout
    for flow in try #require(answer["flows"] as? [[String: Any]]) {
      for question in try #require(flow["questions"] as? [[String: Any]]) {
        let fact = try #require(question["fact"] as? String)
        // Symptoms are told to 'diagnose', in words.
        #expect(fact == "symptom" || help.contains("--\(fact) <"), "\(fact)")
      }
    }
  }

  @Test("A tool says how it stands, and what follows it")
  func tool() throws {
    let result = try Program.run(["advise", "--tool", "TorchServe"])
    #expect(result.status == 0)
    for words in ["unmaintained", "Do not start", "Triton"] {
      #expect(result.stdout.contains(words))
    }
    let answer = try Printed.json(try Program.run(["advise", "--tool", "tflite", "--json"]))
    #expect(answer["schema"] as? String == "inferplan.tool/1")
    #expect((answer["uses"] as? [Any])?.count ?? 0 > 5)
    let unknown = try Program.run(["advise", "--tool", "torchserv"])
    #expect(unknown.status == 2 && unknown.stderr.contains("did you mean torchserve"))
  }

  @Test("A diagnosis explains, and takes memory apart")
  func diagnoses() throws {
    let words = try Program.run(["diagnose", "works in training, fails in inference"])
    #expect(words.status == 0 && words.stdout.contains("What helps"))
    let memory = try Program.run([
      "diagnose", "--oom", "--model", "llama-3.1-8b", "--gpu-memory", "24GB", "--concurrency", "64",
      "--json",
    ])
    let answer = try Printed.json(memory)
    #expect(answer["schema"] as? String == "inferplan.diagnosis/1")
    #expect((answer["findings"] as? [String: Any])?["memory"] != nil)
  }

  @Test("Text keeps within the columns there are")
  func widths() throws {
    for width in [40, 80] {
      for arguments in [mobile, ["diagnose", "slow on the CPU"], ["advise", "--flows"]] {
        let result = try Program.run(arguments, environment: ["COLUMNS": String(width)])
        // Commands stand as they are.
        let prose = result.stdout.split(separator: "\n").filter {
          !$0.contains("(") && !$0.contains("python")
        }
        #expect(Printed.tooWide(prose.joined(separator: "\n"), width).isEmpty)
      }
    }
  }

  @Test("A guide is written to a file, whole or not at all")
  func guides() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/tree.md"
      let result = try Program.run(["guide", "decision-tree", "-o", path])
      #expect(result.status == 0 && result.stdout.isEmpty)
      #expect(try String(contentsOfFile: path, encoding: .utf8).contains("```mermaid"))
      let page = try Program.run(["guide", "decision-tree", "--format", "html"])
      #expect(page.stdout.hasPrefix("<!DOCTYPE html>"))
      let lost = try Program.run(["guide", "decision-tree", "-o", folder + "/no/such/file"])
      #expect(lost.status == 2 && lost.stderr.contains("cannot write"))
    }
  }
}
