import Foundation
import InferencePlanner
import TestSupport
import Testing

/// Runs `inferplan catalog …`.
private func catalog(
  _ arguments: String..., environment: [String: String] = [:], input: String = ""
) throws -> Program.Result {
  try Program.run(["catalog"] + arguments, environment: environment, input: input)
}

/// The rows that `inferplan catalog list KIND --json …` prints.
private func rows(_ kind: String, _ arguments: String...) throws -> [[String: Any]] {
  let result = try Program.run(["catalog", "list", kind, "--json"] + arguments)
  try #require(result.status == 0, "\(result.stderr)")
  #expect(result.stderr.isEmpty)
  let json = try JSONSerialization.jsonObject(with: Data(result.stdout.utf8))
  return try #require(json as? [[String: Any]])
}

private let kinds = CatalogKind.allCases.map(\.rawValue)

@Suite("inferplan catalog list")
struct CatalogListTests {
  @Test(
    "Every catalog lists as JSON, each row with its source",
    arguments: zip(kinds, [112, 189, 14, 697, 2_000, 100, 45, 50, 1_500, 28, 7, 9]))
  func everyKind(kind: String, least: Int) throws {
    let rows = try rows(kind)
    #expect(rows.count >= least)
    for row in rows {
      let source = try #require(row["source"] as? String)
      #expect(!source.isEmpty)
      #expect(row["as_of"] is NSNull || row["as_of"] is String)
      #expect(row.keys.allSatisfy { $0 == $0.lowercased() && !$0.contains("-") })
    }
  }

  @Test("Offers come from at least a dozen providers, rented by the hour and billed by the second")
  func providers() throws {
    let offers = try rows("offers")
    #expect(Set(offers.compactMap { $0["provider"] as? String }).count >= 12)
    #expect(Set(offers.compactMap { $0["kind"] as? String }) == ["rental", "serverless"])
  }

  @Test("Numbers are numbers, flags are flags, and what is empty is null")
  func types() throws {
    let llama = try #require(try rows("models", "--filter", "Llama-2-7b-hf").first)
    #expect(llama["layers"] as? Double == 32)
    #expect(llama["tie_embeddings"] as? Bool == false)
    #expect(llama["sliding_window"] is NSNull)
    #expect(llama["released"] as? String == "2023-07")
  }

  @Test("Text is a table of at most 80 columns that ends with the number of rows", arguments: kinds)
  func text(kind: String) throws {
    let result = try catalog("list", kind)
    #expect(result.status == 0 && result.stderr.isEmpty)
    let lines = result.stdout.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    let all = try rows(kind).count
    let last = try #require(lines.last)
    #expect(last.replacingOccurrences(of: ",", with: "").hasPrefix("\(all) "))
  }

  @Test("Filters must all hold, the limit cuts, and the last line says so")
  func filters() throws {
    let apple = try catalog("list", "accelerators", "--filter", "APPLE", "--filter", "m4 max")
    #expect(apple.stdout.contains("M4 Max") && !apple.stdout.contains("RTX"))
    let limited = try catalog("list", "accelerators", "--limit", "3")
    #expect(limited.stdout.hasSuffix("3 of 189 accelerators\n"))
    #expect(try rows("tools", "--filter", "no such text anywhere").isEmpty)
  }

  @Test("Rows sort by a column, numbers as numbers, empty ones last")
  func sorting() throws {
    let upwards = try rows("accelerators", "--sort", "memory_gb").map { $0["memory_gb"] as? Double }
    let known = upwards.compactMap { $0 }
    #expect(known == known.sorted())
    #expect(upwards.prefix(known.count).allSatisfy { $0 != nil })
    let downwards = try rows("accelerators", "--sort", "memory_gb:desc")
      .map { $0["memory_gb"] as? Double }
    #expect(downwards.prefix(known.count).compactMap { $0 } == known.reversed())
    #expect(downwards.last == .some(nil))
  }

  @Test("CSV has the columns of the file")
  func csv() throws {
    let result = try catalog("list", "engines", "--format", "csv")
    let header = try #require(result.stdout.split(separator: "\n").first)
    #expect(header.hasPrefix("id,aliases,name,platforms,"))
    let markdown = try catalog("list", "engines", "--format", "markdown")
    #expect(markdown.stdout.hasPrefix("| Id | Name |"))
  }
}

@Suite("inferplan catalog show")
struct CatalogShowTests {
  @Test(
    "Names resolve as people write them",
    arguments: [
      ("models", "llama 3.1 8b instruct", "hf_id", "meta-llama/Llama-3.1-8B"),
      ("accelerators", "a100 80gb", "id", "a100-sxm-80"),
      ("accelerators", "4090", "id", "rtx-4090"),
      ("engines", "trtllm", "id", "tensorrt-llm"),
      ("weight-formats", "q4_k_m", "id", "gguf-q4_k_m"),
      ("offers", "p5.48xlarge", "id", "aws:p5.48xlarge@us-east-1"),
      ("offers", "modal:h100", "id", "modal:H100"),
      ("tools", "VLLM", "id", "vllm"),
      ("assumptions", "hours_per_month", "key", "hours_per_month"),
      ("api-prices", "openai:gpt-5-mini", "model", "gpt-5-mini"),
    ])
  func names(kind: String, name: String, column: String, id: String) throws {
    let result = try catalog("show", kind, name, "--json")
    #expect(result.status == 0, "\(result.stderr)")
    let json = try JSONSerialization.jsonObject(with: Data(result.stdout.utf8))
    let row = try #require(json as? [String: Any])
    #expect(row[column] as? String == id)
    #expect((row["source"] as? String)?.isEmpty == false)
    let text = try catalog("show", kind, name)
    #expect(text.stdout.contains("source") && text.stdout.contains("as_of"))
  }

  @Test("A model shows what follows from its shape")
  func model() throws {
    let result = try catalog("show", "models", "llama-3.1-8b", "--json")
    let json = try JSONSerialization.jsonObject(with: Data(result.stdout.utf8))
    let derived = try #require((json as? [String: Any])?["derived"] as? [String: Any])
    // 2 vectors × 32 layers × 8 heads × 128 numbers × 2 bytes.
    #expect(derived["kv_bytes_per_token_fp16"] as? Double == 131_072)
    let text = try catalog("show", "models", "llama-3.1-8b").stdout
    #expect(text.contains("131,072 B") && text.contains("GQA of 32 heads and 8 KV heads of 128"))
  }

  @Test(
    "A name that is unknown or ambiguous is an error with what might be meant",
    arguments: [
      (["accelerators", "rtx 4009"], "did you mean"), (["offers", "h100"], "ambiguous"),
      (["tools", "vlm"], "vllm"),
    ])
  func unresolved(arguments: [String], words: String) throws {
    let result = try Program.run(["catalog", "show"] + arguments)
    #expect(result.status == 2 && result.stdout.isEmpty)
    #expect(result.stderr.contains(words))
  }
}
