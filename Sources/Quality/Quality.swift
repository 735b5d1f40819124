import Catalog
import Quantities

/// Task scores of models as they are deployed: weights, their format, the type of the KV cache.
///
/// What was never measured has no score. Everything that does not depend on the task is computed
/// once; a score then costs two look-ups and an exponential, and allocates nothing.
public struct Quality: Sendable {
  public let tasks: [TaskDescription]
  public let levels: [QualityLevel]
  public let loss: QuantizationLoss
  private let index: ScoreIndex
  /// The entry of each catalog model, and its row of ``losses``.
  private let placeOfModel: [String: Int]
  private let parameters: [Double]
  private let matches: [ScoreIndex.Match?]
  private let placeOfFormat: [String: Int]
  /// Losses that formats bring to catalog models, model by model.
  private let losses: [QuantizationLoss.Base]

  /// Reads scores, levels and losses, for the models and formats of `catalog`.
  public init(_ catalog: Catalog) throws(CatalogError) {
    try self.init(catalog, scores: TaskScore.load(catalog.files))
  }

  init(_ catalog: Catalog, scores: [TaskScore]) throws(CatalogError) {
    let files = catalog.files
    tasks = try TaskDescription.load(files)
    levels = try QualityLevel.load(files)
    let loss = try QuantizationLoss(files)
    self.loss = loss
    let index = ScoreIndex(scores)
    self.index = index
    matches = catalog.models.map { index.match(catalogModel: $0.id) }
    placeOfModel = Dictionary(
      catalog.models.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    placeOfFormat = Dictionary(
      catalog.weightFormats.enumerated().map { ($1.id, $0) },
      uniquingKeysWith: { first, _ in first })
    let methods = try QuantizationMethods(files)
    let inventories = catalog.models.map { ParameterInventory($0) }
    parameters = zip(catalog.models, inventories).map { $0.publishedParameters ?? $1.total }
    var losses: [QuantizationLoss.Base] = []
    losses.reserveCapacity(catalog.models.count * catalog.weightFormats.count)
    for (place, model) in catalog.models.enumerated() {
      let bits = catalog.weightFormats.map { $0.matrixBits(inventories[place], of: model) }
      let native = placeOfFormat[model.nativeWeightFormat].map { bits[$0] } ?? 16
      for (format, bits) in zip(catalog.weightFormats, bits) {
        // What the publisher ships is what was measured; nor does more room restore anything.
        let isLossless = format.id == model.nativeWeightFormat || bits >= native - 0.1
        losses.append(
          isLossless
            ? .lossless
            : loss.base(method: methods[format.id], bits: bits, parameters: parameters[place]))
      }
    }
    self.losses = losses
  }

  /// The score of a model on a task; `nil` where it is not known.
  /// - Parameters:
  ///   - model: the id of a catalog model, or a name as resellers write it.
  ///   - format: the id of a weight format; `nil` for the weights as they were measured. Only
  ///     catalog models have formats: of others the size is not known.
  ///   - cache: the type of the KV cache; `nil` for 16 bits.
  public func score(
    model: String, format: String? = nil, cache: TensorType? = nil, task: QualityTask
  ) -> QualityScore? {
    guard let place = placeOfModel[model] else {
      guard format == nil, cache == nil, let match = index.match(model) else { return nil }
      return index.score(match, task: task)
    }
    guard let match = matches[place], var score = index.score(match, task: task) else {
      return nil
    }
    var lost = QuantizationLoss.Loss.none
    if let format {
      guard let column = placeOfFormat[format] else { return nil }
      lost = loss.loss(losses[place * placeOfFormat.count + column], task: task)
    }
    if let cache {
      lost.add(
        loss.loss(
          method: QuantizationLoss.cache, bits: cache.bitsPerElement,
          parameters: parameters[place], task: task))
    }
    score.take(lost)
    return score
  }

  /// Whether `model` is a catalog model or a name with any score.
  public func isKnown(model: String) -> Bool {
    placeOfModel[model] != nil || index.match(model) != nil
  }

  /// The names of all weights with a score.
  public var modelNames: [String] { index.names }
}

extension QualityScore {
  /// Takes a loss off the score: on the scale of log-odds, where it was measured.
  mutating func take(_ lost: QuantizationLoss.Loss) {
    guard lost.logOdds > 0 else { return }
    let before = Logit.of(value)
    let after = Logit.score(before - lost.logOdds)
    let share = after * (100 - after) / 100
    loss += value - min(value, after)
    value = min(value, after)
    let error = share * lost.standardError
    standardError = (standardError * standardError + error * error).squareRoot()
    isLossOfMethod = isLossOfMethod && lost.isOfMethod
  }
}

extension QuantizationLoss.Loss {
  /// Adds an independent loss.
  mutating func add(_ other: QuantizationLoss.Loss) {
    logOdds += other.logOdds
    standardError =
      (standardError * standardError + other.standardError * other.standardError).squareRoot()
    isOfMethod = isOfMethod && other.isOfMethod
  }
}

extension WeightFormat {
  /// Bits a weight on average over the matrices of the layers, which is where quality is lost;
  /// embeddings, norms and vision towers are mostly left alone.
  func matrixBits(_ inventory: ParameterInventory, of model: ModelArchitecture) -> Double {
    var sum = 0.0, count = 0.0
    for role in TensorRole.allCases where inventory.stored[role] > 0 {
      switch role {
      case .tokenEmbedding, .outputHead, .vector, .vision, .unaccounted, .router: continue
      default:
        sum += inventory.stored[role] * bits(role, of: model)
        count += inventory.stored[role]
      }
    }
    return count > 0 ? sum / count : 16
  }
}
