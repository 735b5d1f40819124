import Catalog
import Quantities

/// The guides: each rebuilds one of the documents, or two that are of one kind, from the catalogs.
public enum Guide: String, CaseIterable, Sendable {
  case useCases = "use-cases"
  case scenarios
  case hardware
  case tools
  case decisionTree = "decision-tree"

  /// The numbers of the documents that it takes the place of.
  public var documents: [String] {
    switch self {
    case .useCases: ["000"]
    case .scenarios: ["001", "003"]
    case .hardware: ["002"]
    case .tools, .decisionTree: ["004"]
    }
  }

  /// The names most like `name`.
  public static func suggestions(for name: String) -> [String] {
    NearestNames.suggestions(for: name, among: allCases.map(\.rawValue))
  }

  /// The template, a text with directives.
  var template: String? { CatalogText.builtIn(rawValue + ".guide") }
}
