import Catalog

/// A flow as a Mermaid flowchart (mermaid.js.org/syntax/flowchart).
public enum FlowDrawing {
  /// The chart; flows that it leads to are boxes of their own.
  public static func mermaid(_ flow: Flow, _ shelf: ToolShelf) -> String {
    var lines = ["flowchart TD"]
    var numbers: [String: String] = [:]
    for (index, question) in flow.questions.enumerated() {
      numbers[question.key] = "q\(index)"
      lines.append("  q\(index){\(quoted(question.prompt))}")
    }
    var flows: [String] = []
    for (index, question) in flow.questions.enumerated() {
      for (place, answer) in question.answers.enumerated() {
        let target: String
        if let next = answer.next {
          if next.hasPrefix("@") {
            let id = String(next.dropFirst())
            let number = flows.firstIndex(of: id) ?? flows.count
            if number == flows.count {
              flows.append(id)
              lines.append("  f\(number)[[\(quoted("flow \(id)"))]]")
            }
            target = "f\(number)"
          } else {
            target = numbers[next] ?? next
          }
        } else {
          target = "t\(index)_\(place)"
          let names = shelf.tools(answer.tools).map(\.name).joined(separator: "<br>")
          lines.append("  \(target)[\(quoted(names))]")
        }
        lines.append("  q\(index) -->|\(quoted(answer.label))| \(target)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text in quotes, in which Mermaid takes all but quotes as it stands.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "#quot;") + "\""
  }
}
