import Quantities
import StructuredText

/// A way to quantise a model's weights: which tensor type each role of tensor gets.
///
/// GGUF mixes such as `Q4_K_M` give some layers more bits than others; the recipe follows the
/// rules of `llama_tensor_get_type` in llama.cpp, so sizes come out as the real files have them.
public struct WeightFormat: Hashable, Sendable, Identifiable {
  public var id: String
  public var aliases: [String]
  public var name: String
  public var family: Family
  /// The precision in which matrices are multiplied, where the device supports it.
  public var compute: Accelerator.Precision
  /// Place among the formats to advise where weights do not fit, the mildest first; `nil` for
  /// formats that are not advised.
  public var advised: Int?
  public var provenance: Provenance
  /// Rules in order; of those that apply to a role the later ones go on top.
  private let rules: [Rule]

  /// Which engines can read the format.
  public enum Family: String, CaseIterable, Sendable, Codable {
    /// Safetensors checkpoints.
    case plain
    case gguf, mlx
  }

  struct Rule: Hashable, Sendable {
    /// `nil` for the default of every role.
    var role: TensorRole?
    /// Bits an element of the rule's tensor type.
    var bits: Double
    var condition: Condition
  }

  /// In which layers or models a rule applies.
  enum Condition: String, CaseIterable, Sendable {
    case always
    /// llama.cpp's `use_more_bits`: the first and last eighth of the layers, and every third.
    case moreBits = "more_bits"
    case firstEighth = "first_eighth"
    case firstSixteenth = "first_sixteenth"
    case firstTwo = "first2"
    case firstFour = "first4"
    /// All layers but the first and last eighth.
    case middle
    /// Four or more query heads a KV head.
    case groupedByFour = "gqa4"
    /// Models of eight experts.
    case eightExperts = "experts8"
    /// Models of eighty layers: llama.cpp's rule for 70B models.
    case eightyLayers = "layers80"

    /// The share of layers to which the rule applies.
    func share(_ model: ModelArchitecture) -> Double {
      let layers = model.layerCount
      func share(where applies: (Int) -> Bool) -> Double {
        guard layers > 0 else { return 0 }
        return Double((0..<layers).count(where: applies)) / Double(layers)
      }
      switch self {
      case .always: return 1
      case .moreBits:
        return share { i in
          i < layers / 8 || i >= 7 * layers / 8 || (i - layers / 8) % 3 == 2
        }
      case .firstEighth: return share { $0 < layers / 8 }
      case .firstSixteenth: return share { $0 < layers / 16 }
      case .firstTwo: return share { $0 < 2 }
      case .firstFour: return share { $0 < 4 }
      case .middle: return share { $0 >= layers / 8 && $0 < 7 * layers / 8 }
      case .groupedByFour: return model.queryHeadsPerKVHead >= 4 ? 1 : 0
      case .eightExperts: return model.expertCount == 8 ? 1 : 0
      case .eightyLayers: return layers == 80 ? 1 : 0
      }
    }
  }

  /// Average bits a parameter of a role takes in `model`.
  public func bits(_ role: TensorRole, of model: ModelArchitecture) -> Double {
    var bits = 16.0
    for rule in rules where rule.role == nil || rule.role == role {
      let share = rule.condition.share(model)
      bits = bits * (1 - share) + rule.bits * share
    }
    // A tied head is stored once, as the embedding, in the type of the head.
    if role == .tokenEmbedding, model.tiesEmbeddings { return self.bits(.outputHead, of: model) }
    return bits
  }

  /// Bytes of a model's weights by role.
  public func bytes(
    _ inventory: ParameterInventory, of model: ModelArchitecture
  ) -> PerRole<Double> {
    var bytes = PerRole(repeating: 0.0)
    for role in TensorRole.allCases where inventory.stored[role] > 0 {
      bytes[role] = inventory.stored[role] * bits(role, of: model) / 8
    }
    return bytes
  }
}

extension ModelArchitecture {
  /// Query heads that share one KV head, 1 where there is no such attention.
  var queryHeadsPerKVHead: Int {
    for group in layers {
      if case .attention(let attention) = group.mixer {
        return attention.heads / max(1, attention.kvHeads)
      }
    }
    return 1
  }

  /// Routed experts of a layer, 0 for dense models.
  public var expertCount: Int {
    for group in layers {
      if case .mixtureOfExperts(let moe) = group.feedForward { return moe.experts }
    }
    return 0
  }
}

extension WeightFormat {
  /// Reads every weight format of the catalogs.
  static func load(
    _ files: CatalogFiles, types: [TensorType]
  ) throws(CatalogError) -> [WeightFormat] {
    let known = Dictionary(types.map { ($0.id, $0) }, uniquingKeysWith: { _, later in later })
    return try loadRows(.weightFormats, of: files) { row throws(CatalogError) in
      try WeightFormat(row: row, types: known)
    }
  }

  init(row: CSVTable.Row, types: [String: TensorType]) throws(CatalogError) {
    id = try row.required("id")
    aliases = row.list("aliases")
    name = row["name"] ?? id
    family = try row.choice("family", Family.self) ?? .plain
    compute = try row.choice("compute", Accelerator.Precision.self) ?? .fp16
    advised = try row.integer("advised", in: 1...100)
    provenance = row.provenance()
    var rules: [Rule] = []
    for text in row.list("recipe") {
      let sides = text.split(separator: "=", maxSplits: 1)
      let right = sides.last?.split(separator: "@", maxSplits: 1) ?? []
      guard sides.count == 2, let typeName = right.first, let type = types[String(typeName)],
        let condition = right.count == 2 ? Condition(rawValue: String(right[1])) : .always,
        let roles = Self.roles(String(sides[0]))
      else {
        throw row.unacceptable(
          "recipe", "'role=TYPE' or 'role=TYPE@condition', separated by ';', not '\(text)'")
      }
      rules += roles.map { Rule(role: $0, bits: type.bitsPerElement, condition: condition) }
    }
    guard rules.contains(where: { $0.role == nil }) else {
      throw row.unacceptable("recipe", "a recipe with a 'default=TYPE'")
    }
    self.rules = rules
  }

  /// The roles a short name of the recipe column stands for; `nil` inside means the default.
  private static func roles(_ name: String) -> [TensorRole?]? {
    switch name {
    case "default": [nil]
    case "embed": [.tokenEmbedding]
    case "output": [.outputHead]
    case "q": [.attentionQuery]
    case "k": [.attentionKey]
    case "v": [.attentionValue]
    case "o": [.attentionOutput]
    case "gate": [.feedForwardGate]
    case "up": [.feedForwardUp]
    case "down": [.feedForwardDown]
    case "expert": [.expertGate, .expertUp, .expertDown]
    case "egate": [.expertGate]
    case "eup": [.expertUp]
    case "edown": [.expertDown]
    case "shared": [.sharedExpert]
    case "router": [.router]
    case "linear": [.linearMixer]
    case "vector": [.vector]
    case "vision": [.vision]
    default: nil
    }
  }
}

extension TensorType {
  /// Reads every tensor type of the catalogs.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [TensorType] {
    try loadRows(.tensorTypes, of: files) { row throws(CatalogError) in
      try TensorType(row)
    }
  }
}
