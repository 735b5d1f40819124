import Foundation
import TestSupport
import Testing

@Suite("inferplan estimate")
struct EstimateCommandTests {
  static let questions: [[String]] = [
    ["--model", "llama-3.1-8b", "--hardware", "H100"],
    [
      "--model", "llama-2-13b", "--hardware", "A100 80GB", "--input", "7992", "--concurrency", "16",
    ],
    ["--model", "llama-3.1-70b", "--hardware", "T4"],
    ["--model", "mixtral-8x7b", "--hardware", "2x H100", "--requests-per-hour", "5000"],
    ["--model", "qwen3-32b", "--hardware", "m4 max 128gb", "--country", "Germany"],
    ["--model", "llama-3.1-8b", "--hardware", "H100", "--offer", "gpt-5-mini"],
  ]

  @Test("Text keeps within the columns there are, with the arithmetic too", arguments: questions)
  func widths(question: [String]) throws {
    for width in [40, 80, 120] {
      for more in [[], ["--explain"]] {
        let result = try Program.run(
          ["estimate"] + question + more, environment: ["COLUMNS": String(width)])
        #expect(result.status < 2 && result.stderr.isEmpty, "\(result.stderr)")
        #expect(Printed.tooWide(result.stdout, width).isEmpty)
        #expect(result.stdout.contains("Memory"))
        #expect(result.stdout.contains("Sources") == !more.isEmpty)
        #expect(!result.stdout.contains("\u{1B}"), "no colours but in a terminal")
      }
    }
  }

