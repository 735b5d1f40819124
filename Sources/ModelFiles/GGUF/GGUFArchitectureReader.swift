import Catalog

/// Builds the layers of a model from the metadata and the shapes of the tensors of a GGUF file.
///
/// Shapes are what an engine multiplies with; where the metadata says something else, the shape
/// counts and a warning tells. What only metadata can tell (heads, windows) is taken from there.
struct GGUFArchitectureReader {
  let metadata: GGUFMetadata
  private(set) var warnings: [String] = []
  private(set) var isApproximate = false
  /// Layers that are run, without those that predict further tokens.
  let layerCount: Int
  /// Whether there are tensors to look at.
  let hasTensors: Bool
  /// The weights of each layer by their name within it.
  private let weights: [[String: GGUFFile.Tensor]]
  private let embedding: GGUFFile.Tensor?

  init(_ metadata: GGUFMetadata, _ tensors: [GGUFFile.Tensor]) throws(ModelFileError) {
    self.metadata = metadata
    if let reason = GGUFFamily.unsupported(metadata.architecture) {
      throw .unsupported(
        path: metadata.path, what: "architecture '\(printable(metadata.architecture))'",
        reason: reason)
    }
    let blocks = try metadata.require("block_count", in: ConfigLimits.layers)
    let spare = try metadata.integer("nextn_predict_layers", in: 0...ConfigLimits.layers.upperBound)
    let count = blocks - (spare ?? 0)
    guard count > 0 else {
      throw .field(
        path: metadata.path, field: metadata.key("nextn_predict_layers"), found: "\(spare ?? 0)",
        accepted: "fewer than block_count, \(blocks)")
    }
    var weights = [[String: GGUFFile.Tensor]](repeating: [:], count: blocks)
    for tensor in tensors where !tensor.name.hasSuffix(".bias") {
      guard let layer = GGUFTensorNames.layer(tensor.name) else { continue }
      guard layer < blocks else {
        throw .field(
          path: metadata.path, field: metadata.key("block_count"), found: "\(blocks)",
          accepted: "a number that covers the tensor '\(printable(tensor.name))'")
      }
      weights[layer][String(GGUFTensorNames.stem(tensor.name))] = tensor
    }
    if !tensors.isEmpty, let empty = weights.prefix(count).firstIndex(where: \.isEmpty) {
      throw .field(
        path: metadata.path, field: metadata.key("block_count"), found: "\(blocks)",
        accepted: "a number of layers that have tensors; layer \(empty) has none")
    }
    self.weights = weights
    layerCount = count
    hasTensors = !tensors.isEmpty
    embedding = tensors.first { $0.name == "token_embd.weight" }
    if hasTensors, embedding == nil {
      throw .missingPart(
        path: metadata.path, part: "token_embd.weight",
        reason: "every language model has this tensor")
    }
    if !GGUFFamily.isKnown(metadata.architecture) {
      warn("architecture '\(metadata.architecture)' is not known here: its tensors are trusted")
    }
  }

  /// Adds a warning once.
  mutating func warn(_ warning: String) {
    if !warnings.contains(warning) { warnings.append(warning) }
  }

  // MARK: Width and vocabulary

  /// - Throws: ``ModelFileError`` when the embedding has another width than the metadata.
  func hidden() throws(ModelFileError) -> Int {
    let given = try metadata.require("embedding_length", in: ConfigLimits.width)
    if let embedding, embedding.dimensions[0] != UInt64(given) {
      throw .field(
        path: metadata.path, field: metadata.key("embedding_length"), found: String(given),
        accepted: "\(embedding.dimensions[0]), the width of token_embd.weight")
    }
    return given
  }

  mutating func vocabulary() throws(ModelFileError) -> Int {
    var listed: Int?
    if case .array(let tokens)? = metadata["tokenizer.ggml.tokens"] {
      listed = Int(exactly: tokens.count)
    }
    guard let embedding else {
      if let listed, ConfigLimits.vocabulary.contains(listed) { return listed }
      return try metadata.require("vocab_size", in: ConfigLimits.vocabulary)
    }
    let rows = try dimension(embedding, 1, in: ConfigLimits.vocabulary)
    if let listed, listed != rows {
      warn("the tokenizer has \(listed) tokens, token_embd.weight \(rows) rows: \(rows) is taken")
    }
    return rows
  }

