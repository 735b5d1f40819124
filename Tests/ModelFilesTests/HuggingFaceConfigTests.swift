import Catalog
import ModelFiles
import StructuredText
import Testing

@Suite struct PublishedConfigTests {
  /// Totals of models outside the catalog, in 10⁹, from their model cards.
  static let otherTotals = [
    "openai-community/gpt2": 0.124, "EleutherAI/gpt-j-6b": 6.05, "EleutherAI/gpt-neox-20b": 20.55,
    "facebook/opt-6.7b": 6.66, "bigscience/bloom-7b1": 7.069,
    "mistralai/Mamba-Codestral-7B-v0.1": 7.286,
  ]

  static func publishedTotals() throws -> [String: Double] {
    let table = try CSVTable(bytes: CatalogFiles.builtIn(.models), name: "models.csv")
    var totals = otherTotals
    for row in table.rows {
      if let id = row["hf_id"], let total = row["params_total_b"].flatMap(Double.init) {
        totals[id] = total
      }
    }
    return totals
  }

  @Test("parameters counted from config.json agree with the published total")
  func totals() throws {
    let totals = try Self.publishedTotals()
    #expect(PublishedConfigs.all.count >= 40)
    for (id, json) in PublishedConfigs.all.sorted(by: { $0.key < $1.key }) {
      let published = try #require(totals[id], "no total is known of \(id)")
      let model = try load(json)
      let total = ParameterInventory(model.architecture).total / 1e9
      // The size of vision towers is estimated, and Qwen3.5's and Gemma 4's totals are rounded.
      let tolerance = model.architecture.visionParameters > 0 ? 0.02 : 0.015
      #expect(
        abs(total / published - 1) <= tolerance, "\(id): \(total) against \(published)")
    }
  }

  @Test("layers, width and vocabulary agree with the catalog")
  func shape() throws {
    let table = try CSVTable(bytes: CatalogFiles.builtIn(.models), name: "models.csv")
    var compared = 0
    for row in table.rows {
      guard let id = row["hf_id"], let json = PublishedConfigs.all[id] else { continue }
      let model = try load(json).architecture
      #expect(model.layerCount == row["layers"].flatMap(Int.init), "\(id)")
      #expect(model.hiddenSize == row["hidden"].flatMap(Int.init), "\(id)")
      if let ties = row["tie_embeddings"] {
        #expect(model.tiesEmbeddings == (ties == "True"), "\(id)")
      }
      compared += 1
    }
    #expect(compared >= 35)
  }

  @Test("the native weight format is that of quantization_config or torch_dtype")
  func formats() throws {
    let expected = [
      "deepseek-ai/DeepSeek-V3": "fp8-block", "openai/gpt-oss-20b": "mxfp4",
      "meta-llama/Llama-3.1-8B": "bf16", "EleutherAI/gpt-j-6b": "fp32",
      "EleutherAI/gpt-neox-20b": "fp16",
    ]
    for (id, format) in expected {
      let model = try load(try #require(PublishedConfigs.all[id]))
      #expect(model.weightFormat == format, "\(id)")
      #expect(model.architecture.nativeWeightFormat == format, "\(id)")
    }
  }
}

@Suite struct ConfigLayerTests {
  private func published(_ id: String) throws -> LoadedModel {
    try load(try #require(PublishedConfigs.all[id]))
  }

  @Test func llamaIsOneGroup() throws {
    let model = try published("meta-llama/Llama-3.1-8B")
    #expect(
      model.architecture.layers == [
        LayerGroup(
          count: 32,
          mixer: .attention(Attention(heads: 32, kvHeads: 8, headDimension: 128)),
          feedForward: .dense(intermediate: 14336, isGated: true))
      ])
    #expect(model.architecture.maximumContext == 131_072)
    #expect(model.warnings.isEmpty)
  }

