import Catalog
import FoundationEssentials
import StructuredText

extension CatalogRow {
  /// The text of a column, or the word for the kind of an offer.
  func text(_ column: String) -> String? {
    if column == CatalogKind.offerKindColumn, let kind = file.offerKind { return kind }
    return self[column]
  }

  /// The field as JSON has it: a number or a flag where the column holds those, `null` where it is
  /// empty.
  func value(_ column: String) -> Value {
    guard let text = text(column) else { return .null }
    switch ColumnKind(column: column) {
    case .number:
      return Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
    case .fraction: return Fraction(text).map { .number($0.value) } ?? .string(text)
    case .flag:
      return switch text.lowercased() {
      case "true", "yes", "1": .bool(true)
      case "false", "no", "0": .bool(false)
      default: .string(text)
      }
    case .text, .list: return .string(text)
    }
  }

  /// The row as JSON has it: these columns, and always who says so and when.
  func fields(_ columns: [String]) -> [String: Value] {
    var fields: [String: Value] = [:]
    for column in columns { fields[column] = value(column) }
    fields["source"] = .string(source)
    fields["as_of"] = asOf.map { .string($0) } ?? .null
    return fields
  }
}

extension Value {
  /// The text of a catalog field that was given as a value: "" for nothing, `nil` for a group.
  func fieldText(_ kind: ColumnKind) -> String? {
    switch self {
    case .null: return ""
    case .bool(let flag): return flag ? "true" : "false"
    case .number(let number):
      if kind == .fraction, let fraction = Fraction(number) { return fraction.description }
      return number == number.rounded() && abs(number) < 1e15
        ? String(Int64(number)) : String(number)
    case .string(let text): return text
    case .array(let items):
      guard case .list(let separator) = kind else { return nil }
      var texts: [String] = []
      for item in items {
        guard let text = item.fieldText(.text) else { return nil }
        texts.append(text)
      }
      return texts.joined(separator: separator)
    case .object: return nil
    }
  }
}
