import Catalog
import FoundationEssentials
import PerformanceModel

@testable import Accuracy

/// Rows in the schema of the tables.
enum Samples {
  static let header =
    "id,source_title,source_url,source_date,page_or_table,runtime,runtime_version,model,params_b,"
    + "hardware,gpu_count,tp,pp,dp,weight_precision,kv_precision,mode,input_tokens,output_tokens,"
    + "batch_or_concurrency,request_rate_per_s,ttft_ms,ttft_stat,tpot_ms,tpot_stat,e2e_s,e2e_stat,"
    + "output_tok_s,output_tok_s_per_user,total_tok_s,prefill_tok_s,requests_per_s,notes"

  /// A file of one row; columns that are not given stay empty.
  static func file(_ fields: [String: String]) throws -> MeasurementFile {
    try file([fields])
  }

  static func file(_ rows: [[String: String]]) throws -> MeasurementFile {
    let columns = header.split(separator: ",").map(String.init)
    let lines = rows.map { fields in
      let defaults = [
        "id": "r", "source_title": "a test", "runtime": "llama.cpp (CUDA)",
        "model": "meta-llama/Llama-2-7b-hf", "hardware": "RTX-4090", "gpu_count": "1",
        "weight_precision": "gguf-q4_0", "mode": "single-stream",
      ].merging(fields) { _, given in given }
      return columns.map { "\"" + (defaults[$0] ?? "") + "\"" }.joined(separator: ",")
    }
    let text = ([header] + lines).joined(separator: "\n")
    return try MeasurementFile(bytes: Array(text.utf8), name: "sample.csv")
  }

  static func resolver() throws -> PointResolver { try PointResolver(CatalogFiles()) }

  static func points(_ fields: [String: String]) throws -> [ResolvedPoint] {
    var resolver = try resolver()
    let file = try file(fields)
    return try file.points.flatMap { try resolver.resolve($0).get() }
  }

  static func skipReason(_ fields: [String: String]) throws -> String? {
    var resolver = try resolver()
    for point in try file(fields).points {
      if case .failure(let skipped) = resolver.resolve(point) { return skipped.reason }
    }
    return nil
  }

  /// The folder of the published tables, where the repository has it.
  static var tables: String {
    var parts = #filePath.split(separator: "/")
    parts.removeLast(3)
    return "/" + parts.joined(separator: "/") + "/Data/measured"
  }
}
