import Catalog

/// What the metadata of a GGUF file says about attention, layer by layer.
struct AttentionPlan {
  let heads: [Int]
  /// Whether the cache holds compressed vectors.
  let isLatent: Bool
  private(set) var warnings: [String] = []
  private let kvHeads: [Int]
  private let headDimension: [Int]
  private let windows: [Int?]

  init(_ metadata: GGUFMetadata, count: Int, hidden: Int) throws(ModelFileError) {
    let range = 0...ConfigLimits.heads.upperBound
    // A model of state-space blocks alone has no heads.
    let heads = try metadata.perLayer("attention.head_count", count: count, in: range)
    self.heads = heads ?? [Int](repeating: 0, count: count)
    let kvHeads = try metadata.perLayer("attention.head_count_kv", count: count, in: range)
    self.kvHeads = kvHeads ?? self.heads
    isLatent = try metadata.integer("attention.kv_lora_rank", in: ConfigLimits.width) != nil

    let windows = try Self.windows(metadata, count: count)
    self.windows = windows.sizes
    if let warning = windows.warning { warnings.append(warning) }

    let sizes = ConfigLimits.headDimension
    let keys = try metadata.integer("attention.key_length", in: sizes)
    let values = try metadata.integer("attention.value_length", in: sizes)
    let localKeys = try metadata.integer("attention.key_length_swa", in: sizes)
    let localValues = try metadata.integer("attention.value_length_swa", in: sizes)
    let most = self.heads.max() ?? 0
    var dimensions: [Int] = []
    for layer in 0..<count {
      let isLocal = windows.sizes[layer] != nil
      let key = (isLocal ? localKeys : nil) ?? keys ?? (most > 0 ? hidden / most : 0)
      let value = (isLocal ? localValues : nil) ?? values ?? key
      // The cache holds one key and one value for each head: their mean gives its size exactly.
      dimensions.append((key + value + 1) / 2)
      if key != value, !isLatent {
        let warning =
          "heads have \(key) numbers in a key and \(value) in a value: "
          + "\((key + value + 1) / 2) is taken"
        if !warnings.contains(warning) { warnings.append(warning) }
      }
    }
    headDimension = dimensions
    self.metadata = metadata
  }

  private let metadata: GGUFMetadata

  /// The attention of a layer as the metadata describes it.
  func attention(_ layer: Int) throws(ModelFileError) -> Attention {
    guard headDimension[layer] > 0 else {
      throw .missingField(
        path: metadata.path, field: metadata.key("attention.head_count"),
        accepted: "the number of attention heads, at least 1")
    }
    return Attention(
      heads: heads[layer], kvHeads: kvHeads[layer], headDimension: headDimension[layer],
      window: windows[layer])
  }

  /// The window of each layer. Which layers have one is a list in newer files, and built into
  /// llama.cpp for older architectures (src/llama-model.cpp, `set_swa_pattern`).
  private static func windows(
    _ metadata: GGUFMetadata, count: Int
  ) throws(ModelFileError) -> (sizes: [Int?], warning: String?) {
    let none = [Int?](repeating: nil, count: count)
    var size = try metadata.integer(
      "attention.sliding_window", in: 0...ConfigLimits.context.upperBound)
    if size == nil, metadata.architecture == "llama4" {
      size = try metadata.integer("attention.chunk_size", in: ConfigLimits.context) ?? 8192
    }
    let context = try metadata.integer("context_length", in: ConfigLimits.context) ?? .max
    guard let size, size > 0, size < context else { return (none, nil) }
    let name = "attention.sliding_window_pattern"
    if case .array? = metadata[metadata.key(name)] {
      let flags = try metadata.perLayer(name, count: count, in: 0...1) ?? []
      return (flags.map { $0 == 1 ? size : nil }, nil)
    }
    if let interval = try metadata.integer(name, in: ConfigLimits.layers)
      ?? GGUFFamily.fullAttentionInterval(metadata.architecture)
    {
      return ((1...count).map { $0 % interval == 0 ? nil : size }, nil)
    }
    return (
      [Int?](repeating: size, count: count),
      "which layers look back \(size) tokens only is not said: all are taken to"
    )
  }
}
