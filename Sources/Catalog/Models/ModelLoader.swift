import StructuredText

extension ModelArchitecture {
  /// Reads every model row of the catalogs; a user's row replaces the built-in row of its id.
  /// - Parameter file: the models that people may name, or those that only measurements name.
  public static func load(
    _ files: CatalogFiles, from file: CatalogFile = .models
  ) throws(CatalogError) -> [ModelArchitecture] {
    try loadRows(file, of: files) { row throws(CatalogError) in
      try ModelArchitecture(row: row)
    }
  }

  /// Reads one row of `models.csv`.
  ///
  /// `layer_pattern` lists the mixers (`36x linear; 12x full`); feed-forward blocks are paired
  /// with them in order. Since every figure adds over mixers and over feed-forward blocks, the
  /// pairing itself changes nothing.
  init(row: CSVTable.Row) throws(CatalogError) {
    let id = try row.required("hf_id")
    func required(
      _ column: String, _ range: ClosedRange<Int>
    ) throws(CatalogError) -> Int {
      guard let number = try row.integer(column, in: range) else {
        throw row.unacceptable(
          column, "a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
    let hidden = try required("hidden", 1...1_000_000)
    let layerCount = try required("layers", 1...10_000)
    let feedForwards = try Self.feedForwards(row, layers: layerCount)
    let mixers = try Self.mixers(row, hidden: hidden, layers: layerCount)

    self.init(
      id: id, family: row["family"] ?? "unknown", publisher: row["publisher"],
      released: row["released"], licence: row["licence"], hiddenSize: hidden,
      vocabularySize: try required("vocab", 1...100_000_000),
      tiesEmbeddings: try row.flag("tie_embeddings") ?? false,
      maximumContext: try required("max_context", 1...100_000_000),
      layers: Self.paired(mixers, feedForwards),
      visionParameters: (try row.number("vision_params_b") ?? 0) * 1e9,
      publishedParameters: try row.number("params_total_b").map { $0 * 1e9 },
      publishedActiveParameters: try row.number("params_active_b").map { $0 * 1e9 },
      nativeWeightFormat: row["native_weight_format"] ?? "bf16",
      isApproximate: try row.flag("approximate") ?? false,
      provenance: row.provenance())
  }

  /// The mixers of the row's `layer_pattern`, with how many layers have each.
  private static func mixers(
    _ row: CSVTable.Row, hidden: Int, layers: Int
  ) throws(CatalogError) -> [(count: Int, mixer: Mixer)] {
    let accepted = "'<n>x full|window|latent|linear|mamba|ffn', separated by ';'"
    let uniform = row["mla_kv_lora_rank"] == nil ? "full" : "latent"
    let text = row["layer_pattern"] ?? "\(layers)x \(uniform)"
    var mixers: [(count: Int, mixer: Mixer)] = []
    for part in text.split(separator: ";") {
      let words = part.split(separator: " ")
      guard words.count == 2, words[0].hasSuffix("x"), let count = Int(words[0].dropLast()),
        (1...10_000).contains(count)
      else { throw row.unacceptable("layer_pattern", accepted) }
      mixers.append((count, try mixer(String(words[1]), row, hidden: hidden, accepted: accepted)))
    }
    guard mixers.reduce(0, { $0 + $1.count }) == layers else {
      throw row.unacceptable("layer_pattern", "counts that add up to \(layers) layers")
    }
    return mixers
  }

  private static func mixer(
    _ kind: String, _ row: CSVTable.Row, hidden: Int, accepted: String
  ) throws(CatalogError) -> Mixer {
    func required(_ column: String) throws(CatalogError) -> Int {
      guard let number = try row.integer(column, in: 1...1_000_000) else {
        throw row.unacceptable(column, "a whole number from 1 to 1000000")
      }
      return number
    }
    switch kind {
    case "full", "window":
      let heads = try required("heads")
      return .attention(
        Attention(
          heads: heads, kvHeads: try required("kv_heads"),
          headDimension: try row.integer("head_dim", in: 1...100_000) ?? max(1, hidden / heads),
          window: kind == "window" ? try required("sliding_window") : nil,
          hasOutputGate: try row.flag("attention_gate") ?? false))
    case "latent":
      return .latentAttention(
        LatentAttention(
          heads: try required("heads"), queryRank: try row.integer("mla_q_lora_rank"),
          kvRank: try required("mla_kv_lora_rank"),
          nopeHeadDimension: try required("mla_qk_nope_head_dim"),
          ropeHeadDimension: try required("mla_qk_rope_head_dim"),
          valueHeadDimension: try required("mla_v_head_dim")))
    case "linear":
      return .gatedDeltaNet(
        GatedDeltaNet(
          keyHeads: try required("linear_key_heads"),
          valueHeads: try required("linear_value_heads"),
          keyHeadDimension: try required("linear_key_head_dim"),
          valueHeadDimension: try required("linear_value_head_dim"),
          convolutionWidth: try row.integer("conv_width") ?? 4))
    case "mamba":
      return .mamba2(
        Mamba2(
          heads: try required("mamba_heads"), headDimension: try required("mamba_head_dim"),
          stateSize: try required("mamba_state"), groups: try required("mamba_groups"),
          convolutionWidth: try row.integer("conv_width") ?? 4))
    case "ffn": return .none
    default: throw row.unacceptable("layer_pattern", accepted)
    }
  }

  /// The feed-forward blocks of the row, with how many layers have each.
  private static func feedForwards(
    _ row: CSVTable.Row, layers: Int
  ) throws(CatalogError) -> [(count: Int, block: FeedForward)] {
    let isGated = try row.flag("mlp_gated") ?? true
    let intermediate = try row.integer("intermediate", in: 1...10_000_000)
    guard let experts = try row.integer("n_experts", in: 1...100_000) else {
      guard let intermediate else {
        throw row.unacceptable("intermediate", "a whole number, for a model without experts")
      }
      return [(layers, .dense(intermediate: intermediate, isGated: isGated))]
    }
    guard let width = try row.integer("moe_intermediate", in: 1...10_000_000) ?? intermediate else {
      throw row.unacceptable("moe_intermediate", "a whole number, for a model with experts")
    }
    let sharedExperts = try row.integer("n_shared_experts", in: 0...10_000) ?? 0
    let shared = try row.integer("shared_intermediate") ?? sharedExperts * width
    let routed = FeedForward.mixtureOfExperts(
      MixtureOfExperts(
        experts: experts,
        expertsPerToken: try row.integer("experts_per_token", in: 1...experts) ?? 1,
        intermediate: width, sharedIntermediate: shared, isGated: isGated))
    // A pattern that names stand-alone feed-forward blocks has no others.
    let alone = (row["layer_pattern"] ?? "").split(separator: ";")
      .first { $0.hasSuffix(" ffn") }
      .flatMap { $0.split(separator: "x").first }
      .flatMap { Int($0.filter { $0 != " " }) }
    if let alone { return [(layers - alone, .none), (alone, routed)] }
    let dense = try row.integer("first_dense_layers", in: 0...layers) ?? 0
    guard dense > 0 else { return [(layers, routed)] }
    guard let intermediate else {
      throw row.unacceptable("intermediate", "a whole number, for a model with dense layers")
    }
    return [
      (dense, .dense(intermediate: intermediate, isGated: isGated)), (layers - dense, routed),
    ]
  }

  /// Layers in which both lists are used up in order.
  private static func paired(
    _ mixers: [(count: Int, mixer: Mixer)], _ blocks: [(count: Int, block: FeedForward)]
  ) -> [LayerGroup] {
    var groups: [LayerGroup] = []
    var blocks = blocks[...]
    var left = blocks.first?.count ?? 0
    for (count, mixer) in mixers {
      var open = count
      while open > 0, let block = blocks.first {
        let taken = min(open, left)
        if taken > 0 {
          groups.append(LayerGroup(count: taken, mixer: mixer, feedForward: block.block))
        }
        open -= taken
        left -= taken
        if left == 0 {
          blocks = blocks.dropFirst()
          left = blocks.first?.count ?? 0
        }
      }
    }
    return groups
  }
}