  // MARK: Layers

  mutating func layers() throws(ModelFileError) -> [(mixer: Mixer, feedForward: FeedForward)] {
    let hidden = try self.hidden()
    let plan = try AttentionPlan(metadata, count: layerCount, hidden: hidden)
    for warning in plan.warnings { warn(warning) }
    let dense = try metadata.perLayer(
      "feed_forward_length", count: layerCount, in: 0...ConfigLimits.intermediate.upperBound)
    var layers: [(mixer: Mixer, feedForward: FeedForward)] = []
    for index in 0..<layerCount {
      let mixer = try mixer(index, plan)
      let feedForward = try feedForward(index, hidden: hidden, given: dense?[index])
      if mixer == .none, feedForward == .none {
        throw .unsupported(
          path: metadata.path, what: "architecture '\(printable(metadata.architecture))'",
          reason: "layer \(index) has neither a mixer nor a feed-forward that is known")
      }
      layers.append((mixer, feedForward))
    }
    return layers
  }

  private mutating func mixer(
    _ index: Int, _ plan: AttentionPlan
  ) throws(ModelFileError) -> Mixer {
    let weights = self.weights[index]
    let has = { (names: String...) in names.contains { weights[$0] != nil } }
    if has("attn_kv_a_mqa") || (!hasTensors && plan.isLatent) {
      return .latentAttention(try latentAttention(index, plan))
    }
    if has("ssm_conv1d_q") {
      isApproximate = true
      warn("delta attention is taken for a gated delta net")
      let dimension = try metadata.require("kda.head_dim", in: ConfigLimits.headDimension)
      let heads = plan.heads.max() ?? 1
      return .gatedDeltaNet(
        GatedDeltaNet(
          keyHeads: heads, valueHeads: heads, keyHeadDimension: dimension,
          valueHeadDimension: dimension))
    }
    if GGUFFamily.hasDeltaNet(metadata.architecture) {
      let interval = try metadata.integer("full_attention_interval", in: ConfigLimits.layers) ?? 4
      if hasTensors ? has("ssm_conv1d", "ssm_a") : (index + 1) % interval != 0 {
        return .gatedDeltaNet(try gatedDeltaNet())
      }
    } else if has("ssm_in") || (!hasTensors && metadata.architecture == "mamba2") {
      return .mamba2(try mamba2())
    }
    guard !hasTensors || has("attn_q", "attn_qkv", "attn_k") else { return .none }
    return .attention(try attention(index, plan))
  }

  private mutating func attention(
    _ index: Int, _ plan: AttentionPlan
  ) throws(ModelFileError) -> Attention {
    var attention = try plan.attention(index)
    let size = attention.headDimension
    if let query = weights[index]["attn_q"] {
      let width = try dimension(query, 1, in: ConfigLimits.intermediate)
      if width == 2 * attention.heads * size {
        attention.hasOutputGate = true
      } else if width != attention.heads * size {
        attention.heads = try heads(width, size, query, given: attention.heads)
      }
    }
    if let keys = weights[index]["attn_k"] {
      let width = try dimension(keys, 1, in: ConfigLimits.intermediate)
      if width != attention.kvHeads * size {
        attention.kvHeads = try heads(width, size, keys, given: attention.kvHeads)
      }
    }
    if let fused = weights[index]["attn_qkv"] {
      let width = try dimension(fused, 1, in: ConfigLimits.intermediate)
      let expected = (attention.heads + 2 * attention.kvHeads) * size
      if width != expected {
        warn("'\(printable(fused.name))' is \(width) wide where the heads make \(expected)")
      }
    }
    guard attention.heads > 0, attention.kvHeads > 0 else {
      throw .field(
        path: metadata.path, field: metadata.key("attention.head_count"), found: "0",
        accepted: "at least 1 in layer \(index), which has attention")
    }
    return attention
  }

