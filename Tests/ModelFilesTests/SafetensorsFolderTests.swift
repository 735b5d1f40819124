import Catalog
import ModelFiles
import Quantities
import Testing

@Suite struct SafetensorsFolderTests {
  /// A folder of a configuration and weights.
  private func folder(
    _ config: String, _ writer: SafetensorsWriter, name: String = "model.safetensors"
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write("config.json", config)
    try folder.write(name, writer.bytes())
    return folder
  }

  /// The model in such a folder.
  private func model(_ config: String, _ writer: SafetensorsWriter) throws -> LoadedModel {
    let folder = try folder(config, writer)
    defer { folder.remove() }
    return try ModelFile.load(folder.path)
  }

  private func words(_ path: String) -> String {
    do {
      _ = try ModelFile.load(path)
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test func countsAsTheShapeDoes() throws {
    let folder = try folder(llama(), .llama())
    defer { folder.remove() }
    for path in [folder.path, folder.path + "/model.safetensors"] {
      let model = try ModelFile.load(path)
      let weights = try #require(model.exactWeights)
      let inventory = ParameterInventory(model.architecture)
      for role in TensorRole.allCases {
        #expect(weights.parameters[role] == inventory.stored[role], "\(role)")
        #expect(weights.bytes[role] == 2 * inventory.stored[role], "\(role)")
      }
      #expect(weights.totalBytes.value == 2 * inventory.total)
      #expect(model.weightFormat == "bf16")
      #expect(model.warnings.isEmpty)
    }
  }

  @Test func withoutConfiguration() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = try folder.write("model.safetensors", SafetensorsWriter.llama().bytes())
    #expect(words(path).contains("'config.json' is missing"))
    #expect(words(folder.path).contains("'config.json' is missing"))
  }

  @Test func withoutWeights() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("config.json", llama())
    let model = try ModelFile.load(folder.path)
    #expect(model.exactWeights == nil)
    #expect(model.warnings.contains { $0.contains("no safetensors files") })
  }

  @Test func storedTypeWinsOverTheConfiguration() throws {
    var writer = SafetensorsWriter.llama()
    writer.tensors = writer.tensors.map { ($0.name, .f32, $0.shape) }
    let model = try self.model(llama(), writer)
    #expect(model.weightFormat == "fp32")
    #expect(model.architecture.nativeWeightFormat == "fp32")
    #expect(model.warnings == ["config.json says bf16, the weights are stored as fp32"])
  }

  @Test func embeddingAgainstConfiguration() throws {
    var writer = SafetensorsWriter.llama()
    writer.tensors[0].shape = [1024, 256]
    let model = try self.model(llama(), writer)
    #expect(model.architecture.vocabularySize == 1024)
    #expect(model.warnings.contains { $0.contains("vocab_size is 1000") })
    writer.tensors[0].shape = [1000, 128]
    let narrow = try folder(llama(), writer)
    defer { narrow.remove() }
    #expect(words(narrow.path).contains("'hidden_size' is 256"))
  }

  // MARK: Parts

  private func halves() -> [SafetensorsWriter] {
    let whole = SafetensorsWriter.llama()
    var halves = [SafetensorsWriter(), SafetensorsWriter()]
    halves[0].tensors = Array(whole.tensors.prefix(40))
    halves[1].tensors = Array(whole.tensors.dropFirst(40))
    return halves
  }

  private func write(
    _ halves: [SafetensorsWriter], index: Bool, into folder: TemporaryFolder
  ) throws {
    try folder.write("config.json", llama())
    var map: [String] = []
    for (number, half) in halves.enumerated() {
      let name = "model-0000\(number + 1)-of-00002.safetensors"
      try folder.write(name, half.bytes())
      map += half.tensors.map { "\"\($0.name)\": \"\(name)\"" }
    }
    guard index else { return }
    try folder.write(
      "model.safetensors.index.json",
      "{\"metadata\": {\"total_size\": 1}, \"weight_map\": {\(map.joined(separator: ", "))}}")
  }

  @Test("parts with and without an index", arguments: [true, false])
  func parts(index: Bool) throws {
    let whole = try self.model(llama(), .llama())
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try write(halves(), index: index, into: folder)
    let model = try ModelFile.load(folder.path)
    #expect(model.exactWeights == whole.exactWeights)
    #expect(model.warnings.contains { $0.contains("says 1 bytes") } == index)
    let part = folder.path + "/model-00002-of-00002.safetensors"
    #expect(try ModelFile.load(part).exactWeights == whole.exactWeights)
  }

