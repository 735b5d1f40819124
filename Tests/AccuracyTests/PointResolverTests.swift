import Catalog
import Confidence
import PerformanceModel
import StructuredText
import Testing

@testable import Accuracy

@Suite struct PointResolverTests {
  @Test func readsADecodeRowAtDepth() throws {
    let points = try Samples.points([
      "output_tok_s": "150", "input_tokens": "4096", "output_tokens": "128",
    ])
    let point = try #require(points.first)
    #expect(points.count == 1)
    #expect(point.quantity == .decodeRate)
    #expect(point.category == .consumerDecode)
    #expect(point.workload.meanDecodeContext == 4096 + 64.5)
    #expect(point.deployment.engine.id == "llama.cpp")
    #expect(point.deployment.weightFormat.id == "gguf-q4_0")
  }

  @Test func readsAPrefillRowAtDepth() throws {
    let points = try Samples.points([
      "prefill_tok_s": "5000", "input_tokens": "2048", "output_tokens": "0",
      "notes": "llama-bench; fa=1; n_ubatch=2048; depth=8192; 16 threads",
    ])
    let point = try #require(points.first)
    #expect(point.quantity == .prefillRate)
    #expect(point.workload.inputTokens == 10_240)
    #expect(point.workload.cachedTokens == 8192)
    #expect(point.deployment.settings.maximumBatchedTokens == 2048)
    #expect(point.usesFlashAttention == true)
    #expect(point.threads == 16)
  }

  @Test(
    "llama.cpp multiplied unpacked weights until it had integer kernels for the device",
    arguments: [
      ("RTX-4090", "llama.cpp (CUDA)", "2024-05-13", true),
      ("RTX-4090", "llama.cpp (CUDA)", "2024-08-01", false),
      ("Ryzen-AI-Max-395-Radeon-8060S", "llama.cpp (hip)", "2025-07-15", true),
      ("Ryzen-AI-Max-395-Radeon-8060S", "llama.cpp (vulkan)", "2025-07-15", false),
      ("Ryzen-AI-Max-395-Radeon-8060S", "llama.cpp (hip)", "2026-02-01", false),
      ("M2-Ultra-76c", "llama.cpp (Metal)", "2023-11-22", false),
    ])
  func unpacking(hardware: String, runtime: String, date: String, unpacks: Bool) throws {
    let points = try Samples.points([
      "hardware": hardware, "runtime": runtime, "source_date": date, "prefill_tok_s": "900",
      "input_tokens": "512",
    ])
    #expect(try #require(points.first).deployment.settings.unpacksWeights == unpacks)
  }

  @Test func aRateMayIncludeThePrompt() throws {
    let points = try Samples.points([
      "source_title": "Qwen2.5 Speed Benchmark", "runtime": "vLLM 0.6.3",
      "model": "Qwen/Qwen2.5-7B-Instruct", "hardware": "A100-80GB", "weight_precision": "bf16",
      "output_tok_s": "80", "input_tokens": "6144", "output_tokens": "2048",
      "notes": "speed = generated tokens / total time INCLUDING prefill",
    ])
    let point = try #require(points.first)
    #expect(point.quantity == .outputRate)
    #expect(point.load == .together(1))
    #expect(point.category == .datacenterStream)
  }

  @Test func readsTheServingGrid() throws {
    let points = try Samples.points([
      "source_title": "aiconfigurator 0.12.0 silicon sample (aggregated)", "runtime": "SGLang",
      "model": "deepseek-ai/DeepSeek-R1", "hardware": "B200-SXM-180GB", "gpu_count": "64",
      "tp": "64", "weight_precision": "nvfp4", "mode": "concurrency", "input_tokens": "1024",
      "output_tokens": "1024", "batch_or_concurrency": "32", "ttft_ms": "481", "tpot_ms": "13.7",
      "notes": "mode=agg; tp_size=64; pp_size=1; attention_dp_size=1; moe_tp_size=8; moe_ep_size=8",
    ])
    #expect(points.map(\.category) == [.closedLoopTTFT, .closedLoopTPOT])
    let point = try #require(points.last)
    #expect(point.deployment.parallelism.tensor == 8)
    #expect(point.deployment.parallelism.isExpertParallel)
    #expect(point.workload.concurrency == 32)
    #expect(point.deployment.kvType.id == "FP8")
    #expect(abs(point.measured - 0.0137) < 1e-12)
  }

