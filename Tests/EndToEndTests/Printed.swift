import Foundation
import TestSupport
import Testing

/// Names of files of the repository and words about what was printed.
enum Printed {
  /// The folder of the repository in which this file lies.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static let scenarios = [
    "chatbot", "classification", "code-assistant", "content-generation", "summarization",
    "support-chatbot",
  ].map { repository + "/Examples/scenarios/\($0).yaml" }

  /// Lines of more than `width` columns that could have been broken.
  static func tooWide(_ text: String, _ width: Int) -> [String] {
    text.split(separator: "\n").filter { line in
      line.count > width && line.split(separator: " ").filter { $0 != "-" }.count > 1
    }.map(String.init)
  }

  /// What JSON on standard output holds.
  static func json(_ result: Program.Result) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(result.stdout.utf8)) as? [String: Any])
  }

  /// Writes a file and answers its path.
  static func write(_ text: String, _ path: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }
}

/// `estimate` of a model and a device that everybody has, with more options.
func estimate(
  _ more: String..., environment: [String: String] = [:]
) throws -> Program.Result {
  try Program.run(
    ["estimate", "--model", "llama-3.1-8b", "--hardware", "H100"] + more, environment: environment)
}
