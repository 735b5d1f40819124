import Catalog
import ModelFiles
import Quantities
import Testing

@Suite struct GGUFModelTests {
  private func load(_ writer: GGUFWriter) throws -> LoadedModel {
    try GGUFModel.load(file: try GGUFFile(bytes: writer.bytes(), path: "x.gguf"))
  }

  private func error(_ writer: GGUFWriter) -> ModelFileError? {
    do {
      _ = try load(writer)
      return nil
    } catch {
      return error as? ModelFileError
    }
  }

  /// Metadata of an architecture without tensors.
  private func metadata(
    _ architecture: String, _ numbers: [String: Int], tokens: UInt64 = 100
  ) -> GGUFWriter {
    var writer = GGUFWriter()
    writer.set("general.architecture", architecture)
    for (key, number) in numbers.sorted(by: { $0.key < $1.key }) {
      writer.set(architecture + "." + key, number)
    }
    writer.set(
      "tokenizer.ggml.tokens", .array,
      .array(
        GGUFArray(
          elementType: .string, count: tokens,
          elements: [GGUFValue](repeating: .text("t"), count: Int(tokens)))))
    return writer
  }

  @Test func llama() throws {
    let model = try load(.llama())
    let weights = try #require(model.exactWeights)
    #expect(
      model.architecture.layers == [
        LayerGroup(
          count: 2, mixer: .attention(Attention(heads: 4, kvHeads: 2, headDimension: 16)),
          feedForward: .dense(intermediate: 128, isGated: true))
      ])
    #expect(model.architecture.id == "tiny")
    #expect(model.architecture.hiddenSize == 64)
    #expect(model.architecture.vocabularySize == 96)
    #expect(model.architecture.maximumContext == 2048)
    #expect(!model.architecture.tiesEmbeddings)
    #expect(model.weightFormat == "Q8_0")
    #expect(model.warnings.isEmpty)
    // The count from the shape and the count tensor by tensor must agree.
    let inventory = ParameterInventory(model.architecture)
    for role in TensorRole.allCases {
      #expect(weights.parameters[role] == inventory.stored[role], "\(role)")
    }
    #expect(weights.parameterCount == inventory.total)
    let matrices = weights.parameterCount - weights.parameters[.vector]
    #expect(weights.totalBytes.value == matrices * 34 / 32 + weights.parameters[.vector] * 4)
    #expect(weights.dominantType == "Q8_0")
    #expect(weights.bytesByType.map(\.type) == ["Q8_0", "F32"])
    #expect(weights.tensorCount == 21)
  }

  @Test func tiedEmbeddings() throws {
    #expect(try load(.llama(tied: true)).architecture.tiesEmbeddings)
  }

  @Test func shapesWinOverMetadata() throws {
    var writer = GGUFWriter.llama()
    writer.entries = writer.entries.map { entry in
      var entry = entry
      if entry.key == "llama.attention.head_count_kv" { entry.value = .unsigned(4) }
      if entry.key == "llama.feed_forward_length" { entry.value = .unsigned(256) }
      return entry
    }
    let model = try load(writer)
    guard case .attention(let attention)? = model.architecture.layers.first?.mixer else {
      Issue.record("no attention")
      return
    }
    #expect(attention.kvHeads == 2)
    #expect(
      model.architecture.layers.first?.feedForward == .dense(intermediate: 128, isGated: true))
    #expect(model.warnings.count == 2)
    #expect(model.warnings.contains { $0.contains("feed_forward_length is 256") })
  }

  @Test func contradictionsAreErrors() {
    func changed(_ key: String, _ value: UInt64) -> ModelFileError? {
      var writer = GGUFWriter.llama()
      writer.entries = writer.entries.map { entry in
        var entry = entry
        if entry.key == key { entry.value = .unsigned(value) }
        return entry
      }
      return error(writer)
    }
    for (key, value): (String, UInt64) in [
      ("llama.embedding_length", 128), ("llama.block_count", 1), ("llama.block_count", 3),
      ("llama.block_count", 10_001), ("llama.block_count", 0), ("llama.context_length", 0),
      ("llama.embedding_length", 4_000_000_000),
    ] {
      guard case .field(_, key, _, let accepted)? = changed(key, value) else {
        Issue.record("\(key) \(value): \(changed(key, value)?.description ?? "accepted")")
        continue
      }
      #expect(!accepted.isEmpty)
    }
    // A head dimension that does not divide the width of the matrix.
    var writer = GGUFWriter.llama()
    writer.set("llama.attention.key_length", 24)
    #expect(error(writer)?.description.contains("key_length") == true)
  }

  @Test func whatMustBeThere() {
    for key in [
      "general.architecture", "llama.block_count", "llama.context_length", "llama.embedding_length",
    ] {
      var writer = GGUFWriter.llama()
      writer.entries.removeAll { $0.key == key }
      guard case .missingField(_, key, _)? = error(writer) else {
        Issue.record("\(key): \(error(writer)?.description ?? "accepted")")
        continue
      }
    }
    var writer = GGUFWriter.llama()
    writer.tensors.removeAll { $0.name == "token_embd.weight" }
    #expect(error(writer)?.description.contains("token_embd.weight") == true)
  }

  @Test("architectures that cannot be described", arguments: ["clip", "t5", "mamba", "rwkv7"])
  func unsupported(architecture: String) {
    guard case .unsupported? = error(metadata(architecture, ["block_count": 2])) else {
      Issue.record("\(architecture) was accepted")
      return
    }
  }

  @Test func expertsAndTheirShares() throws {
    var writer = GGUFWriter.llama(layers: 2)
    writer.entries.removeAll { $0.key == "general.architecture" }
    writer.entries = writer.entries.map { entry in
      var entry = entry
      entry.key = entry.key.replacing("llama.", with: "qwen2moe.")
      return entry
    }
    writer.set("general.architecture", "qwen2moe")
    writer.set("qwen2moe.expert_count", 8)
    writer.set("qwen2moe.expert_used_count", 2)
    writer.set("qwen2moe.expert_feed_forward_length", 32)
    writer.tensors.removeAll {
      $0.name.hasPrefix("blk.1.ffn_") && $0.name != "blk.1.ffn_norm.weight"
    }
    writer.add("blk.1.ffn_gate_inp.weight", [64, 8], type: 0)
    writer.add("blk.1.ffn_gate_exps.weight", [64, 32, 8])
    writer.add("blk.1.ffn_up_exps.weight", [64, 32, 8])
    writer.add("blk.1.ffn_down_exps.weight", [32, 64, 8])
    writer.add("blk.1.ffn_gate_shexp.weight", [64, 96])
    writer.add("blk.1.ffn_up_shexp.weight", [64, 96])
    writer.add("blk.1.ffn_down_shexp.weight", [96, 64])
    let model = try load(writer)
    #expect(model.architecture.layers.count == 2)
    #expect(
      model.architecture.layers.last?.feedForward
        == .mixtureOfExperts(
          MixtureOfExperts(
            experts: 8, expertsPerToken: 2, intermediate: 32, sharedIntermediate: 96,
            isGated: true)))
    let weights = try #require(model.exactWeights)
    let inventory = ParameterInventory(model.architecture)
    for role in TensorRole.allCases {
      #expect(weights.parameters[role] == inventory.stored[role], "\(role)")
    }
    #expect(model.warnings.isEmpty)
  }

  @Test func fusedMatricesAreDivided() throws {
    var writer = GGUFWriter.llama(layers: 1)
    let gone = ["attn_q", "attn_k", "attn_v", "ffn_gate", "ffn_up"].map { "blk.0.\($0).weight" }
    writer.tensors.removeAll { gone.contains($0.name) }
    writer.add("blk.0.attn_qkv.weight", [64, 128])
    writer.add("blk.0.ffn_up.weight", [64, 256])
    let model = try load(writer)
    #expect(
      model.architecture.layers.first?.feedForward == .dense(intermediate: 128, isGated: true))
    let weights = try #require(model.exactWeights)
    #expect(weights.bytes[.attentionQuery] == 64 * 64 * 2)
    #expect(weights.bytes[.attentionKey] == 64 * 32 * 2)
    #expect(weights.bytes[.attentionValue] == 64 * 32 * 2)
    #expect(model.warnings.isEmpty)
  }

  @Test func latentAttention() throws {
    let numbers = [
      "block_count": 4, "context_length": 4096, "embedding_length": 256, "feed_forward_length": 512,
      "attention.head_count": 8, "attention.head_count_kv": 1, "attention.q_lora_rank": 96,
      "attention.kv_lora_rank": 64, "attention.key_length": 80, "attention.value_length": 64,
      "attention.key_length_mla": 48, "attention.value_length_mla": 32, "rope.dimension_count": 16,
      "leading_dense_block_count": 1, "expert_count": 16, "expert_used_count": 4,
      "expert_shared_count": 2, "expert_feed_forward_length": 128, "nextn_predict_layers": 1,
    ]
    let latent = LatentAttention(
      heads: 8, queryRank: 96, kvRank: 64, nopeHeadDimension: 32, ropeHeadDimension: 16,
      valueHeadDimension: 32)
    let model = try load(metadata("deepseek2", numbers))
    #expect(
      model.architecture.layers == [
        LayerGroup(
          count: 1, mixer: .latentAttention(latent),
          feedForward: .dense(intermediate: 512, isGated: true)),
        LayerGroup(
          count: 2, mixer: .latentAttention(latent),
          feedForward: .mixtureOfExperts(
            MixtureOfExperts(
              experts: 16, expertsPerToken: 4, intermediate: 128, sharedIntermediate: 256,
              isGated: true))),
      ])
    #expect(model.exactWeights == nil)
    #expect(model.warnings.contains { $0.contains("holds no tensors") })
  }

  @Test("windows by architecture")
  func windows() throws {
    let cases: [(String, layers: Int, windowed: Int)] = [
      ("gemma2", 26, 13), ("gemma3", 34, 29), ("gpt-oss", 24, 12), ("cohere2", 32, 24),
      ("phi3", 32, 32), ("llama", 8, 0), ("llama4", 48, 36),
    ]
    for (architecture, layers, windowed) in cases {
      var numbers = [
        "block_count": layers, "context_length": 131_072, "embedding_length": 256,
        "feed_forward_length": 512, "attention.head_count": 8, "attention.head_count_kv": 4,
        "attention.key_length": 64, "attention.value_length": 64,
      ]
      if !architecture.hasPrefix("llama") { numbers["attention.sliding_window"] = 1024 }
      let model = try load(metadata(architecture, numbers))
      let local = attentions(model).filter { $0.attention.window != nil }
      #expect(local.reduce(0) { $0 + $1.count } == windowed, "\(architecture)")
      #expect(model.architecture.layerCount == layers)
    }
  }

  @Test func arraysByLayer() throws {
    var writer = metadata(
      "gemma4",
      [
        "block_count": 4, "context_length": 8192, "embedding_length": 256,
        "attention.head_count": 8, "attention.key_length": 64, "attention.value_length": 64,
        "attention.key_length_swa": 32, "attention.value_length_swa": 32,
        "attention.sliding_window": 512,
      ])
    func array(_ numbers: [Int]) -> GGUFValue {
      .array(
        GGUFArray(
          elementType: .int32, count: UInt64(numbers.count),
          elements: numbers.map { .signed(Int64($0)) }))
    }
    writer.set("gemma4.feed_forward_length", .array, array([512, 512, 512, 1024]))
    writer.set("gemma4.attention.head_count_kv", .array, array([4, 4, 4, 2]))
    writer.set(
      "gemma4.attention.sliding_window_pattern", .array,
      .array(
        GGUFArray(
          elementType: .bool, count: 4,
          elements: [.bool(true), .bool(true), .bool(true), .bool(false)])))
    let model = try load(writer)
    #expect(
      model.architecture.layers == [
        LayerGroup(
          count: 3,
          mixer: .attention(Attention(heads: 8, kvHeads: 4, headDimension: 32, window: 512)),
          feedForward: .dense(intermediate: 512, isGated: true)),
        LayerGroup(
          count: 1, mixer: .attention(Attention(heads: 8, kvHeads: 2, headDimension: 64)),
          feedForward: .dense(intermediate: 1024, isGated: true)),
      ])
    writer.set("gemma4.expert_count", .array, array([1, 2]))
    #expect(error(writer) != nil)
  }

  @Test func hybridOfDeltaNetAndGatedAttention() throws {
    var writer = metadata(
      "qwen3next",
      [
        "block_count": 2, "context_length": 8192, "embedding_length": 64,
        "feed_forward_length": 128, "attention.head_count": 4, "attention.head_count_kv": 2,
        "attention.key_length": 32, "attention.value_length": 32, "ssm.conv_kernel": 4,
        "ssm.inner_size": 128, "ssm.state_size": 16, "ssm.time_step_rank": 8, "ssm.group_count": 4,
      ])
    writer.add("token_embd.weight", [64, 100])
    for layer in 0..<2 {
      writer.add("blk.\(layer).ffn_down.weight", [128, 64])
      writer.add("blk.\(layer).ffn_up.weight", [64, 128])
      writer.add("blk.\(layer).ffn_gate.weight", [64, 128])
    }
    writer.add("blk.0.attn_qkv.weight", [64, 256])
    writer.add("blk.0.attn_gate.weight", [64, 128])
    writer.add("blk.0.ssm_conv1d.weight", [4, 256], type: 0)
    writer.add("blk.0.ssm_ba.weight", [64, 16])
    writer.add("blk.0.ssm_out.weight", [128, 64])
    writer.add("blk.1.attn_q.weight", [64, 256])
    writer.add("blk.1.attn_k.weight", [64, 64])
    writer.add("blk.1.attn_v.weight", [64, 64])
    writer.add("blk.1.attn_output.weight", [128, 64])
    let model = try load(writer)
    #expect(
      model.architecture.layers.map(\.mixer) == [
        .gatedDeltaNet(
          GatedDeltaNet(
            keyHeads: 4, valueHeads: 8, keyHeadDimension: 16, valueHeadDimension: 16)),
        .attention(
          Attention(heads: 4, kvHeads: 2, headDimension: 32, window: nil, hasOutputGate: true)),
      ])
    let weights = try #require(model.exactWeights)
    let inventory = ParameterInventory(model.architecture)
    #expect(weights.parameters[.linearMixer] == inventory.stored[.linearMixer])
    #expect(weights.parameters[.attentionQuery] == inventory.stored[.attentionQuery])
  }

  @Test func stateSpaceBlocks() throws {
    var writer = metadata(
      "nemotron_h",
      [
        "block_count": 2, "context_length": 8192, "embedding_length": 64, "ssm.conv_kernel": 4,
        "ssm.inner_size": 128, "ssm.state_size": 16, "ssm.time_step_rank": 8, "ssm.group_count": 2,
        "attention.head_count": 4,
      ])
    writer.add("token_embd.weight", [64, 100])
    writer.add("blk.0.ssm_in.weight", [64, 296])
    writer.add("blk.0.ssm_conv1d.weight", [4, 160], type: 0)
    writer.add("blk.0.ssm_out.weight", [128, 64])
    writer.add("blk.1.ffn_up.weight", [64, 256])
    writer.add("blk.1.ffn_down.weight", [256, 64])
    let model = try load(writer)
    #expect(
      model.architecture.layers == [
        LayerGroup(
          count: 1,
          mixer: .mamba2(Mamba2(heads: 8, headDimension: 16, stateSize: 16, groups: 2)),
          feedForward: .none),
        LayerGroup(
          count: 1, mixer: .none, feedForward: .dense(intermediate: 256, isGated: false)),
      ])
  }

  @Test func unknownTensorsAreCountedAndTold() throws {
    var writer = GGUFWriter.llama()
    writer.add("blk.0.mystery.weight", [64, 64])
    let model = try load(writer)
    #expect(model.exactWeights?.bytes[.unaccounted] == 8192.0)
    #expect(model.warnings.contains { $0.contains("'blk.0.mystery.weight'") })
  }
}

