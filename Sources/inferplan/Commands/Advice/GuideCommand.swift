import Advice
import Catalog
import CommandLineKit
import Guides
import InferencePlanner
import Presentation

/// `inferplan guide`: a document written anew from the catalogs.
enum GuideCommand {
  private static let names = Guide.allCases.map(\.rawValue)

  static let command = Command(
    "guide", abstract: "A guide written anew: every figure computed, or cited with its date.",
    discussion: """
      Guides: \(names.joined(separator: ", ")).
      Example: inferplan guide decision-tree --format html
      """,
    arguments: [
      Argument("name", help: "One of \(names.joined(separator: ", ")).", completion: .words(names))
    ],
    options: [
      Option(
        "format", valueName: "FORM", help: "The form of the guide.",
        accepted: Form.allCases.map(\.rawValue), defaultValue: Form.markdown.rawValue),
      Option(
        "output", short: "o", valueName: "FILE", help: "Write to a file instead of the terminal.",
        completion: .files),
    ])

  private enum Form: String, CaseIterable {
    case markdown, html, text
  }

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let (guide, form) = try CommandFailure.usage { () throws(UsageError) in
        let name = arguments.string("name") ?? ""
        guard let guide = Guide(rawValue: name) else {
          throw arguments.unacceptable(
            "name", name, names.joined(separator: ", "),
            suggestions: Guide.suggestions(for: name))
        }
        return (guide, try arguments.choice("format", Form.self) ?? .markdown)
      }
      let files = try console.catalogFiles(arguments)
      let document = try CommandFailure.advice { () throws(AdviceError) in
        try GuideWriter(files).document(guide)
      }
      let text =
        switch form {
        case .markdown: document.markdown()
        case .html: document.html(title: "inferplan guide \(guide.rawValue)")
        case .text: document.plainText(width: console.width, style: console.style)
        }
      guard let path = arguments.string("output") else {
        console.write(text)
        return .success
      }
      try CommandFailure.planner { () throws(PlannerError) in
        try AtomicFile.write(Array(text.utf8), path: path)
      }
      return .success
    }
  }
}