  /// The heads that the width of a matrix makes, where the metadata says another number.
  private mutating func heads(
    _ width: Int, _ size: Int, _ tensor: GGUFFile.Tensor, given: Int
  ) throws(ModelFileError) -> Int {
    guard width % size == 0 else {
      throw .field(
        path: metadata.path, field: metadata.key("attention.key_length"), found: String(size),
        accepted: "a divisor of \(width), the width of '\(printable(tensor.name))'")
    }
    let stem = GGUFTensorNames.stem(tensor.name)
    warn("the metadata gives \(given) heads, \(stem) has \(width / size): the tensor is trusted")
    return width / size
  }

  private func latentAttention(
    _ index: Int, _ plan: AttentionPlan
  ) throws(ModelFileError) -> LatentAttention {
    let rope = try metadata.require("rope.dimension_count", in: ConfigLimits.headDimension)
    // Newer files describe the compressed cache in key_length and the heads in key_length_mla.
    let widths = ConfigLimits.headDimension
    var keys = try metadata.integer("attention.key_length_mla", in: widths)
    if keys == nil { keys = try metadata.require("attention.key_length", in: widths) }
    var values = try metadata.integer("attention.value_length_mla", in: widths)
    if values == nil { values = try metadata.require("attention.value_length", in: widths) }
    guard let keys, let values, keys > rope else {
      throw .field(
        path: metadata.path, field: metadata.key("rope.dimension_count"), found: String(rope),
        accepted: "fewer than the numbers of a key")
    }
    let hasCompressedQueries = !hasTensors || weights[index]["attn_q_a"] != nil
    return LatentAttention(
      heads: plan.heads[index],
      queryRank: hasCompressedQueries
        ? try metadata.integer("attention.q_lora_rank", in: ConfigLimits.width) : nil,
      kvRank: try metadata.require("attention.kv_lora_rank", in: ConfigLimits.width),
      nopeHeadDimension: keys - rope, ropeHeadDimension: rope, valueHeadDimension: values)
  }

  /// llama.cpp stores a gated delta net under the keys of state-space models.
  private func gatedDeltaNet() throws(ModelFileError) -> GatedDeltaNet {
    let values = try metadata.require("ssm.time_step_rank", in: ConfigLimits.heads)
    let inner = try metadata.require("ssm.inner_size", in: ConfigLimits.intermediate)
    return GatedDeltaNet(
      keyHeads: try metadata.require("ssm.group_count", in: ConfigLimits.heads),
      valueHeads: values,
      keyHeadDimension: try metadata.require("ssm.state_size", in: ConfigLimits.headDimension),
      valueHeadDimension: max(1, inner / values),
      convolutionWidth: try metadata.integer("ssm.conv_kernel", in: 1...1024) ?? 4)
  }

  private func mamba2() throws(ModelFileError) -> Mamba2 {
    let heads = try metadata.require("ssm.time_step_rank", in: ConfigLimits.heads)
    let inner = try metadata.require("ssm.inner_size", in: ConfigLimits.intermediate)
    return Mamba2(
      heads: heads, headDimension: max(1, inner / heads),
      stateSize: try metadata.require("ssm.state_size", in: ConfigLimits.headDimension),
      groups: try metadata.integer("ssm.group_count", in: ConfigLimits.heads) ?? 1,
      convolutionWidth: try metadata.integer("ssm.conv_kernel", in: 1...1024) ?? 4)
  }

  // MARK: Feed-forward

  private mutating func feedForward(
    _ index: Int, hidden: Int, given: Int?
  ) throws(ModelFileError) -> FeedForward {
    guard hasTensors else { return try statedFeedForward(index, given: given) }
    let weights = self.weights[index]
    if weights["ffn_down_exps"] != nil || weights["ffn_down.0"] != nil {
      return .mixtureOfExperts(try experts(weights, hidden: hidden))
    }
    guard let down = weights["ffn_down"] else { return .none }
    let width = try dimension(down, 0, in: ConfigLimits.intermediate)
    if let given, given != width {
      warn("feed_forward_length is \(given), ffn_down takes \(width): the tensor is trusted")
    }
    // Phi-3 and GLM-4 keep the gate in the upper half of the matrix.
    let isFused = try weights["ffn_up"].map { (up) throws(ModelFileError) in
      try dimension(up, 1, in: ConfigLimits.intermediate) == 2 * width
    }
    return .dense(intermediate: width, isGated: weights["ffn_gate"] != nil || isFused == true)
  }