@Suite struct GGUFShardTests {
  /// A model cut in three, the first part with metadata alone.
  private func parts() -> [GGUFWriter] {
    let whole = GGUFWriter.llama()
    return (0..<3).map { number in
      var part = GGUFWriter()
      if number == 0 { part.entries = whole.entries }
      part.set("split.no", .uint16, .unsigned(UInt64(number)))
      part.set("split.count", .uint16, .unsigned(3))
      part.set("split.tensors.count", .int32, .signed(Int64(whole.tensors.count)))
      let middle = whole.tensors.count / 2
      if number == 1 { part.tensors = Array(whole.tensors[..<middle]) }
      if number == 2 { part.tensors = Array(whole.tensors[middle...]) }
      return part
    }
  }

  private func write(_ parts: [GGUFWriter], to folder: TemporaryFolder) throws {
    for (index, part) in parts.enumerated() {
      try folder.write("model-0000\(index + 1)-of-00003.gguf", part.bytes())
    }
  }

  @Test func allPartsAreRead() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try write(parts(), to: folder)
    let whole = try GGUFModel.load(
      file: try GGUFFile(bytes: GGUFWriter.llama().bytes(), path: "whole.gguf"))
    for number in 1...3 {
      let model = try ModelFile.load(folder.path + "/model-0000\(number)-of-00003.gguf")
      #expect(model.exactWeights == whole.exactWeights)
      #expect(model.architecture.layers == whole.architecture.layers)
    }
    #expect(try ModelFile.load(folder.path).exactWeights == whole.exactWeights)
  }

  @Test func aMissingPart() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try write(Array(parts().prefix(2)), to: folder)
    let first = folder.path + "/model-00001-of-00003.gguf"
    #expect(
      throws: ModelFileError.missingPart(
        path: first, part: folder.path + "/model-00003-of-00003.gguf",
        reason: "the model is cut into 3 parts")
    ) { try ModelFile.load(first) }
  }

  @Test func partsThatDoNotBelongTogether() throws {
    func error(_ change: (inout [GGUFWriter]) -> Void) throws -> String {
      let folder = try TemporaryFolder()
      defer { folder.remove() }
      var parts = self.parts()
      change(&parts)
      try write(parts, to: folder)
      do {
        _ = try ModelFile.load(folder.path + "/model-00001-of-00003.gguf")
        return "accepted"
      } catch {
        return "\(error)"
      }
    }
    #expect(try error { $0.swapAt(1, 2) }.contains("split.no"))
    #expect(
      try error { $0[2].tensors.append($0[1].tensors[0]) }.contains("each tensor in one part"))
    #expect(try error { $0[2].tensors.removeLast() }.contains("split.tensors.count"))
    #expect(
      try error {
        $0[1].entries.removeAll { $0.key == "split.count" }
        $0[1].set("split.count", 4)
      }.contains("split.count"))
  }

  @Test func aPartUnderAnotherName() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.write("part.gguf", parts()[1].bytes())
    #expect(throws: ModelFileError.self) { try ModelFile.load(path) }
  }

  @Test func absurdNumberOfParts() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.write("m-00001-of-99999.gguf", GGUFWriter.llama().bytes())
    #expect(throws: ModelFileError.self) { try ModelFile.load(path) }
  }
}
