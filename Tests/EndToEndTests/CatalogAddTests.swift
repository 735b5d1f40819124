import Foundation
import TestSupport
import Testing

@Suite("inferplan catalog add")
struct CatalogAddTests {
  @Test("A new row is found by list, show and estimate; the folder is made for it")
  func newRow() throws {
    try withTemporaryFolder { parent in
      let folder = parent + "/deep/catalog"
      let added = try Program.run([
        "catalog", "add", "accelerators", "--catalog", folder, "--set", "id=my-gpu", "--set",
        "memory_gb=32", "--set", "memory_bandwidth_gb_s=1000", "--set", "bf16_dense_tflops=200",
        "--set", "notes=fast, \"cheap\"",
      ])
      #expect(added.status == 0, "\(added.stderr)")
      #expect(added.stdout.contains("added") && added.stdout.contains("--hardware my-gpu"))
      let shown = try Program.run(
        ["catalog", "show", "accelerators", "MY GPU", "--json"],
        environment: ["INFERPLAN_CATALOG": folder])
      let row = try #require(
        try JSONSerialization.jsonObject(with: Data(shown.stdout.utf8)) as? [String: Any])
      #expect(row["source"] as? String == "user")
      #expect((row["as_of"] as? String)?.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil)
      #expect(row["notes"] as? String == "fast, \"cheap\"")
      let estimate = try Program.run([
        "estimate", "--model", "llama-3.1-8b", "--hardware", "my-gpu", "--catalog", folder,
      ])
      #expect(estimate.status == 0, "\(estimate.stderr)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["accelerators.csv"])
    }
  }

  @Test("A row with a known id takes its place, in the folder and over the built-in one")
  func override() throws {
    try withTemporaryFolder { folder in
      let add = ["catalog", "add", "assumptions", "--catalog", folder, "--set"]
      let first = try Program.run(add + ["key=hours_per_month", "--set", "value=700"])
      #expect(first.stdout.contains("overrides the built-in row"))
      let second = try Program.run(add + ["key=hours_per_month", "--set", "value=710"])
      #expect(second.stdout.contains("replaced"))
      let listed = try Program.run([
        "catalog", "list", "assumptions", "--filter", "hours_per_month", "--format", "csv",
        "--catalog", folder,
      ])
      #expect(listed.stdout.contains("hours_per_month,710,"))
      #expect(!listed.stdout.contains(",700,") && !listed.stdout.contains(",730,"))
    }
  }

  @Test("What is listed or shown can be edited and added again, in every form")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let own = folder + "/catalog"
      for (form, ending) in [("json", "json"), ("csv", "csv")] {
        let listed = try Program.run([
          "catalog", "list", "offers", "--filter", "h100", "--filter", "runpod", "--format", form,
        ])
        let file = folder + "/offers." + ending
        try Data(listed.stdout.utf8).write(to: URL(fileURLWithPath: file))
        let added = try Program.run([
          "catalog", "add", "offers", "--from", file, "--catalog", own,
        ])
        #expect(added.status == 0, "\(added.stderr)")
        let again = try Program.run([
          "catalog", "list", "offers", "--filter", "h100", "--filter", "runpod", "--format", form,
          "--catalog", own,
        ])
        let isSame = again.stdout == listed.stdout
        #expect(isSame && listed.stdout.contains("rental") && listed.stdout.contains("serverless"))
      }
      let yaml = "- model: house-model\n  provider: House\n  output_usd_per_mtok: 2\n"
      try Data(yaml.utf8).write(to: URL(fileURLWithPath: folder + "/prices.yaml"))
      let priced = try Program.run([
        "catalog", "add", "api-prices", "--from", folder + "/prices.yaml", "--catalog", own,
      ])
      #expect(priced.status == 0, "\(priced.stderr)")
      let piped = try Program.run(
        ["catalog", "add", "tools", "--from", "-", "--catalog", own],
        input: #"{"name": "My Tool", "source": "the house"}"#)
      #expect(piped.status == 0, "\(piped.stderr)")
      let tool = try Program.run(["catalog", "show", "tools", "my-tool", "--catalog", own])
      #expect(tool.stdout.contains("the house"))
    }
  }

  @Test("A config.json becomes a row that forecasts as the file does")
  func config() throws {
    try withTemporaryFolder { folder in
      let config = folder + "/config.json"
      let text = """
        {"model_type": "mixtral", "architectures": ["MixtralForCausalLM"], "hidden_size": 4096,
        "intermediate_size": 14336, "num_attention_heads": 32, "num_key_value_heads": 8,
        "num_hidden_layers": 32, "vocab_size": 32000, "max_position_embeddings": 32768,
        "num_local_experts": 8, "num_experts_per_tok": 2, "tie_word_embeddings": false,
        "torch_dtype": "bfloat16"}
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: config))
      let added = try Program.run([
        "catalog", "add", "models", "--config", config, "--set", "hf_id=acme/mix", "--catalog",
        folder + "/own",
      ])
      #expect(added.status == 0, "\(added.stderr)")
      let common = ["--hardware", "h200", "--engine", "vllm", "--weights", "bf16", "--json"]
      let byName = try Program.run(
        ["estimate", "--model", "acme/mix", "--catalog", folder + "/own"] + common)
      let byFile = try Program.run(["estimate", "--config", config] + common)
      #expect(byName.status == byFile.status)
      #expect(try results(byName) == results(byFile))
    }
  }

  @Test("A model of which a row cannot say everything is refused, and nothing is written")
  func unsayable() throws {
    try withTemporaryFolder { folder in
      let config = folder + "/config.json"
      // Layers that see everything have other heads than those with a window.
      let text = """
        {"model_type": "gemma4_text", "hidden_size": 2560, "intermediate_size": 10240,
        "num_attention_heads": 8, "num_key_value_heads": 2, "num_global_key_value_heads": 1,
        "head_dim": 256, "global_head_dim": 512, "num_hidden_layers": 2, "vocab_size": 262144,
        "max_position_embeddings": 131072, "sliding_window": 512, "torch_dtype": "bfloat16",
        "layer_types": ["sliding_attention", "full_attention"], "tie_word_embeddings": true}
        """
      try Data(text.utf8).write(to: URL(fileURLWithPath: config))
      let own = folder + "/own"
      let result = try Program.run([
        "catalog", "add", "models", "--config", config, "--set", "hf_id=a/b", "--catalog", own,
      ])
      #expect(result.status == 2 && result.stdout.isEmpty)
      #expect(result.stderr.contains("differ in more ways"), "\(result.stderr)")
      #expect(!FileManager.default.fileExists(atPath: own))
    }
  }

  private func results(_ result: Program.Result) throws -> NSDictionary? {
    let json = try JSONSerialization.jsonObject(with: Data(result.stdout.utf8)) as? NSDictionary
    return json?["results"] as? NSDictionary
  }

  @Test(
    "Bad input names what is wrong, prints no answer and changes no file",
    arguments: [
      (["accelerators", "--set", "id=x", "--set", "memry_gb=1"], "did you mean memory_gb"),
      (["accelerators", "--set", "id=x", "--set", "memory_gb=-1"], "column 'memory_gb' is '-1'"),
      (["accelerators", "--set", "id=x"], "column 'memory_gb' is nothing"),
      (["accelerators", "--set", "memory_gb=1"], "column 'id' is nothing"),
      (["accelerators", "--set", "id"], "column=value"),
      (["accelerators", "--set", "id=x", "--set", "id=y"], "each column once"),
      (["accelerators", "--config", "config.json"], "a row of models"),
      (["accelerators"], "nothing to add"),
      (["models", "--set", "hf_id=a/b", "--set", "hidden=0"], "column 'hidden' is '0'"),
      (["models", "--config", "/nowhere/config.json"], "/nowhere/config.json"),
      (["engine-room", "--set", "id=x"], "expected one of models"),
      (["engines", "--set", "id=x", "--set", "memory_fraction=2"], "a share above 0"),
      (["offers", "--set", "provider=a", "--set", "kind=sublet"], "rental, serverless"),
      (["offers", "--set", "provider=a", "--set", "accelerator=rtx 4009"], "did you mean"),
      (["assumptions", "--set", "key=x", "--set", "value=many"], "column 'value' is 'many'"),
      (["tools", "--from", "/nowhere.json"], "there is no such file"),
      (["tools", "--from", "/tmp"], "accepted: a .json"),
    ])
  func badInput(arguments: [String], words: String) throws {
    try withTemporaryFolder { folder in
      let file = folder + "/accelerators.csv"
      let before = "id,memory_gb\nold,8\n"
      try Data(before.utf8).write(to: URL(fileURLWithPath: file))
      let result = try Program.run(["catalog", "add"] + arguments + ["--catalog", folder])
      #expect(result.status == 2)
      #expect(result.stdout.isEmpty)
      #expect(result.stderr.contains(words), "\(result.stderr)")
      #expect(try String(contentsOfFile: file, encoding: .utf8) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["accelerators.csv"])
    }
  }

  @Test("A folder must be named, and must be one that can be written")
  func folders() throws {
    let row = ["catalog", "add", "tools", "--set", "name=x"]
    let unnamed = try Program.run(row)
    #expect(unnamed.status == 2 && unnamed.stderr.contains("--catalog"))
    try withTemporaryFolder { folder in
      let file = folder + "/file"
      try Data("text".utf8).write(to: URL(fileURLWithPath: file))
      for path in [file, file + "/below"] {
        let result = try Program.run(row + ["--catalog", path])
        #expect(result.status == 2 && result.stdout.isEmpty)
        #expect(result.stderr.contains(path))
      }
      // A folder where the catalog's file should be.
      try FileManager.default.createDirectory(
        atPath: folder + "/own/tools.csv", withIntermediateDirectories: true)
      let blocked = try Program.run(row + ["--catalog", folder + "/own"])
      #expect(blocked.status == 2 && blocked.stderr.contains("tools.csv"))
    }
  }

  @Test("An unknown column to sort by, a limit of nothing and an unknown form are errors")
  func badListing() throws {
    for arguments in [["--sort", "memory"], ["--limit", "0"], ["--format", "xml"]] {
      let result = try Program.run(["catalog", "list", "accelerators"] + arguments)
      #expect(result.status == 2 && result.stdout.isEmpty && !result.stderr.isEmpty)
    }
  }
}