  @Test func windowsFollowTheFamily() throws {
    // Families and the number of layers with a window, and those without.
    let expected: [(String, windowed: Int, full: Int, window: Int?)] = [
      ("mistralai/Mistral-7B-v0.1", 32, 0, 4096),
      ("mistralai/Mistral-7B-Instruct-v0.3", 0, 32, nil),
      ("Qwen/Qwen2.5-7B-Instruct", 0, 28, nil),
      ("google/gemma-2-9b-it", 21, 21, 4096),
      ("google/gemma-3-27b-it", 52, 10, 1024),
      ("google/gemma-3-4b-it", 29, 5, 1024),
      ("google/gemma-4-26B-A4B", 25, 5, 1024),
      ("openai/gpt-oss-20b", 12, 12, 128),
      ("microsoft/Phi-3-mini-4k-instruct", 32, 0, 2047),
      ("microsoft/Phi-3.5-MoE-instruct", 0, 32, nil),
      ("meta-llama/Llama-4-Scout-17B-16E-Instruct", 36, 12, 8192),
      ("HuggingFaceTB/SmolLM3-3B", 0, 36, nil),
    ]
    for (id, windowed, full, window) in expected {
      let groups = attentions(try published(id))
      let local = groups.filter { $0.attention.window != nil }
      #expect(local.reduce(0) { $0 + $1.count } == windowed, "\(id)")
      #expect(
        groups.filter { $0.attention.window == nil }.reduce(0) { $0 + $1.count } == full, "\(id)")
      #expect(local.allSatisfy { $0.attention.window == window }, "\(id)")
    }
  }

  @Test func gemma4HasOtherHeadsInGlobalLayers() throws {
    let groups = attentions(try published("google/gemma-4-26B-A4B"))
    #expect(groups.count == 2)
    #expect(groups.first?.attention.kvHeads == 8)
    #expect(groups.first?.attention.headDimension == 256)
    #expect(groups.last?.attention.kvHeads == 2)
    #expect(groups.last?.attention.headDimension == 512)
  }

  @Test func latentAttentionWithAndWithoutQueryRank() throws {
    let large = try published("deepseek-ai/DeepSeek-V3").architecture
    #expect(
      large.layers.first?.mixer
        == .latentAttention(
          LatentAttention(
            heads: 128, queryRank: 1536, kvRank: 512, nopeHeadDimension: 128,
            ropeHeadDimension: 64, valueHeadDimension: 128)))
    #expect(large.layers.map(\.count) == [3, 58])
    #expect(large.layers.first?.feedForward == .dense(intermediate: 18432, isGated: true))
    guard
      case .latentAttention(let light)? =
        try published("deepseek-ai/DeepSeek-V2-Lite").architecture.layers.first?.mixer
    else {
      Issue.record("no latent attention")
      return
    }
    #expect(light.queryRank == nil)
  }

  @Test func hybridsInterleave() throws {
    let qwen = try published("Qwen/Qwen3-Next-80B-A3B-Instruct").architecture
    #expect(qwen.layers.map(\.count) == [36, 12])
    guard case .gatedDeltaNet(let net)? = qwen.layers.first?.mixer,
      case .attention(let attention)? = qwen.layers.last?.mixer
    else {
      Issue.record("other mixers")
      return
    }
    #expect(net.valueHeads == 32)
    #expect(attention.hasOutputGate)
    let nemotron = try published("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16").architecture
    #expect(nemotron.layerCount == 52)
    #expect(nemotron.layers.map(\.count) == [23, 23, 6])
    #expect(nemotron.layers.first?.feedForward == FeedForward.none)
    guard case .mixtureOfExperts(let moe)? = nemotron.layers.dropFirst().first?.feedForward else {
      Issue.record("no experts")
      return
    }
    #expect(moe.sharedIntermediate == 3712)
    #expect(!moe.isGated)
  }

  @Test func falconSharesItsHeadsByItsGeneration() throws {
    #expect(attentions(try published("tiiuae/falcon-7b")).first?.attention.kvHeads == 1)
    #expect(attentions(try published("tiiuae/falcon-40b")).first?.attention.kvHeads == 8)
    let oldest = try load(
      """
      {"model_type": "falcon", "hidden_size": 512, "num_hidden_layers": 2,
       "num_attention_heads": 8, "multi_query": false, "vocab_size": 100}
      """)
    #expect(attentions(oldest).first?.attention.kvHeads == 8)
    #expect(
      oldest.architecture.layers.first?.feedForward == .dense(intermediate: 2048, isGated: false))
    #expect(oldest.architecture.maximumContext == 2048)
    #expect(oldest.warnings.contains { $0.contains("max_position_embeddings is not given") })
  }

  @Test func expertsAreFoundUnderAllNames() throws {
    let sparse = """
      , "num_experts": 16, "num_experts_per_tok": 2, "moe_intermediate_size": 64
      """
    func routed(_ more: String, type: String = "qwen3_moe") throws -> Int {
      try load(llama(sparse + more, type: type)).architecture.layers.reduce(0) {
        if case .mixtureOfExperts = $1.feedForward { $0 + $1.count } else { $0 }
      }
    }
    #expect(try routed("") == 8)
    #expect(try routed(#", "first_k_dense_replace": 3"#) == 5)
    #expect(try routed(#", "decoder_sparse_step": 2"#) == 4)
    #expect(try routed(#", "mlp_only_layers": [0, 7]"#) == 6)
    #expect(try routed(#", "moe_layer_freq": [0, 0, 1, 1, 1, 1, 1, 1]"#) == 6)
    #expect(try routed(#", "moe_layer_freq": 4"#) == 2)
    #expect(try routed(#", "interleave_moe_layer_step": 2"#, type: "llama4") == 4)
    let kinds = (["dense"] + [String](repeating: "sparse", count: 7)).map { "\"\($0)\"" }
    #expect(try routed(", \"mlp_layer_types\": [\(kinds.joined(separator: ", "))]") == 7)
  }

  @Test func nestedTextTakesTheDefaultsOfItsClass() throws {
    let model = try published("llava-hf/llava-1.5-7b-hf")
    #expect(model.architecture.layerCount == 32)
    #expect(model.architecture.hiddenSize == 4096)
    #expect(model.architecture.family == "llama")
    #expect(model.warnings.contains { $0.contains("text_config.hidden_size is not given: 4096") })
    // At the top level a missing field is a mistake.
    let bare = #"{"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64}"#
    #expect(loadError(bare)?.description.contains("is missing") == true)
  }

  @Test func unknownFamilies() throws {
    let model = try load(llama(type: "brand_new"))
    #expect(model.warnings.contains { $0.contains("model_type 'brand_new' is not known here") })
    let error = try #require(loadError(#"{"model_type": "brand_new", "hidden_size": 64}"#))
    guard case .unsupported(_, let what, let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(what == "model_type 'brand_new'")
    #expect(reason.contains("'vocab_size'"))
  }

  @Test(
    "families that cannot be described are refused by name", arguments: ["jamba", "t5", "bert"])
  func refused(type: String) {
    guard case .unsupported(_, let what, _)? = loadError(llama(type: type)) else {
      Issue.record("\(type) was accepted")
      return
    }
    #expect(what == "model_type '\(type)'")
  }

  @Test func layersThatLookIntoCompressedVectorsOfExperts() throws {
    // Nemotron 3 Super, published as 120 B total and 12 B active.
    let model = try load(
      """
      {"model_type": "nemotron_h", "dtype": "bfloat16", "hidden_size": 4096,
       "intermediate_size": 2688, "num_hidden_layers": 88, "num_attention_heads": 32,
       "num_key_value_heads": 2, "head_dim": 128, "vocab_size": 131072, "conv_kernel": 4,
       "mamba_head_dim": 64, "mamba_num_heads": 128, "n_groups": 8, "ssm_state_size": 128,
       "moe_intermediate_size": 2688, "moe_latent_size": 1024, "n_routed_experts": 512,
       "num_experts_per_tok": 22, "n_shared_experts": 1,
       "moe_shared_expert_intermediate_size": 5376, "max_position_embeddings": 262144,
       "hybrid_override_pattern":
       "MEMEMEM*EMEMEMEM*EMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEMEM*EMEMEMEM*EMEMEMEME"}
      """)
    let inventory = ParameterInventory(model.architecture)
    #expect(abs(inventory.total / 120e9 - 1) < 0.015)
    #expect(abs(inventory.activeTotal / 12e9 - 1) < 0.05)
    #expect(model.architecture.isApproximate)
  }
}

