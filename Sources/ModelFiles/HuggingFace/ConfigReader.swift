import Catalog
import StructuredText

/// Builds a ``ModelArchitecture`` from the language part of a `config.json`.
///
/// The formulas and defaults are those of the configuration classes of `transformers`
/// (https://github.com/huggingface/transformers, Apache-2.0).
struct ConfigReader {
  /// The whole document.
  let root: ConfigFields
  /// The part that describes the language model: the root, or a group such as `text_config`.
  let text: ConfigFields
  /// The type of the whole model, as written and by its family's name.
  let writtenType: String
  let wholeFamily: String
  /// The family of the language part.
  let family: String
  let traits: ModelTypeTraits
  let isKnown: Bool
  private let defaults: [String: Int]
  var warnings: [String] = []
  /// Whether some layers are described by their size rather than by what they do.
  var isApproximate = false

  init(_ root: ConfigFields) throws(ModelFileError) {
    self.root = root
    let parts = ["text_config", "llm_config", "language_config"]
    var text = root
    if let thinker = try root.group("thinker_config") { text = thinker }
    for part in parts {
      if let group = try text.group(part) {
        text = group
        break
      }
    }
    self.text = text
    let isNested = !text.path.isEmpty
    let whole = try root.text("model_type")
    let language = try text.text("model_type") ?? whole
    writtenType = whole ?? language ?? ""
    wholeFamily = ModelTypeTraits.canonical(writtenType)
    // What a wrapper's language part is made of matters, not the wrapper.
    family = ModelTypeTraits.canonical(language ?? "")
    let known = ModelTypeTraits.of(family) ?? ModelTypeTraits.of(wholeFamily)
    isKnown = known != nil
    traits = known ?? ModelTypeTraits()
    defaults = isNested ? ModelTypeTraits.nestedDefaults(family) : [:]
    for type in [family, wholeFamily] {
      if let reason = ModelTypeTraits.unsupported(type) {
        throw .unsupported(path: root.file, what: "model_type '\(printable(type))'", reason: reason)
      }
    }
  }

  /// A number that must be there; `names` are its names in the order of preference.
  mutating func required(
    _ names: [String], in range: ClosedRange<Int>
  ) throws(ModelFileError) -> Int {
    for name in names {
      if let number = try text.integer(name, in: range) { return number }
    }
    for name in names {
      guard let number = defaults[name] else { continue }
      warnings.append(
        "\(text.fullPath(name)) is not given: \(number), the default of \(family), is taken")
      return number
    }
    throw missing(names, range)
  }

  /// A number that may be missing.
  func optional(_ names: [String], in range: ClosedRange<Int>) throws(ModelFileError) -> Int? {
    for name in names {
      if let number = try text.integer(name, in: range) { return number }
    }
    for name in names {
      if let number = defaults[name] { return number }
    }
    return nil
  }

  /// A field that is missing means something else in a family that we know than in one we do not.
  func missing(_ names: [String], _ range: ClosedRange<Int>) -> ModelFileError {
    let field = text.fullPath(names[0])
    let accepted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    if isKnown { return .missingField(path: text.file, field: field, accepted: accepted) }
    let type = writtenType.isEmpty ? "a model without model_type" : "model_type '\(writtenType)'"
    return .unsupported(
      path: text.file, what: type,
      reason: "it is not a family that is known here, and its field '\(field)' is missing; "
        + "accepted: \(accepted)")
  }

  /// Builds the architecture.
  /// - Throws: ``ModelFileError`` naming the field that is missing or not acceptable.
  mutating func architecture(id: String) throws(ModelFileError) -> ModelArchitecture {
    let hidden = try required(
      ["hidden_size", "n_embd", "d_model", "n_embed"], in: ConfigLimits.width)
    let vocabulary = try self.vocabulary()
    let layers = try self.layers(hidden: hidden)
    let context = try self.context()
    if !isKnown {
      warnings.append(
        "model_type '\(writtenType)' is not known here: it is read as a plain transformer")
    }
    if let approximation = traits.approximation {
      warnings.append("\(family) is described approximately: \(approximation)")
    }
    var vision = 0.0
    var tower = try root.group("vision_config", "vision_tower_config")
    if tower == nil { tower = try text.group("vision_config", "visual") }
    if let group = tower {
      let estimate = try VisionTower.parameters(group, family: wholeFamily, textWidth: hidden)
      vision = estimate ?? 0
      warnings.append(
        estimate == nil
          ? "the vision tower gives no width and depth: it is not counted"
          : "the size of the vision tower is estimated from its width and depth")
    }
    var model = ModelArchitecture(
      id: id, family: family.isEmpty ? "unknown" : family, hiddenSize: hidden,
      vocabularySize: vocabulary, tiesEmbeddings: try tiesEmbeddings(), maximumContext: context,
      layers: layers, visionParameters: vision,
      isApproximate: isApproximate || traits.approximation != nil,
      provenance: Provenance(source: root.file, asOf: nil, verification: .user))
    try addPerLayerEmbeddings(&model)
    return model
  }

