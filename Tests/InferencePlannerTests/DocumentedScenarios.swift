import FoundationEssentials
import InferencePlanner
import Testing

/// The scenario files of the repository, computed.
enum DocumentedScenarios {
  static let names = [
    "chatbot", "classification", "code-assistant", "content-generation", "summarization",
    "support-chatbot",
  ]

  /// The folder of the repository in which this file lies.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static func path(_ name: String) -> String {
    repository + "/Examples/scenarios/\(name).yaml"
  }

  static func comparison(_ name: String) throws -> Comparison {
    try #require(try computed.get()[name])
  }

  /// Each is computed once for all tests.
  private static let computed = Result {
    var comparisons: [String: Comparison] = [:]
    for name in names {
      let path = path(name)
      comparisons[name] = Comparison(
        try Scenario(RequestFile.value(path: path), file: path), estimator: try estimator())
    }
    return comparisons
  }

  static func outcome(_ name: String, _ option: String) throws -> Comparison.Outcome {
    try #require(try comparison(name).options.first { $0.option.name == option })
  }
}
