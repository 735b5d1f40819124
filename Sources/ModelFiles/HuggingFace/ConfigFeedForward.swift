import Catalog
import StructuredText

/// The feed-forwards of the layers: dense ones, experts, and which layer has which.
extension ConfigReader {
  mutating func feedForwards(count: Int, hidden: Int) throws(ModelFileError) -> [FeedForward] {
    guard try expertCount() > 0 else { return try dense(count: count, hidden: hidden) }
    let experts = FeedForward.mixtureOfExperts(try experts(hidden: hidden))
    let isRouted = try routedLayers(count: count)
    guard isRouted.contains(false) else {
      return [FeedForward](repeating: experts, count: count)
    }
    let dense = try dense(count: count, hidden: hidden)
    return zip(isRouted, dense).map { $0 ? experts : $1 }
  }

  private mutating func dense(count: Int, hidden: Int) throws(ModelFileError) -> [FeedForward] {
    let range = ConfigLimits.intermediate
    for name in ["intermediate_size_mlp", "dense_intermediate_size", "intermediate_size"] {
      if let widths = try text.perLayer(name, count: count, in: range) {
        return widths.map { .dense(intermediate: $0, isGated: traits.isGated) }
      }
    }
    if let width = try text.integer("ffn_hidden_size", "ffn_dim", "n_inner", in: range) {
      return repeated(width, count)
    }
    if let factor = traits.intermediateFactor {
      let ratio = try text.integer("expansion_ratio", in: 1...1024) ?? factor
      // Both are bounded: no overflow.
      return repeated(hidden * ratio, count)
    }
    return repeated(try required(["intermediate_size"], in: range), count)
  }

  private func repeated(_ width: Int, _ count: Int) -> [FeedForward] {
    [FeedForward](
      repeating: .dense(intermediate: width, isGated: traits.isGated), count: count)
  }

  private static let expertNames = [
    "num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts",
  ]

  private func expertCount() throws(ModelFileError) -> Int {
    if try text.flag("enable_moe_block") == false { return 0 }
    return try optional(Self.expertNames, in: ConfigLimits.experts) ?? 0
  }

  /// The routed feed-forward of the model.
  mutating func experts(hidden: Int) throws(ModelFileError) -> MixtureOfExperts {
    let count = try required(Self.expertNames, in: 1...ConfigLimits.experts.upperBound)
    let names = [
      "num_experts_per_tok", "experts_per_token", "num_experts_per_token", "top_k_experts",
      "moe_topk", "moe_k", "moe_top_k",
    ]
    let visited = try required(names, in: 1...ConfigLimits.experts.upperBound)
    guard visited <= count else {
      throw text.field(
        text.first(names)?.name ?? names[0], .number(Double(visited)),
        "at most the number of experts, \(count)")
    }
    var width = try required(
      ["moe_intermediate_size", "intermediate_size"], in: ConfigLimits.intermediate)
    var shared = try sharedWidth(expert: width)
    if let latent = try text.integer(
      "moe_latent_size", "routed_expert_hidden_size", in: ConfigLimits.width), latent != hidden
    {
      // Experts work on a narrower vector. A width scaled by the same factor keeps their number
      // of parameters; the two projections around them are visited by every token.
      width = max(1, width * latent / hidden)
      shared += traits.isGated ? latent * 2 / 3 : latent
      isApproximate = true
      warnings.append(
        "experts work on \(latent) of \(hidden) numbers: they are described by their size")
    }
    return MixtureOfExperts(
      experts: count, expertsPerToken: visited, intermediate: width, sharedIntermediate: shared,
      isGated: traits.isGated)
  }

  /// Width of the part that every token visits.
  private func sharedWidth(expert: Int) throws(ModelFileError) -> Int {
    let range = 0...ConfigLimits.intermediate.upperBound
    // Llama 4 has one shared expert as wide as the others and says so nowhere.
    if family == "llama4" { return expert }
    // Gemma 4 runs its dense feed-forward beside the experts.
    if family == "gemma4" { return try text.integer("intermediate_size", in: range) ?? 0 }
    if let width = try text.integer(
      "moe_shared_expert_intermediate_size", "shared_expert_intermediate_size",
      "shared_intermediate_size", "share_expert_dim", in: range)
    {
      return width
    }
    let count = try text.integer(
      "n_shared_experts", "num_shared_experts", "moe_num_shared_experts", "num_shared_expert",
      in: 0...1024)
    return (count ?? 0) * expert
  }

  /// Whether a layer routes to experts, for each layer.
  private func routedLayers(count: Int) throws(ModelFileError) -> [Bool] {
    if let kinds = try text.texts("mlp_layer_types") {
      guard kinds.count == count else {
        throw text.field(
          "mlp_layer_types", .array(kinds.map(Value.string)),
          "a list of \(count): one for every layer")
      }
      return kinds.map { $0 != "dense" }
    }
    if case .array? = text.first(["moe_layer_freq"])?.value {
      let flags = try text.perLayer("moe_layer_freq", count: count, in: 0...1) ?? []
      return flags.map { $0 == 1 }
    }
    if let listed = try text.integers("moe_layers", in: 0...ConfigLimits.layers.upperBound) {
      let routed = Set(listed)
      return (0..<count).map { routed.contains($0) }
    }
    let leading =
      try text.integer(
        "first_k_dense_replace", "moe_layer_start_index", in: 0...ConfigLimits.layers.upperBound)
      ?? 0
    let every = try text.integer("moe_layer_freq", in: ConfigLimits.layers) ?? 1
    let step =
      try text.integer("decoder_sparse_step", "interleave_moe_layer_step", in: ConfigLimits.layers)
      ?? 1
    let dense = Set(
      try text.integers("mlp_only_layers", in: 0...ConfigLimits.layers.upperBound) ?? [])
    return (0..<count).map { layer in
      layer >= leading && layer % every == 0 && (layer + 1) % step == 0 && !dense.contains(layer)
    }
  }
}