  /// ChatGLM pads its vocabulary and says so in a field of its own.
  private mutating func vocabulary() throws(ModelFileError) -> Int {
    if let padded = try text.integer("padded_vocab_size", in: ConfigLimits.vocabulary) {
      return padded
    }
    return try required(["vocab_size"], in: ConfigLimits.vocabulary)
  }

  private func tiesEmbeddings() throws(ModelFileError) -> Bool {
    if let flag = try text.flag("tie_word_embeddings") { return flag }
    if let flag = try root.flag("tie_word_embeddings") { return flag }
    return traits.tiesEmbeddings
  }

  private mutating func context() throws(ModelFileError) -> Int {
    let names = [
      "max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "seq_length",
      "max_sequence_length", "model_max_length",
    ]
    if let given = try optional(names, in: ConfigLimits.context) { return given }
    guard let usual = traits.context else { throw missing(names, ConfigLimits.context) }
    warnings.append(
      "\(text.fullPath(names[0])) is not given: \(usual), usual for \(family), is taken")
    return usual
  }

  /// Gemma 3n and small Gemma 4 models look up a second embedding for every layer.
  private mutating func addPerLayerEmbeddings(
    _ model: inout ModelArchitecture
  ) throws(ModelFileError) {
    guard let width = try text.integer("hidden_size_per_layer_input", in: ConfigLimits.small),
      width > 0
    else { return }
    let rows =
      try text.integer("vocab_size_per_layer_input", in: ConfigLimits.vocabulary)
      ?? model.vocabularySize
    let extra = Double(width) * Double(rows) * Double(model.layerCount)
    model.publishedParameters = ParameterInventory(model).total + extra
    model.isApproximate = true
    warnings.append("the embeddings of every layer are counted as parameters of no known use")
  }

  // MARK: Layers

  private mutating func layers(hidden: Int) throws(ModelFileError) -> [LayerGroup] {
    if let blocks = try stackedBlocks(hidden: hidden) { return LayerGroup.groups(blocks) }
    let count = try required(
      ["num_hidden_layers", "n_layer", "n_layers", "num_layers"], in: ConfigLimits.layers)
    let mixers = try mixers(count: count, hidden: hidden)
    let feedForwards =
      family == "mamba2"
      ? [FeedForward](repeating: .none, count: count)
      : try self.feedForwards(count: count, hidden: hidden)
    return LayerGroup.groups(Array(zip(mixers, feedForwards)))
  }

  /// Nemotron-H: each block is a mixer or a feed-forward, in the order of a pattern.
  private mutating func stackedBlocks(
    hidden: Int
  ) throws(ModelFileError) -> [(mixer: Mixer, feedForward: FeedForward)]? {
    let accepted = "M (Mamba-2), * (attention), - (feed-forward), E (experts)"
    var kinds: [String]
    if let pattern = try text.text("hybrid_override_pattern") {
      kinds = pattern.map(String.init)
    } else if family == "nemotron_h", let types = try text.texts("layers_block_type") {
      kinds = types
    } else {
      return nil
    }
    kinds.removeAll { $0 == "|" }
    guard ConfigLimits.layers.contains(kinds.count) else {
      throw text.field(
        "hybrid_override_pattern", .number(Double(kinds.count)), "a pattern of 1 to 10000 blocks")
    }
    if let count = try text.integer("num_hidden_layers", in: ConfigLimits.layers),
      count != kinds.count
    {
      throw text.field(
        "num_hidden_layers", .number(Double(count)),
        "\(kinds.count), the number of blocks of the pattern")
    }
    // The parts are read once, and only those that the pattern asks for.
    let attention = kinds.contains { $0 == "*" || $0 == "attention" } ? try attention(hidden) : nil
    let mamba = kinds.contains { $0 == "M" || $0 == "mamba" } ? try mamba2(hidden: hidden) : nil
    let experts = kinds.contains { $0 == "E" || $0 == "moe" } ? try experts(hidden: hidden) : nil
    let dense: FeedForward? =
      kinds.contains { $0 == "-" || $0 == "mlp" }
      ? .dense(
        intermediate: try required(["intermediate_size"], in: ConfigLimits.intermediate),
        isGated: traits.isGated)
      : nil
    var blocks: [(mixer: Mixer, feedForward: FeedForward)] = []
    for kind in kinds {
      switch (kind, attention, mamba, experts, dense) {
      case ("M", _, let mamba?, _, _), ("mamba", _, let mamba?, _, _):
        blocks.append((.mamba2(mamba), .none))
      case ("*", let attention?, _, _, _), ("attention", let attention?, _, _, _):
        blocks.append((.attention(attention), .none))
      case ("E", _, _, let experts?, _), ("moe", _, _, let experts?, _):
        blocks.append((.none, .mixtureOfExperts(experts)))
      case ("-", _, _, _, let dense?), ("mlp", _, _, _, let dense?): blocks.append((.none, dense))
      default: throw text.field("hybrid_override_pattern", .string(kind), accepted)
      }
    }
    return blocks
  }
}