  @Test func disaggregatedDecodeSharesTheRequests() throws {
    let points = try Samples.points([
      "source_title": "aiconfigurator 0.12.0 silicon sample (disaggregated)",
      "runtime": "TensorRT-LLM", "model": "deepseek-ai/DeepSeek-V3", "hardware": "H200-SXM-141GB",
      "gpu_count": "56", "weight_precision": "fp8", "mode": "concurrency",
      "input_tokens": "1024", "output_tokens": "1024", "batch_or_concurrency": "1536",
      "ttft_ms": "5000", "tpot_ms": "40",
      "notes":
        "mode=disagg; prefill_tp_size=1; decode_num_workers=6; decode_tp_size=1; "
        + "decode_attention_dp_size=8; decode_moe_tp_size=1; decode_moe_ep_size=8",
    ])
    #expect(points.map(\.quantity) == [.timePerOutputToken])
    let point = try #require(points.first)
    #expect(point.load == .decodeOnly)
    #expect(point.workload.concurrency == 256)
    #expect(point.deployment.parallelism.attentionData == 8)
  }

  @Test func readsEnergyAndAssumesAPrompt() throws {
    let points = try Samples.points([
      "source_title": "ML.ENERGY Leaderboard v3 (lm-arena-chat)", "runtime": "vLLM",
      "model": "Qwen/Qwen3-14B", "hardware": "H100-SXM-80GB", "weight_precision": "bf16",
      "mode": "concurrency", "output_tokens": "619.5", "batch_or_concurrency": "8",
      "tpot_ms": "12.5", "output_tok_s": "627",
      "notes": "max_num_seqs=8; energy_j_per_token=0.706; ep=1",
    ])
    #expect(points.map(\.category) == [.closedLoopTPOT, .closedLoopThroughput, .energy])
    #expect(points.last?.measured == 0.706)
    #expect(points.last?.deployment.settings.maximumSequences == 8)
    #expect(points.last?.assumptions.contains("prompts of 250 tokens") == true)
  }

  @Test(arguments: [
    (["notes": "SPECULATIVE DECODING (MTP)"], "speculative decoding"),
    (["runtime": "managed API: groq"], "a managed endpoint: hardware unknown"),
    (["hardware": "Abacus 3000"], "hardware not in the catalogs: Abacus 3000"),
    (["runtime": "Abaqus"], "runtime not in runtime_aliases.csv: Abaqus"),
    (["model": "secret"], "model not in the catalogs and of unknown size: secret"),
    (
      ["notes": "mode=disagg; decode_tp_size=8"],
      "disaggregated, with an unstated number of workers"
    ),
    (["notes": "prefix cached (warm cache)"], "prefix cache"),
  ]) func skipsWhatIsNoFairQuestion(fields: [String: String], reason: String) throws {
    let all = ["output_tok_s": "10"].merging(fields) { _, given in given }
    #expect(try Samples.skipReason(all) == reason)
  }

  @Test func anUnknownModelGetsAGenericShapeOfItsSize() throws {
    let points = try Samples.points(["model": "somebody/new-9b", "output_tok_s": "100"])
    let point = try #require(points.first)
    let parameters = ParameterInventory(point.deployment.model).computedTotal
    #expect(abs(parameters / 9e9 - 1) < 0.05)
    #expect(point.deployment.model.isApproximate)
    #expect(point.assumptions.contains { $0.hasPrefix("generic shape") })
  }

  @Test func statedWeightsScaleAMix() throws {
    let plain = try #require(try Samples.points(["output_tok_s": "100"]).first)
    let stated = try #require(
      try Samples.points(["output_tok_s": "100", "notes": "weights 4.00 GiB"]).first)
    #expect(plain.deployment.measuredWeights == nil)
    let bytes = try #require(stated.deployment.measuredWeights)
    let total = TensorRole.allCases.reduce(0) { $0 + bytes[$1] }
    #expect(abs(total / (4 * 1_073_741_824) - 1) < 1e-9)
  }

  @Test func everyAliasLeadsSomewhere() throws {
    let files = try CatalogFiles()
    var resolver = try PointResolver(files)
    for table in try files.tables(.measuredModelAliases) {
      for row in table.rows {
        let target = try row.required("model")
        let file = try Samples.file(["model": target, "output_tok_s": "1"])
        let point = try #require(file.points.first)
        guard case .failure(let skipped) = resolver.resolve(point) else { continue }
        Issue.record("\(target): \(skipped.reason)")
      }
    }
    for table in try files.tables(.hardwareAliases) {
      for row in table.rows {
        let result = resolver.hardware.accelerator(try row.required("spelling"))
        guard row["accelerator"] != nil, case .failure(let skipped) = result else { continue }
        Issue.record("\(row["spelling"] ?? ""): \(skipped.reason)")
      }
    }
  }
}
