import Foundation
import TestSupport
import Testing

@Suite("inferplan export")
struct ExportCommandTests {
  private static let plans = Printed.repository + "/Tests/LaunchFilesTests/Plans/plans.json"

  @Test("Writes files and lists them")
  func writes() throws {
    try withTemporaryFolder { folder in
      let words = ["export", Self.plans, "--plan", "4", "--to", "llama.cpp", "-o", folder]
      let result = try Program.run(words + ["--json"])
      #expect(result.status == 0 && result.stderr.isEmpty)
      let answer = try Printed.json(result)
      #expect(answer["schema"] as? String == "inferplan.export/1")
      #expect(answer["files"] as? [String] == [folder + "/serve.sh"])
      #expect(FileManager.default.isExecutableFile(atPath: folder + "/serve.sh"))
      let again = try Program.run(words)
      #expect(again.status == 2 && again.stderr.contains("--force"))
      #expect(try Program.run(words + ["--force"]).status == 0)
    }
  }

  @Test("A pipe is enough, and the plan is kept beside the files")
  func pipe() throws {
    try withTemporaryFolder { folder in
      let result = try Shell.run(
        """
        "$0" estimate --model llama-3.1-8b --hardware H100 --weights fp8 --concurrency 8 --json \
        | "$0" export - --to vllm -o files && bash -n files/serve.sh && "$0" export \
        files/plan.json --to kubernetes -o files
        """, in: folder)
      #expect(result.status == 0, "\(result.stderr)")
      let script = try String(contentsOfFile: folder + "/files/serve.sh", encoding: .utf8)
      #expect(script.contains("--max-num-seqs 8") && script.contains("--against plan.json"))
      #expect(FileManager.default.fileExists(atPath: folder + "/files/kubernetes.yaml"))
    }
  }

  @Test("A plan is exported as it is made")
  func plan() throws {
    try withTemporaryFolder { folder in
      let result = try Program.run([
        "plan", "--task", "chatbot", "--requests-per-hour", "1000", "--payments", "on-demand",
        "--engines", "vllm", "--weights", "fp8", "--export", "docker-compose", "-o", folder,
        "--json",
      ])
      #expect(result.status == 0, "\(result.stderr)")
      #expect(try Printed.json(result)["schema"] as? String == "inferplan.plan/1")
      #expect(result.stderr.contains("compose.yaml") && result.stderr.contains("plan.json"))
      let text = try String(contentsOfFile: folder + "/plan.json", encoding: .utf8)
      #expect(text == result.stdout)
    }
  }

  @Test("A plan that the tool cannot run is still printed")
  func planRefused() throws {
    try withTemporaryFolder { folder in
      let result = try Program.run([
        "plan", "--task", "chatbot", "--requests-per-hour", "1000", "--payments", "api",
        "--export", "kubernetes", "-o", folder + "/x",
      ])
      #expect(result.status == 2 && result.stdout.contains("API"))
      #expect(result.stderr.contains("--to litellm"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/x"))
    }
  }

  @Test(
    "Bad input is named, and nothing is written",
    arguments: [
      (["--to", "vllm", "--plan", "7"], "--to litellm"), (["--to", "helm"], "one of vllm"),
      (["--to", "vllm", "--plan", "99"], "from 1 to 11"),
      (["--to", "vllm", "--plan", "0"], "--plan"),
      (["--to", "vllm", "--draft-model", "x"], "--draft-tokens"),
      (["--to", "vllm", "--tier", "x"], "simple, medium, complex"), ([], "--to"),
    ])
  func badInput(words: [String], part: String) throws {
    try withTemporaryFolder { folder in
      let result = try Program.run(["export", Self.plans, "-o", folder + "/x"] + words)
      #expect(result.status == 2 && result.stdout.isEmpty)
      #expect(result.stderr.contains(part), "\(result.stderr)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/x"))
    }
  }

  @Test("What is no plan is said", arguments: ["[]", "{}", "{\"schema\": \"a\"}", "nonsense", ""])
  func noPlan(text: String) throws {
    try withTemporaryFolder { folder in
      let result = try Program.run(["export", "-", "--to", "vllm", "-o", folder], input: text)
      #expect(result.status == 2 && result.stderr.hasPrefix("error: "))
    }
  }
}
