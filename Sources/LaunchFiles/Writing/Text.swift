import FoundationEssentials
import StructuredText

/// Text of values as launch files have it.
enum Text {
  /// A number with at most four digits, without a point where it is whole.
  static func number(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return "0" }
    var scale = 1.0
    if value != 0 {
      var size = abs(value)
      while size < 1, scale < 1e12 { (size, scale) = (size * 10, scale * 10) }
    }
    scale *= [1, 10, 100, 1000, 1e4][min(max(digits, 1), 4)]
    let rounded = (value * scale / 10).rounded() / (scale / 10)
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? String(Int64(rounded)) : "\(rounded)"
  }

  /// Lines behind a sign for comments; nothing for none. They have to be safe to print, so that none
  /// of them ends early.
  static func comment(_ lines: [String], sign: String = "#") -> String {
    lines.map { $0.isEmpty ? sign + "\n" : sign + " " + $0 + "\n" }.joined()
  }

  /// The tree as JSON on one line, keys sorted.
  static func json(_ node: YAMLNode, isPretty: Bool = false) throws(ExportError) -> String {
    try json(node.value, isPretty: isPretty)
  }

  static func json(_ value: Value, isPretty: Bool = false) throws(ExportError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      isPretty
      ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      : [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw .text(.syntax(format: "JSON", line: 0, problem: "it cannot be written"))
    }
  }

  /// A name for things whose names are letters, digits and hyphens, of at most 40 (RFC 1123).
  static func label(_ name: String) -> String {
    var label = ""
    for scalar in name.unicodeScalars.suffix(120) {
      switch scalar {
      case "a"..."z", "0"..."9": label.unicodeScalars.append(scalar)
      case "A"..."Z": label += String(scalar).lowercased()
      case "/": label = ""
      default: if !label.hasSuffix("-") { label += "-" }
      }
    }
    func isHyphen(_ character: Character) -> Bool { character == "-" }
    let trimmed = label.drop(while: isHyphen).prefix(40)
    let end = trimmed.lastIndex { !isHyphen($0) }
    // Names of services begin with a letter.
    let text = end.map { String(trimmed[...$0]) } ?? "model"
    return text.first?.isLetter == true ? text : "m-" + text
  }
}