  private mutating func experts(
    _ weights: [String: GGUFFile.Tensor], hidden: Int
  ) throws(ModelFileError) -> MixtureOfExperts {
    var count = 0
    var width = 0
    var input = hidden
    if let down = weights["ffn_down_exps"] {
      width = try dimension(down, 0, in: ConfigLimits.intermediate)
      input = try dimension(down, 1, in: ConfigLimits.width)
      count = try dimension(down, 2, in: 1...ConfigLimits.experts.upperBound)
    } else if let down = weights["ffn_down.0"] {
      width = try dimension(down, 0, in: ConfigLimits.intermediate)
      count = weights.keys.count { $0.hasPrefix("ffn_down.") }
    }
    if let given = try metadata.integer("expert_count", in: ConfigLimits.experts), given != count {
      warn("expert_count is \(given), the tensors hold \(count): the tensors are trusted")
    }
    if let given = try metadata.integer(
      "expert_feed_forward_length", in: 0...ConfigLimits.intermediate.upperBound), given != width
    {
      warn(
        "expert_feed_forward_length is \(given), ffn_down_exps takes \(width): "
          + "the tensor is trusted")
    }
    let used = try metadata.require(
      "expert_used_count", in: 1...ConfigLimits.experts.upperBound)
    guard used <= count else {
      throw .field(
        path: metadata.path, field: metadata.key("expert_used_count"), found: String(used),
        accepted: "at most the number of experts, \(count)")
    }
    let isGated =
      weights["ffn_gate_exps"] != nil || weights["ffn_gate_up_exps"] != nil
      || weights["ffn_gate.0"] != nil
    var shared = 0
    for name in ["ffn_down_shexp", "ffn_down"] {
      if let down = weights[name] {
        shared += try dimension(down, 0, in: ConfigLimits.intermediate)
      }
    }
    if input != hidden {
      isApproximate = true
      warn("experts work on \(input) of \(hidden) numbers: they are described by their size")
      width = max(1, width * input / hidden)
      shared += isGated ? input * 2 / 3 : input
    }
    return MixtureOfExperts(
      experts: count, expertsPerToken: used, intermediate: width, sharedIntermediate: shared,
      isGated: isGated)
  }

  /// The feed-forward of a layer by the metadata alone.
  private func statedFeedForward(
    _ index: Int, given: Int?
  ) throws(ModelFileError) -> FeedForward {
    let isGated = GGUFFamily.isGated(metadata.architecture)
    let experts = try metadata.integer("expert_count", in: ConfigLimits.experts) ?? 0
    let leading =
      try metadata.integer("leading_dense_block_count", in: 0...ConfigLimits.layers.upperBound) ?? 0
    guard experts > 0, index >= leading else {
      guard let given, given > 0 else { return .none }
      return .dense(intermediate: given, isGated: isGated)
    }
    let range = 0...ConfigLimits.intermediate.upperBound
    let width = try metadata.integer("expert_feed_forward_length", in: range) ?? given ?? 0
    let count = try metadata.integer("expert_shared_count", in: 0...1024) ?? 0
    return .mixtureOfExperts(
      MixtureOfExperts(
        experts: experts,
        expertsPerToken: try metadata.require("expert_used_count", in: 1...experts),
        intermediate: width,
        sharedIntermediate: try metadata.integer("expert_shared_feed_forward_length", in: range)
          ?? count * width,
        isGated: isGated))
  }

  /// A size of a tensor.
  private func dimension(
    _ tensor: GGUFFile.Tensor, _ index: Int, in range: ClosedRange<Int>
  ) throws(ModelFileError) -> Int {
    let size = tensor.dimensions.indices.contains(index) ? tensor.dimensions[index] : 1
    guard let number = Int(exactly: size), range.contains(number) else {
      throw .malformed(
        path: metadata.path, offset: 0, what: "size \(index) of '\(printable(tensor.name))'",
        found: String(size), accepted: "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
