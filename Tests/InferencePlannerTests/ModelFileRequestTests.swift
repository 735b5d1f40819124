import Catalog
import Foundation
import InferencePlanner
import PerformanceModel
import Quantities
import TestSupport
import Testing

/// Models that are described by files instead of names.
@Suite struct ModelFileRequestTests {
  /// Llama 3.1 8B as its publisher describes it.
  static let config = """
    {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096,
     "intermediate_size": 14336, "num_hidden_layers": 32, "num_attention_heads": 32,
     "num_key_value_heads": 8, "vocab_size": 128256, "max_position_embeddings": 131072,
     "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
    """

  @Test func aConfigurationAnswersAsItsModelDoes() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/config.json"
      try Data(Self.config.utf8).write(to: URL(filePath: path))
      let file = try estimate(#"{"config": "\#(path)", "hardware": "H100", "concurrency": 8}"#)
      let name = try estimate(
        #"{"model": "llama-3.1-8b", "hardware": "H100", "concurrency": 8}"#)
      #expect(isClose(file.forecaster.inventory.total, 8.030e9, within: 0.001))
      #expect(file.forecast == name.forecast)
      #expect(file.deployment.weightFormat.id == "bf16")
    }
  }

  /// A llama.cpp file of two layers, its sizes counted from the tensors in it.
  @Test func aGGUFFileBringsItsOwnWeights() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/tiny.gguf"
      let file = TinyGGUF()
      try Data(file.bytes).write(to: URL(filePath: path))
      let answer = try estimate(
        #"{"gguf": "\#(path)", "hardware": "4090", "input": 100, "output": 50}"#)
      #expect(answer.deployment.engine.id == "llama.cpp")
      #expect(answer.deployment.weightFormat.family == .gguf)
      #expect(answer.deployment.model.layerCount == 2)
      #expect(isClose(answer.forecast.memory.weights.value, Double(file.weightBytes), within: 1e-6))
      #expect(answer.forecast.runs)
      // A stated format takes the place of the file's own.
      let other = try estimate(
        #"{"gguf": "\#(path)", "hardware": "4090", "weights": "q8_0", "input": 100, "output": 50}"#)
      #expect(other.forecast.memory.weights < answer.forecast.memory.weights)
    }
  }

  @Test func aFolderOfSafetensorsIsCounted() throws {
    try withTemporaryFolder { folder in
      let small = """
        {"model_type": "llama", "torch_dtype": "bfloat16", "hidden_size": 256,
         "intermediate_size": 512, "num_hidden_layers": 1, "num_attention_heads": 8,
         "num_key_value_heads": 2, "vocab_size": 1000, "max_position_embeddings": 4096}
        """
      try Data(small.utf8).write(to: URL(filePath: folder + "/config.json"))
      let tensors: [(String, [Int])] = [
        ("model.embed_tokens.weight", [1000, 256]), ("model.norm.weight", [256]),
        ("lm_head.weight", [1000, 256]),
        ("model.layers.0.input_layernorm.weight", [256]),
        ("model.layers.0.post_attention_layernorm.weight", [256]),
        ("model.layers.0.self_attn.q_proj.weight", [256, 256]),
        ("model.layers.0.self_attn.k_proj.weight", [64, 256]),
        ("model.layers.0.self_attn.v_proj.weight", [64, 256]),
        ("model.layers.0.self_attn.o_proj.weight", [256, 256]),
        ("model.layers.0.mlp.gate_proj.weight", [512, 256]),
        ("model.layers.0.mlp.up_proj.weight", [512, 256]),
        ("model.layers.0.mlp.down_proj.weight", [256, 512]),
      ]
      var offset = 0
      let entries = tensors.map { name, shape in
        let end = offset + shape.reduce(2, *)
        defer { offset = end }
        return
          """
          "\(name)": {"dtype": "BF16", "shape": \(shape), "data_offsets": [\(offset), \(end)]}
          """
      }
      let header = Array("{\(entries.joined(separator: ","))}".utf8)
      var bytes = Data()
      withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
      bytes += header + [UInt8](repeating: 0, count: offset)
      try bytes.write(to: URL(filePath: folder + "/model.safetensors"))

      for path in [folder, folder + "/model.safetensors"] {
        let answer = try estimate(#"{"safetensors": "\#(path)", "hardware": "H100"}"#)
        #expect(answer.deployment.engine.id == "vllm")
        #expect(answer.deployment.weightFormat.id == "bf16")
        #expect(isClose(answer.forecast.memory.weights.value, Double(offset), within: 1e-6))
      }
    }
  }
}

/// A GGUF file of the Llama family in 16 bits, as small as such a file can be.
struct TinyGGUF {
  private(set) var bytes: [UInt8] = []
  /// Bytes of all tensors.
  private(set) var weightBytes = 0

  init() {
    let width = 64, inner = 128, words = 96
    var tensors: [(String, [Int], type: UInt32)] = [
      ("token_embd.weight", [width, words], 1), ("output_norm.weight", [width], 0),
      ("output.weight", [width, words], 1),
    ]
    for layer in 0..<2 {
      let name = "blk.\(layer)."
      tensors += [
        (name + "attn_norm.weight", [width], 0), (name + "attn_q.weight", [width, width], 1),
        (name + "attn_k.weight", [width, width / 2], 1),
        (name + "attn_v.weight", [width, width / 2], 1),
        (name + "attn_output.weight", [width, width], 1), (name + "ffn_norm.weight", [width], 0),
        (name + "ffn_gate.weight", [width, inner], 1), (name + "ffn_up.weight", [width, inner], 1),
        (name + "ffn_down.weight", [inner, width], 1),
      ]
    }
    let numbers: [(String, UInt32)] = [
      ("general.file_type", 1), ("llama.block_count", 2), ("llama.context_length", 2048),
      ("llama.embedding_length", 64), ("llama.feed_forward_length", 128),
      ("llama.attention.head_count", 4), ("llama.attention.head_count_kv", 2),
      ("llama.vocab_size", 96),
    ]
    number(UInt32(0x4655_4747))
    number(UInt32(3))
    number(UInt64(tensors.count))
    number(UInt64(numbers.count + 1))
    text("general.architecture")
    number(UInt32(8))
    text("llama")
    for (key, value) in numbers {
      text(key)
      number(UInt32(4))
      number(value)
    }
    var offset = 0
    for (name, shape, type) in tensors {
      text(name)
      number(UInt32(shape.count))
      for dimension in shape { number(UInt64(dimension)) }
      number(type)
      number(UInt64(offset))
      let size = shape.reduce(type == 0 ? 4 : 2, *)
      weightBytes += size
      offset += (size + 31) / 32 * 32
    }
    while bytes.count % 32 != 0 { bytes.append(0) }
    bytes += [UInt8](repeating: 0, count: offset)
  }

  private mutating func number(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  private mutating func text(_ text: String) {
    number(UInt64(text.utf8.count))
    bytes += Array(text.utf8)
  }
}
