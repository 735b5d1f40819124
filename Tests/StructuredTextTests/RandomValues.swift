import StructuredText
import TestSupport

/// A random tree, for round trips through text.
func randomValue(depth: Int, using generator: inout SeededGenerator) -> Value {
  func word(_ generator: inout SeededGenerator) -> String {
    let letters: [Character] = [
      "a", "Z", "7", "\"", "\\", "\n", "é", "漢", "😀", " ", ":", "#", "\u{1}",
    ]
    let count = Int.random(in: 0...6, using: &generator)
    return String((0..<count).compactMap { _ in letters.randomElement(using: &generator) })
  }
  switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &generator) {
  case 0: return .null
  case 1: return .bool(.random(using: &generator))
  case 2:
    return .number(
      Bool.random(using: &generator)
        ? Double(Int.random(in: -1_000_000...1_000_000, using: &generator))
        : Double.random(in: -1e30...1e30, using: &generator))
  case 3: return .string(word(&generator))
  case 4:
    let count = Int.random(in: 0...4, using: &generator)
    return .array((0..<count).map { _ in randomValue(depth: depth - 1, using: &generator) })
  default:
    var fields: [String: Value] = [:]
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      fields[word(&generator)] = randomValue(depth: depth - 1, using: &generator)
    }
    return .object(fields)
  }
}

/// The tree as JSON, which is also YAML.
func jsonText(_ value: Value) -> String {
  func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case "\n": result += "\\n"
      case "\u{1}": result += "\\u0001"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
  switch value {
  case .null: return "null"
  case .bool(let flag): return flag ? "true" : "false"
  case .number(let number): return "\(number)"
  case .string(let text): return quoted(text)
  case .array(let items): return "[" + items.map(jsonText).joined(separator: ", ") + "]"
  case .object(let fields):
    let sorted = fields.sorted { $0.key < $1.key }
    return "{" + sorted.map { quoted($0.key) + ": " + jsonText($0.value) }.joined(separator: ", ")
      + "}"
  }
}
