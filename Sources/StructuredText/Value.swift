import Quantities

/// A tree read from JSON or YAML: what a configuration file says before it means anything.
public enum Value: Hashable, Sendable {
  /// Nothing, said aloud.
  case null
  /// True or false.
  case bool(Bool)
  /// Any number, always finite: a whole number beyond 2⁵³ is rounded.
  case number(Double)
  /// Text.
  case string(String)
  /// A list.
  case array([Value])
  /// Keys in no particular order: neither JSON nor YAML gives their order a meaning.
  case object([String: Value])

  /// The word a person would use for the kind of value this is.
  public var kind: String {
    switch self {
    case .null: "nothing"
    case .bool: "true/false"
    case .number: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "a group of fields"
    }
  }

  /// The value as it is quoted in a message: cut where it gets long, safe to print.
  public var quoted: String {
    switch self {
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .number(let number):
      return number == number.rounded() && abs(number) < 1e15
        ? String(Int64(number)) : String(number)
    case .string(let text):
      let cut = text.prefix(60).endIndex < text.endIndex ? text.prefix(57) + "…" : text
      return "'" + PrintableText.escaped(cut) + "'"
    case .array(let items): return "a list of \(items.count)"
    case .object(let fields): return "a group of \(fields.count) fields"
    }
  }
}