  @Test("a part that is not there", arguments: [true, false])
  func missingPart(index: Bool) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try write(halves(), index: index, into: folder)
    let lonely = try TemporaryFolder()
    defer { lonely.remove() }
    try write(Array(halves().prefix(1)), index: false, into: lonely)
    if index {
      try lonely.write(
        "model.safetensors.index.json",
        #"{"weight_map": {"a": "model-00002-of-00002.safetensors"}}"#)
    }
    #expect(words(lonely.path).contains("'model-00002-of-00002.safetensors' is missing"))
  }

  @Test func duplicatesAndIndexErrors() throws {
    var double = halves()
    double[1].tensors.append(double[0].tensors[3])
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try write(double, index: false, into: folder)
    #expect(words(folder.path).contains("each tensor in one file"))

    let other = try TemporaryFolder()
    defer { other.remove() }
    try write(halves(), index: true, into: other)
    for (index, words) in [
      (#"{"weight_map": {"a": "../model.safetensors"}}"#, "'../model.safetensors'"),
      (#"{"weight_map": {"a": "/etc/passwd"}}"#, "'/etc/passwd'"),
      (#"{"weight_map": {"a": 3}}"#, "weight_map.a"),
      (#"{"weight_map": {}}"#, "weight_map"),
      (#"{"weight_map": []}"#, "weight_map"),
      (#"{}"#, "weight_map"),
      (#"{"weight_map": {"ghost": "model-00001-of-00002.safetensors"}}"#, "'ghost' is missing"),
    ] {
      try other.write("model.safetensors.index.json", index)
      #expect(self.words(other.path).contains(words), "\(self.words(other.path))")
    }
  }

  @Test func aFileThatIsNamedIsTheOneRead() throws {
    let folder = try folder(llama(), .llama())
    defer { folder.remove() }
    var other = SafetensorsWriter.llama()
    other.tensors = other.tensors.map { ($0.name, .f32, $0.shape) }
    let path = try folder.write("other.safetensors", other.bytes())
    #expect(try ModelFile.load(path).weightFormat == "fp32")
    #expect(try ModelFile.load(folder.path).weightFormat == "bf16")
  }

  @Test func consolidatedCopiesAreLeftOut() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try write(halves(), index: false, into: folder)
    try folder.write("consolidated.safetensors", SafetensorsWriter.llama().bytes())
    let model = try ModelFile.load(folder.path)
    #expect(model.exactWeights?.tensorCount == SafetensorsWriter.llama().tensors.count)
  }

  // MARK: Quantised weights

  private let matrices = ["self_attn.q_proj", "mlp.down_proj"]

  /// A checkpoint whose matrices in layers are stored as `change` says.
  private func quantized(
    _ config: String, _ change: (inout SafetensorsWriter, String, [Int]) -> Void
  ) throws -> LoadedModel {
    var writer = SafetensorsWriter()
    for tensor in SafetensorsWriter.llama().tensors {
      if tensor.name.contains("_proj"), tensor.name.hasSuffix(".weight") {
        change(&writer, String(tensor.name.dropLast(".weight".count)), tensor.shape)
      } else {
        writer.add(tensor.name, tensor.shape, tensor.type)
      }
    }
    return try self.model(llama(", \"quantization_config\": \(config)"), writer)
  }

  private func expectAllParameters(
    _ model: LoadedModel, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let whole = try self.model(llama(), .llama())
    let weights = try #require(model.exactWeights)
    let expected = try #require(whole.exactWeights)
    for role in TensorRole.allCases {
      #expect(
        weights.parameters[role] == expected.parameters[role], "\(role)",
        sourceLocation: sourceLocation)
    }
    #expect(weights.totalBytes < expected.totalBytes, sourceLocation: sourceLocation)
    #expect(model.warnings.isEmpty, sourceLocation: sourceLocation)
  }

  @Test("GPTQ and AWQ pack eight weights into an integer", arguments: ["gptq", "awq"])
  func packed(method: String) throws {
    let model = try quantized(
      #"{"quant_method": "\#(method)", "bits": 4, "group_size": 128}"#
    ) { writer, name, shape in
      writer.add(name + ".qweight", [shape[1] / 8, shape[0]], .i32)
      writer.add(name + ".qzeros", [2, shape[0] / 8], .i32)
      writer.add(name + ".scales", [2, shape[0]], .f16)
      if method == "gptq" { writer.add(name + ".g_idx", [shape[1]], .i32) }
    }
    try expectAllParameters(model)
    #expect(model.weightFormat == method + "-int4")
    // Scales count with their matrix.
    let query = 8.0 * Double(256 * 256 / 2 + 2 * 32 * 4 + 2 * 256 * 2)
    let index = method == "gptq" ? 8.0 * 256 * 4 : 0
    #expect(model.exactWeights?.bytes[.attentionQuery] == query + index)
  }

  @Test func gptqOfEightBits() throws {
    let model = try quantized(#"{"quant_method": "gptq", "bits": 8}"#) { writer, name, shape in
      writer.add(name + ".qweight", [shape[1] / 4, shape[0]], .i32)
    }
    try expectAllParameters(model)
  }

  @Test func blocksOfFP8() throws {
    let model = try quantized(
      #"{"quant_method": "fp8", "weight_block_size": [128, 128]}"#
    ) { writer, name, shape in
      writer.add(name + ".weight", shape, .f8E4M3)
      writer.add(name + ".weight_scale_inv", [(shape[0] + 127) / 128, shape[1] / 128], .f32)
    }
    try expectAllParameters(model)
    #expect(model.weightFormat == "fp8-block")
  }

  @Test func modelOptimizerNVFP4() throws {
    let model = try quantized(
      #"{"quant_method": "modelopt", "quant_algo": "NVFP4"}"#
    ) { writer, name, shape in
      writer.add(name + ".weight", [shape[0], shape[1] / 2], .u8)
      writer.add(name + ".weight_scale", [shape[0], shape[1] / 16], .f8E4M3)
      writer.add(name + ".weight_scale_2", [], .f32)
      writer.add(name + ".input_scale", [], .f32)
    }
    try expectAllParameters(model)
  }

  @Test func bitsAndBytes() throws {
    let model = try quantized(
      #"{"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_quant_type": "nf4"}"#
    ) { writer, name, shape in
      writer.add(name + ".weight", [shape[0] * shape[1] / 2, 1], .u8)
      writer.add(name + ".weight.absmax", [shape[0] * shape[1] / 64], .u8)
      writer.add(name + ".weight.quant_map", [16], .f32)
      writer.add(name + ".weight.quant_state.bitsandbytes__nf4", [80], .u8)
    }
    try expectAllParameters(model)
    #expect(model.weightFormat == "nf4")
  }

  @Test func compressedTensors() throws {
    let model = try quantized(
      """
      {"quant_method": "compressed-tensors", "format": "pack-quantized", "config_groups":
       {"group_0": {"weights": {"num_bits": 4, "type": "int"}}}}
      """
    ) { writer, name, shape in
      writer.add(name + ".weight_packed", [shape[0], shape[1] / 8], .i32)
      writer.add(name + ".weight_scale", [shape[0], shape[1] / 32], .bf16)
      writer.add(name + ".weight_shape", [2], .i64)
    }
    try expectAllParameters(model)
  }

  @Test func aFormatWithoutAnIdIsAWarningWhereSizesAreKnown() throws {
    let model = try quantized(#"{"bits": 4, "group_size": 64}"#) { writer, name, shape in
      writer.add(name + ".weight", [shape[0], shape[1] / 8], .u32)
      writer.add(name + ".scales", [shape[0], shape[1] / 64], .bf16)
      writer.add(name + ".biases", [shape[0], shape[1] / 64], .bf16)
    }
    #expect(model.weightFormat == nil)
    #expect(model.warnings.contains { $0.contains("no weight format is known") })
    let plain = try self.model(llama(), .llama())
    #expect(model.exactWeights?.parameterCount == plain.exactWeights?.parameterCount)
  }
}

@Suite struct HuggingFaceNameTests {
  /// Names of real checkpoints, with the rank of the tensor and the role that it plays.
  static let names: [(String, [Int], SafetensorsType, TensorRole)] = [
    ("model.embed_tokens.weight", [9, 9], .bf16, .tokenEmbedding),
    ("lm_head.weight", [9, 9], .bf16, .outputHead),
    ("model.layers.0.self_attn.q_norm.weight", [9], .bf16, .vector),
    ("model.layers.0.self_attn.q_proj.bias", [9], .bf16, .vector),
    ("model.layers.0.self_attn.q_a_proj.weight", [9, 9], .bf16, .attentionQuery),
    ("model.layers.0.self_attn.kv_a_proj_with_mqa.weight", [9, 9], .bf16, .attentionKey),
    ("model.layers.0.self_attn.kv_b_proj.weight", [9, 9], .bf16, .attentionValue),
    ("model.layers.0.self_attn.kv_b_proj.weight_scale_inv", [9, 9], .f32, .attentionValue),
    ("model.layers.0.mlp.gate.weight", [9, 9], .bf16, .router),
    ("model.layers.0.mlp.gate.e_score_correction_bias", [9], .f32, .vector),
    ("model.layers.0.mlp.experts.12.gate_proj.weight", [9, 9], .bf16, .expertGate),
    ("model.layers.0.mlp.experts.12.down_proj.weight_scale", [1], .f32, .expertDown),
    ("model.layers.0.mlp.shared_experts.up_proj.weight", [9, 9], .bf16, .sharedExpert),
    ("model.layers.0.mlp.shared_expert_gate.weight", [1, 9], .bf16, .sharedExpert),
    ("model.layers.0.block_sparse_moe.experts.3.w2.weight", [9, 9], .bf16, .expertDown),
    ("model.layers.0.block_sparse_moe.gate.weight", [9, 9], .bf16, .router),
    ("model.layers.0.mlp.experts.down_proj_blocks", [2, 9, 9, 16], .u8, .expertDown),
    ("model.layers.0.mlp.experts.down_proj_scales", [2, 9, 9], .u8, .expertDown),
    ("model.layers.0.mlp.experts.down_proj_bias", [2, 9], .bf16, .vector),
    ("model.layers.0.mlp.router.weight", [9, 9], .bf16, .router),
    ("model.layers.0.self_attn.sinks", [9], .bf16, .vector),
    ("model.layers.0.linear_attn.in_proj_qkvz.weight", [9, 9], .bf16, .linearMixer),
    ("model.layers.0.linear_attn.conv1d.weight", [9, 1, 4], .bf16, .vector),
    ("model.layers.0.linear_attn.A_log", [9], .bf16, .vector),
    ("model.language_model.layers.0.self_attn.v_proj.weight", [9, 9], .bf16, .attentionValue),
    ("model.visual.blocks.0.attn.qkv.weight", [9, 9], .bf16, .vision),
    ("vision_tower.vision_model.encoder.layers.0.self_attn.q_proj.weight", [9, 9], .bf16, .vision),
    ("multi_modal_projector.linear_1.weight", [9, 9], .bf16, .vision),
    ("transformer.word_embeddings.weight", [9, 9], .bf16, .tokenEmbedding),
    ("transformer.h.0.self_attention.dense.weight", [9, 9], .bf16, .attentionOutput),
    ("transformer.h.0.mlp.dense_h_to_4h.weight", [9, 9], .bf16, .feedForwardUp),
    ("h.0.mlp.c_proj.weight", [9, 9], .f32, .feedForwardDown),
    ("h.0.attn.c_proj.weight", [9, 9], .f32, .attentionOutput),
    ("model.decoder.layers.0.fc2.weight", [9, 9], .f16, .feedForwardDown),
    ("model.decoder.layers.0.self_attn.out_proj.weight", [9, 9], .f16, .attentionOutput),
    ("backbone.layers.0.mixer.in_proj.weight", [9, 9], .bf16, .linearMixer),
    ("backbone.layers.0.mixer.out_proj.weight", [9, 9], .bf16, .linearMixer),
    ("backbone.layers.0.mixer.D", [9], .bf16, .vector),
    ("backbone.layers.1.mixer.experts.7.up_proj.weight", [9, 9], .bf16, .expertUp),
    ("backbone.layers.1.mixer.up_proj.weight", [9, 9], .bf16, .feedForwardUp),
    ("model.layers.61.eh_proj.weight", [9, 9], .bf16, .unaccounted),
    ("mtp.layers.0.self_attn.q_proj.weight", [9, 9], .bf16, .unaccounted),
    ("model.layers.0.telepathy.weight", [9, 9], .bf16, .unaccounted),
  ]

  @Test("roles of real tensor names", arguments: names.indices)
  func role(index: Int) throws {
    let (name, shape, type, role) = Self.names[index]
    var writer = SafetensorsWriter()
    writer.add(name, shape, type)
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    // A vocabulary and a width for the embedding: nine of each.
    try folder.write(
      "config.json",
      """
      {"model_type": "llama", "torch_dtype": "bfloat16", "hidden_size": 9,
       "intermediate_size": 9, "num_hidden_layers": 8, "num_attention_heads": 1,
       "vocab_size": 9, "max_position_embeddings": 64}
      """)
    try folder.write("model.safetensors", writer.bytes())
    let weights = try #require(try ModelFile.load(folder.path).exactWeights)
    #expect(
      weights.bytes[role] == Double(SafetensorsWriter.size(shape, type)), "\(name)")
  }

  @Test func fusedMatrices() throws {
    var writer = SafetensorsWriter()
    writer.add("model.layers.0.self_attn.qkv_proj.weight", [384, 256])
    writer.add("model.layers.0.mlp.gate_up_proj.weight", [1024, 256])
    writer.add("model.layers.1.mlp.experts.gate_up_proj", [2, 256, 64])
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("config.json", llama())
    try folder.write("model.safetensors", writer.bytes())
    let weights = try #require(try ModelFile.load(folder.path).exactWeights)
    #expect(weights.parameters[.attentionQuery].rounded() == 256.0 * 256)
    #expect(weights.parameters[.attentionKey].rounded() == 64.0 * 256)
    #expect(weights.parameters[.feedForwardGate] == 512.0 * 256)
    #expect(weights.parameters[.expertUp] == 256.0 * 64)
  }
}
