import Quantities

extension Command {
  /// The manual page of this command, as the root, and of all below it, in roff for section 1.
  /// - Parameter version: what the foot of the page says.
  public func manPage(version: String) -> String {
    let root = CommandPath(root: self)
    var page = RoffText()
    page.request("TH", name.uppercased(), "1", "", "\(name) \(version)")
    page.request("SH", "NAME")
    page.paragraph("\(name) - \(abstract)")
    page.request("SH", "SYNOPSIS")
    for (index, path) in root.all.enumerated() {
      if index > 0 { page.request("br") }
      page.paragraph(path.usage)
    }
    if !discussion.isEmpty {
      page.request("SH", "DESCRIPTION")
      page.paragraph(discussion)
    }
    page.sections(of: root, heading: "SH")
    for path in root.all.dropFirst() {
      page.request("SH", path.name.uppercased())
      page.paragraph(path.command.abstract)
      if !path.command.discussion.isEmpty {
        page.request("PP")
        page.paragraph(path.command.discussion)
      }
      page.sections(of: path, heading: "SS")
    }
    return page.text
  }
}

/// Builds roff: requests on lines of their own, text with everything escaped.
private struct RoffText {
  private(set) var text = ""

  mutating func request(_ name: String, _ words: String...) {
    let quoted = words.map { " \"" + Self.escaped($0).replacing("\"", with: "\\(dq") + "\"" }
    text += "." + name + quoted.joined() + "\n"
  }

  mutating func paragraph(_ prose: String) {
    for (index, line) in prose.split(separator: "\n").enumerated() {
      if index > 0 { request("PP") }
      // A point or quote at the start of a line would make it a request.
      let needsGuard = line.hasPrefix(".") || line.hasPrefix("'")
      text += (needsGuard ? "\\&" : "") + Self.escaped(String(line)) + "\n"
    }
  }

  mutating func sections(of path: CommandPath, heading: String) {
    for (title, entries) in path.helpSections where !entries.isEmpty && title != "commands" {
      request(heading, title.uppercased())
      for entry in entries {
        request("TP")
        text += "\\fB" + Self.escaped(entry.label) + "\\fR\n"
        paragraph(entry.help)
      }
    }
  }

  private static func escaped(_ text: String) -> String {
    PrintableText.escaped(text).replacing("\\", with: "\\e").replacing("-", with: "\\-")
  }
}
