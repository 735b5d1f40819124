import Catalog
import Glibc
import StructuredText

/// The models that measurements name, under whatever spelling.
struct ModelSpellings {
  private let catalog: Catalog
  private let references: [String: ModelArchitecture]
  private let aliases: AliasTable

  /// A model and what had to be assumed about it.
  struct Answer {
    var model: ModelArchitecture
    var assumption: String?
  }

  init(_ catalog: Catalog) throws(CatalogError) {
    self.catalog = catalog
    var references: [String: ModelArchitecture] = [:]
    for model in try ModelArchitecture.load(catalog.files, from: .referenceModels) {
      references[model.id.lowercased()] = model
    }
    self.references = references
    aliases = try AliasTable(catalog.files, .measuredModelAliases)
  }

  /// The model a spelling means; where none is known, a generic shape of its size.
  /// - Parameter parameters: billions of parameters, as published.
  func model(_ spelling: String, parameters: Double?) -> Result<Answer, Skipped> {
    if let row = aliases.row(spelling), let target = row["model"] {
      if let known = named(target) { return .success(Answer(model: known)) }
      return .failure(Skipped("measured_model_aliases.csv names an unknown model: \(target)"))
    }
    if let known = named(spelling) { return .success(Answer(model: known)) }
    guard let size = parameters ?? Self.size(in: spelling) else {
      return .failure(Skipped("model not in the catalogs and of unknown size: \(spelling)"))
    }
    return .success(
      Answer(
        model: generic(spelling, billions: size, active: Self.activeSize(in: spelling)),
        assumption: "generic shape of \(size) billion parameters for \(spelling)"))
  }

  private func named(_ name: String) -> ModelArchitecture? {
    if let reference = references[name.lowercased()] { return reference }
    // Only a whole name will do: guessing by words would take one size for another.
    guard let found = try? catalog.model(name) else { return nil }
    let own = name.split(separator: "/").last.map(String.init) ?? name
    let size = Self.size(in: own), foundSize = Self.size(in: found.id)
    return size == nil || size == foundSize ? found : nil
  }

  /// The first number before a "b" in a name: "llama-3-8b" has 8 billion parameters.
  static func size(in name: String) -> Double? { sizes(in: name).first }

  /// The number after an "a" and before a "b": "30b-a3b" uses 3 billion a token.
  static func activeSize(in name: String) -> Double? {
    for word in name.lowercased().split(whereSeparator: { "-_ /.(".contains($0) }) {
      guard word.hasPrefix("a"), word.hasSuffix("b") else { continue }
      if let number = Double(word.dropFirst().dropLast()) { return number }
    }
    return nil
  }

  private static func sizes(in name: String) -> [Double] {
    name.lowercased().split(whereSeparator: { "-_ /(".contains($0) }).compactMap { word in
      guard word.hasSuffix("b") else { return nil }
      return Double(word.dropLast())
    }
  }

  /// A llama-like shape: the known one that is nearest in size, its feed-forward widened or
  /// narrowed until the parameters are right.
  private func generic(_ name: String, billions: Double, active: Double?) -> ModelArchitecture {
    let base = nearest(to: billions * 1e9, isSparse: active != nil)
    var model = base
    model.id = name
    model.family = "generic"
    model.publishedParameters = nil
    model.isApproximate = true
    let have = ParameterInventory(base).computedTotal
    let change = billions * 1e9 - have
    model.layers = base.layers.map { group in
      var group = group
      switch group.feedForward {
      case .dense(let width, let isGated):
        let matrices = isGated ? 3.0 : 2.0
        let a = matrices * Double(base.hiddenSize) * Double(base.layerCount)
        group.feedForward = .dense(
          intermediate: max(64, width + Int(change / a)), isGated: isGated)
      case .mixtureOfExperts(var moe):
        let a = 3 * Double(base.hiddenSize) * Double(moe.experts) * Double(base.layerCount)
        moe.intermediate = max(16, moe.intermediate + Int(change / a))
        group.feedForward = .mixtureOfExperts(moe)
      case .none: break
      }
      return group
    }
    return model
  }

  private func nearest(to parameters: Double, isSparse: Bool) -> ModelArchitecture {
    let shapes =
      isSparse
      ? ["Qwen/Qwen3-30B-A3B", "Qwen/Qwen3-235B-A22B"]
      : [
        "Qwen/Qwen2.5-0.5B-Instruct", "meta-llama/Llama-3.2-1B", "meta-llama/Llama-3.2-3B",
        "meta-llama/Llama-3.1-8B", "Qwen/Qwen2.5-14B-Instruct", "Qwen/Qwen2.5-32B-Instruct",
        "meta-llama/Llama-3.1-70B", "meta-llama/Llama-3.1-405B",
      ]
    let known = shapes.compactMap { try? catalog.model($0) }
    func distance(_ model: ModelArchitecture) -> Double {
      abs(log(ParameterInventory(model).computedTotal / parameters))
    }
    return known.min { distance($0) < distance($1) } ?? catalog.models[0]
  }
}