@Suite struct ConfigErrorTests {
  @Test("a field out of bounds is named, quoted and told what is accepted")
  func bounds() throws {
    let cases: [(String, String)] = [
      (#", "num_hidden_layers": 10001"#, "num_hidden_layers"),
      (#", "hidden_size": 0"#, "hidden_size"),
      (#", "hidden_size": 1000001"#, "hidden_size"),
      (#", "hidden_size": 1e308"#, "hidden_size"),
      (#", "hidden_size": "256""#, "hidden_size"),
      (#", "vocab_size": 100000001"#, "vocab_size"),
      (#", "num_experts": 100001"#, "num_experts"),
      (#", "num_attention_heads": -8"#, "num_attention_heads"),
      (#", "num_attention_heads": 7"#, "num_attention_heads"),
      (#", "num_key_value_heads": 3"#, "num_key_value_heads"),
      (#", "num_key_value_heads": 16"#, "num_key_value_heads"),
      (#", "max_position_embeddings": 1.5"#, "max_position_embeddings"),
      (#", "tie_word_embeddings": "yes""#, "tie_word_embeddings"),
      (#", "torch_dtype": "int3""#, "torch_dtype"),
      (#", "layer_types": ["full_attention"]"#, "layer_types"),
      (#", "num_experts": 4, "num_experts_per_tok": 5"#, "num_experts_per_tok"),
      (#", "intermediate_size": [512, 512]"#, "intermediate_size"),
    ]
    for (more, name) in cases {
      // A later key of the same name would be refused: take the earlier one out.
      let json = try replacing(llama(), more)
      guard case .field(let path, let field, let found, let accepted)? = loadError(json) else {
        Issue.record("\(more): \(loadError(json)?.description ?? "accepted")")
        continue
      }
      #expect(path == "config.json")
      #expect(field == name)
      #expect(!found.isEmpty)
      #expect(!accepted.isEmpty)
    }
  }

  private func replacing(_ json: String, _ more: String) throws -> String {
    guard case .object(var fields) = try Value.json(Array(json.utf8), name: "test"),
      case .object(let extra) = try Value.json(Array("{\(more.dropFirst(2))}".utf8), name: "test")
    else { return json }
    fields.merge(extra) { $1 }
    return encoded(.object(fields))
  }

  @Test func aWindowWithoutASize() throws {
    let kinds = [String](repeating: #""sliding_attention""#, count: 8).joined(separator: ", ")
    guard
      case .missingField(_, "sliding_window", _)? =
        loadError(llama(", \"layer_types\": [\(kinds)]"))
    else {
      Issue.record("accepted")
      return
    }
  }

  @Test func aStrangeLayerType() throws {
    let kinds = [String](repeating: #""telepathy""#, count: 8).joined(separator: ", ")
    guard
      case .field(_, "layer_types[0]", "'telepathy'", _)? = loadError(
        llama(", \"layer_types\": [\(kinds)]"))
    else {
      Issue.record("accepted")
      return
    }
  }

  @Test func documentsOfAnotherKind() {
    #expect(loadError("[]") != nil)
    #expect(loadError("{}") != nil)
    #expect(loadError("3") != nil)
    #expect(loadError(#"{"text_config": 3}"#) != nil)
    #expect(loadError(#"{"text_config": {"text_config": {}}}"#) != nil)
  }

  @Test func manyPatternBlocks() {
    let pattern = String(repeating: "M", count: 10_001)
    let error = loadError(
      llama(", \"hybrid_override_pattern\": \"\(pattern)\"", type: "nemotron_h"))
    #expect(error?.description.contains("hybrid_override_pattern") == true)
  }
}

/// JSON text of a value.
func encoded(_ value: Value) -> String {
  switch value {
  case .null: "null"
  case .bool(let flag): flag ? "true" : "false"
  case .number(let number):
    number == number.rounded() && abs(number) < 1e15
      ? String(Int64(number)) : String(number)
  case .string(let text):
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  case .array(let items): "[" + items.map(encoded).joined(separator: ", ") + "]"
  case .object(let fields):
    "{"
      + fields.sorted { $0.key < $1.key }.map {
        "\(encoded(.string($0.key))): \(encoded($0.value))"
      }
      .joined(separator: ", ") + "}"
  }
}
