import Confidence
import Testing

@testable import Accuracy

@Suite struct MeasurementFileTests {
  @Test func readsARow() throws {
    let file = try Samples.file([
      "id": "x-1", "output_tok_s": "123.4", "input_tokens": "0", "output_tokens": "128",
      "tp": "2", "gpu_count": "2",
    ])
    let point = try #require(file.points.first)
    #expect(point.id == "x-1")
    #expect(point.outputRate == 123.4)
    #expect(point.tensor == 2)
    #expect(point.mode == .singleStream)
    #expect(point.timeToFirstToken == nil)
  }

  @Test(arguments: [
    (["mode": "sideways"], "mode 'sideways' is none of the known ones"),
    (["output_tok_s": "fast"], "column 'output_tok_s': 'fast' is no amount"),
    (["output_tok_s": "0"], "column 'output_tok_s' is 0"),
    (["ttft_ms": "-4"], "column 'ttft_ms': '-4' is no amount"),
    (["tp": "1.5"], "column 'tp': 1.5 is no count"),
    (["model": ""], "column 'model' is empty"),
  ]) func namesUnreadableRows(fields: [String: String], reason: String) throws {
    let file = try Samples.file([[:], fields])
    #expect(file.points.count == 1)
    #expect(file.unreadable.map(\.reason) == [reason])
    #expect(file.unreadable.map(\.line) == [3])
  }

  @Test func readsMemory() throws {
    let text = """
      id,source_title,source_url,model,params_b,quantization,runtime,context_tokens,batch,\
      kv_precision,file_or_weights_gb,total_memory_gb,unit,notes
      m,Qwen docs,,Qwen/Qwen2.5-7B-Instruct,7.6,bf16,transformers,2049,n_batch=2048 (1 sequence),\
      bf16,,14.92,GiB,summed over 1 GPU(s)
      """
    let file = try MeasurementFile(bytes: Array(text.utf8), name: "memory.csv")
    let point = try #require(file.points.first)
    #expect(point.memory == 14.92 * 1_073_741_824)
    #expect(point.concurrency == 1)
    #expect(point.mode == .memory)
  }

  @Test func refusesOtherTables() {
    #expect(throws: AccuracyError.unknownHeader(path: "x.csv")) {
      try MeasurementFile(bytes: Array("a,b\n1,2\n".utf8), name: "x.csv")
    }
    #expect(throws: AccuracyError.self) { try MeasurementFile(path: "/does/not/exist.csv") }
  }
}
