/// A tree read from JSON or YAML: what a configuration file says before it means anything.
public indirect enum Value: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
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

  /// The value as it would be quoted in a message, cut where it gets long.
  public var quoted: String {
    switch self {
    case .null: return "null"
    case .bool(let flag): return flag ? "true" : "false"
    case .number(let number):
      return number == number.rounded() && abs(number) < 1e15
        ? String(Int64(number)) : String(number)
    case .string(let text): return "'" + (text.count > 60 ? text.prefix(57) + "…" : text) + "'"
    case .array(let items): return "a list of \(items.count)"
    case .object(let fields): return "a group of \(fields.count) fields"
    }
  }
}
