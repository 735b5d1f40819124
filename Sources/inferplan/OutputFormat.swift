import CommandLineKit
import InferencePlanner
import Presentation

/// The form in which a command answers.
enum OutputFormat: String, CaseIterable {
  case text, json, markdown, csv

  /// The options by which a command offers the forms.
  static let options: [Option] = [
    .flag("json", help: "Answer in JSON (as --format json).", section: "Output"),
    Option(
      "format", valueName: "FORM", help: "The form of the answer (default: text).",
      accepted: allCases.map(\.rawValue), section: "Output"),
  ]

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let form = try arguments.choice("format", OutputFormat.self)
    if arguments.flag("json") {
      guard form == nil || form == .json else {
        throw arguments.unacceptable(
          "format", form?.rawValue ?? "", "json, or no --json beside it")
      }
      self = .json
    } else {
      self = form ?? .text
    }
  }

  /// Writes a document, or in JSON the answer it was made from.
  func write(
    _ document: @autoclosure () -> Document, _ answer: @autoclosure () -> some Encodable,
    to console: Console
  ) -> ExitCode {
    switch self {
    case .text: console.write(document().plainText(width: console.width, style: console.style))
    case .markdown: console.write(document().markdown())
    case .csv: console.write(document().csv())
    case .json:
      do {
        console.write(try AnswerJSON.text(answer()) + "\n")
      } catch {
        console.complain("cannot write the answer as JSON: \(error)")
        return .internalError
      }
    }
    return .success
  }
}
