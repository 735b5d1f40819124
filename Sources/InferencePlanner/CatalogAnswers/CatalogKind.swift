import Catalog
import Quantities

/// A catalog as people name it on the command line.
public enum CatalogKind: String, CaseIterable, Sendable {
  case models, accelerators, engines
  /// What is rented by the hour and what is billed by the second, together.
  case offers
  case apiPrices = "api-prices"
  case tools
  case weightFormats = "weight-formats"
  case assumptions
  /// How well models do tasks.
  case quality
  case qualityLevels = "quality-levels"
  case tasks
  case useCases = "use-cases"

  /// The catalog that people call `name`, whatever its punctuation.
  public init?(name: String) {
    let folded = NearestNames.folded(name)
    guard let kind = Self.allCases.first(where: { NearestNames.folded($0.rawValue) == folded })
    else { return nil }
    self = kind
  }

  /// The files that hold its rows.
  public var files: [CatalogFile] {
    switch self {
    case .models: [.models]
    case .accelerators: [.accelerators]
    case .engines: [.engines]
    case .offers: [.rentals, .serverless]
    case .apiPrices: [.apiPrices]
    case .tools: [.tools]
    case .weightFormats: [.weightFormats]
    case .assumptions: [.assumptions]
    case .quality: [.taskQuality]
    case .qualityLevels: [.qualityLevels]
    case .tasks: [.tasks]
    case .useCases: [.useCases]
    }
  }

  /// Its rows as people speak of them: "models", "API prices".
  public var noun: String {
    switch self {
    case .apiPrices: "API prices"
    case .weightFormats: "weight formats"
    case .quality: "task scores"
    case .qualityLevels: "quality levels"
    case .useCases: "use cases"
    default: rawValue
    }
  }

  /// The column that says of which file an offer is.
  public static let offerKindColumn = "kind"
}

extension CatalogFile {
  /// The word for an offer of this file in the column `kind`; `nil` for files of other catalogs.
  var offerKind: String? {
    switch self {
    case .rentals: "rental"
    case .serverless: "serverless"
    default: nil
    }
  }
}
