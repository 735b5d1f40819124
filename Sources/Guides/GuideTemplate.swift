import Presentation

/// A guide before its figures are computed: headings, prose and lists as they will stand, and
/// directives in place of every figure.
///
/// The text is written as Markdown with one addition: a line that begins with `@` is a directive,
/// its name followed by `key=value; key=value`. Indented lines after it are its rows.
struct GuideTemplate: Hashable {
  var parts: [Part]

  /// A part of a template.
  enum Part: Hashable {
    case block(Document.Block)
    case directive(DirectiveCall)
  }

  init(_ text: String) {
    var parts: [Part] = []
    var prose: [String] = []
    var items: [String] = []
    func end() {
      if !prose.isEmpty { parts.append(.block(.paragraph(prose.joined(separator: " ")))) }
      if !items.isEmpty { parts.append(.block(.bullets(items))) }
      prose = []
      items = []
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.hasPrefix("#") {
        end()
        let level = line.prefix { $0 == "#" }.count
        parts.append(
          .block(.heading(String(line.dropFirst(level).drop { $0 == " " }), level: level)))
      } else if line.hasPrefix("@") {
        end()
        parts.append(.directive(DirectiveCall(line)))
      } else if line.hasPrefix("  "), case .directive(var call)? = parts.last, prose.isEmpty,
        items.isEmpty
      {
        call.rows.append(String(line.drop { $0 == " " }))
        parts[parts.count - 1] = .directive(call)
      } else if line.hasPrefix("- ") {
        if !prose.isEmpty { end() }
        items.append(String(line.dropFirst(2)))
      } else if line.isEmpty {
        end()
      } else if !items.isEmpty {
        items[items.count - 1] += " " + line.drop { $0 == " " }
      } else {
        prose.append(line)
      }
    }
    end()
    self.parts = parts
  }
}

/// A directive as a template writes it.
struct DirectiveCall: Hashable {
  var name: String
  /// What stands before the first `key=value`.
  var words: String
  var fields: [String: String]
  /// The indented lines after it.
  var rows: [String] = []

  init(_ line: String) {
    let text = line.dropFirst()
    name = String(text.prefix { $0 != " " })
    fields = [:]
    var words: [String] = []
    for part in text.dropFirst(name.count).split(separator: ";") {
      let pair = part.split(separator: "=", maxSplits: 1).map(Self.trimmed)
      if pair.count == 2 {
        fields[pair[0]] = pair[1]
      } else if let word = pair.first, !word.isEmpty {
        words.append(word)
      }
    }
    self.words = words.joined(separator: "; ")
  }

  /// A field that lists names, separated by commas.
  func list(_ field: String) -> [String] {
    (fields[field] ?? "").split(separator: ",").map(Self.trimmed).filter { !$0.isEmpty }
  }

  /// A field that is a number.
  func number(_ field: String) -> Double? { fields[field].flatMap { Double($0) } }

  /// The words, separated by commas.
  var names: [String] { words.split(separator: ",").map(Self.trimmed).filter { !$0.isEmpty } }

  static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
