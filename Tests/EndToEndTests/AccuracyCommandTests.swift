import Foundation
import TestSupport
import Testing

/// `inferplan validate` and `inferplan calibrate`, run as their users do.
@Suite struct AccuracyCommandTests {
  private static let header =
    "id,source_title,source_url,source_date,page_or_table,runtime,runtime_version,model,params_b,"
    + "hardware,gpu_count,tp,pp,dp,weight_precision,kv_precision,mode,input_tokens,output_tokens,"
    + "batch_or_concurrency,request_rate_per_s,ttft_ms,ttft_stat,tpot_ms,tpot_stat,e2e_s,e2e_stat,"
    + "output_tok_s,output_tok_s_per_user,total_tok_s,prefill_tok_s,requests_per_s,notes\n"

  /// Decoding of Llama 2 7B in Q4_0 under llama.cpp on an RTX 4090 at so many tokens a second.
  private static func row(_ id: String, _ rate: String) -> String {
    "\(id),a bench,https://example.org,2025-06,t,llama.cpp,b5000,meta-llama/Llama-2-7b-hf,6.74,"
      + "RTX 4090,1,,,,gguf-q4_0,,single-stream,,128,1,,,,,,,,\(rate),,,,,\n"
  }

  private func table(_ folder: String, _ rows: String) throws -> String {
    let path = folder + "/points.csv"
    try (Self.header + rows).write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func aMeasurementIsHeldAgainstItsForecast() throws {
    try withTemporaryFolder { folder in
      let path = try table(folder, Self.row("a", "150") + Self.row("b", "none"))
      let result = try Program.run(["validate", path, "--json"])
      #expect(result.status == 0 && result.stderr.isEmpty)
      let answer = try JSONSerialization.jsonObject(with: Data(result.stdout.utf8))
      let fields = try #require(answer as? [String: Any])
      let categories = try #require(fields["categories"] as? [[String: Any]])
      #expect(categories.count == 1)
      #expect(categories.first?["name"] as? String == "consumer-GPU decode")
      #expect(categories.first?["n"] as? Int == 1)
      // A memory-bound decode of 3.8 GB at 1,008 GB/s: nobody misses it by half.
      #expect((categories.first?["mdape"] as? Double).map { $0 < 50 } == true)
      let width = try #require(categories.first?["width80"] as? Double)
      #expect(width > 0 && width < 500)
      #expect(categories.first?["coverage80"] is Double)
      #expect(result.stdout.contains("\"line\" : 3"), "the unreadable row is named by its line")
    }
  }

  @Test func aFitIsWrittenWholeAndReadBack() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<20).map { Self.row("r\($0)", "\(140 + $0)") }.joined()
      let path = try table(folder, rows)
      let fitted = folder + "/coefficients.csv"
      let result = try Program.run(["calibrate", path, "--out", fitted])
      #expect(result.status == 0 && result.stderr.isEmpty)
      let estimate = try Program.run([
        "estimate", "--model", "7b", "--weights", "q4_0", "--hardware", "4090", "--explain",
        "--catalog", folder,
      ])
      // The folder also holds the measurements, which are no catalog.
      #expect(estimate.status == 2 && estimate.stderr.contains("points.csv"))
      try FileManager.default.removeItem(atPath: path)
      let again = try Program.run([
        "estimate", "--model", "7b", "--weights", "q4_0", "--hardware", "4090", "--explain",
        "--catalog", folder,
      ])
      #expect(again.status == 0)
      #expect(again.stdout.contains("20 published"))
    }
  }

  @Test func whatACalibrationIsWorthIsWrittenBesideIt() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<20).map { Self.row("r\($0)", "\(140 + $0)") }.joined()
      let path = try table(folder, rows)
      let catalog = folder + "/catalog"
      try FileManager.default.createDirectory(
        atPath: catalog, withIntermediateDirectories: false)
      let result = try Program.run([
        "calibrate", path, "--out", catalog + "/coefficients.csv",
        "--intervals", catalog + "/intervals.csv",
        "--known-hardware", catalog + "/known_hardware.csv",
        "--evidence", catalog + "/evidence.csv",
      ])
      #expect(result.status == 0 && result.stderr.isEmpty, "\(result.stderr)")
      let evidence = try String(contentsOfFile: catalog + "/evidence.csv", encoding: .utf8)
      #expect(evidence.contains("r0,decode tok/s,single,meta-llama/Llama-2-7b-hf"))
      // The files that were written are read as catalogs, in the place of what ships.
      let estimate = try Program.run([
        "estimate", "--model", "llama-3.1-8b", "--weights", "q4_0", "--hardware", "4090",
        "--engine", "llama.cpp", "--input", "64", "--output", "128", "--catalog", catalog, "--json",
      ])
      #expect(estimate.status == 0, "\(estimate.stderr)")
      #expect(estimate.stdout.contains("\"tier\" : \"known-setup\""))
    }
  }

  @Test(arguments: [
    (["validate"], "points"), (["validate", "/nowhere.csv"], "/nowhere.csv"),
    (["validate", "/"], "/"), (["calibrate", "/nowhere.csv"], "--out"),
    (["calibrate", "/nowhere.csv", "--out", "x.csv"], "/nowhere.csv"),
    (["validate", "x.csv", "--by", "mood"], "--by"),
    (["validate", "x.csv", "--cross-validate", "mood"], "--cross-validate"),
  ])
  func badInputIsNamed(arguments: [String], word: String) throws {
    let result = try Program.run(arguments)
    #expect(result.status == 2)
    #expect(result.stdout.isEmpty)
    #expect(result.stderr.contains(word), "\(result.stderr)")
  }
}