  @Test("Every form answers the same question", arguments: questions)
  func forms(question: [String]) throws {
    let text = try Program.run(["estimate"] + question)
    let json = try Program.run(["estimate"] + question + ["--json"])
    let markdown = try Program.run(["estimate"] + question + ["--format", "markdown"])
    let csv = try Program.run(["estimate"] + question + ["--format=csv"])
    #expect(Set([text, json, markdown, csv].map(\.status)).count == 1)
    #expect([text, json, markdown, csv].allSatisfy { $0.stderr.isEmpty })

    let answer = try Printed.json(json)
    #expect(answer["schema"] as? String == "inferplan.estimate/1")
    let model = try #require((answer["deployment"] as? [String: Any])?["model"] as? String)
    for printed in [text, markdown, csv] {
      #expect(printed.stdout.contains(try #require(model.split(separator: "/").last)))
    }
    #expect(markdown.stdout.hasPrefix("# "))
    #expect(markdown.stdout.contains("| --- |"))
    #expect(csv.stdout.hasPrefix("section,Figure,Value,80 of 100,How to read it\n"))
    #expect(
      json.stdout == (try Program.run(["estimate"] + question + ["--format", "json"])).stdout)
  }

  @Test("Headline figures have their ranges, and the tier is said")
  func intervals() throws {
    let answer = try Printed.json(try estimate("--json"))
    let confidence = try #require(answer["confidence"] as? [String: Any])
    #expect(confidence["coverage"] as? Double == 0.8)
    #expect((confidence["tier"] as? String)?.isEmpty == false)
    let results = try #require(answer["results"] as? [String: [String: Any]])
    let ranges = try #require(results["intervals"] as? [String: [String: Double]])
    for (group, key) in [
      ("memory", "total_memory_gb"), ("latency", "ttft_ms"), ("latency", "tpot_ms"),
      ("latency", "e2e_ms"), ("throughput", "output_tokens_per_second"),
      ("throughput", "full_load_output_tokens_per_second"), ("energy", "joules_per_output_token"),
    ] {
      let figure = try #require(results[group]?[key] as? Double)
      let range = try #require(ranges[key])
      let low = try #require(range["low"]), high = try #require(range["high"])
      #expect(low < high && low <= figure * 1.000001 && figure <= high * 1.000001, "\(key)")
    }
  }

  @Test("The explanation names the measurements nearest to the question")
  func evidence() throws {
    let result = try Program.run([
      "estimate", "--model", "llama-2-7b", "--weights", "q4_0", "--hardware", "4090", "--engine",
      "llama.cpp", "--input", "512", "--output", "128", "--explain",
    ])
    #expect(result.status == 0)
    let text = result.stdout.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("How sure"))
    #expect(text.contains("known-setup"))
    #expect(text.contains("of this configuration"))
    #expect(text.contains("our forecast"))
    #expect(text.contains("intervals.csv"))
  }

  @Test("The arithmetic is part of the JSON when it is asked for")
  func explanation() throws {
    let plain = try Printed.json(try estimate("--json"))
    #expect(plain["explanation"] == nil)
    let full = try Printed.json(try estimate("--json", "--explain"))
    let groups = try #require(full["explanation"] as? [[String: Any]])
    #expect(groups.count >= 5)
    for group in groups {
      for line in try #require(group["lines"] as? [[String: Any]]) {
        #expect(!(try #require(line["arithmetic"] as? String)).isEmpty)
      }
    }
  }

  @Test("Two runs print the same")
  func repeatable() throws {
    for form in ["text", "json", "markdown", "csv"] {
      #expect(try estimate("--format", form).stdout == estimate("--format", form).stdout)
    }
  }

  @Test(
    "1 says that it cannot be",
    arguments: [
      ["--model", "llama-3.1-70b", "--hardware", "T4"],
      ["--model", "gpt-4", "--hardware", "H100"],
      ["--model", "llama-3.1-8b", "--hardware", "2x m4 max 128gb"],
      ["--model", "llama-3.1-8b", "--hardware", "hailo-8"],
    ])
  func infeasible(question: [String]) throws {
    let result = try Program.run(["estimate"] + question)
    #expect(result.status == 1)
    #expect(!(result.stdout + result.stderr).isEmpty)
  }

  @Test("0 says that something runs, though not all at once")
  func partly() throws {
    let result = try Program.run([
      "estimate", "--model", "llama-2-13b", "--hardware", "A100 80GB", "--input", "7992",
      "--concurrency", "16",
    ])
    #expect(result.status == 0)
    #expect(result.stdout.contains("IT DOES NOT FIT"))
    #expect(result.stdout.contains("What to change"))
  }

  @Test("Every option of the workload changes the answer")
  func options() throws {
    let plain = try estimate("--json").stdout
    for more in [
      ["--weights", "fp8"], ["--kv-cache", "fp8"], ["--devices", "2"], ["--memory-gb", "60"],
      ["--engine", "sglang"], ["--tensor-parallel", "2"], ["--pipeline-parallel", "2"],
      ["--replicas", "2"], ["--memory-fraction", "0.8"], ["--max-num-seqs", "16"],
      ["--max-num-batched-tokens", "1024"], ["--input", "99"], ["--cached-input", "512"],
      ["--output", "99"], ["--concurrency", "9"], ["--requests-per-hour", "99"],
      ["--offer", "aws:p5.48xlarge"], ["--pricing", "spot"], ["--hours-per-month", "99"],
      ["--country", "Germany"],
    ] {
      let result = try Program.run(
        ["estimate", "--model", "llama-3.1-8b", "--hardware", "H100", "--json"] + more)
      #expect(result.status == 0, "\(more): \(result.stderr)")
      #expect(result.stdout != plain, "\(more)")
    }
    let owned = ["--pricing", "owned", "--json"]
    let base = try Program.run(
      ["estimate", "--model", "llama-3.1-8b", "--hardware", "H100"] + owned)
    for more in [["--purchase-price", "99"], ["--electricity-price", "0.5"], ["--pue", "1.1"]] {
      let result = try Program.run(
        ["estimate", "--model", "llama-3.1-8b", "--hardware", "H100"] + owned + more)
      #expect(result.status == 0 && result.stdout != base.stdout, "\(more): \(result.stderr)")
    }
  }
}
