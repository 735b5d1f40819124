import StructuredText

/// Holds JSON against the schemas of the OpenAPI document, strictly: a key that no schema names is a
/// fault, though JSON Schema would let it pass. Only the words that our document uses are known.
struct SchemaChecker {
  let document: Value

  /// What does not agree, each with its place.
  func faults(_ value: Value, _ schema: Value, at path: String = "$") -> [String] {
    guard case .object(let words) = schema else { return ["\(path): the schema is no group"] }
    if case .string(let reference)? = words["$ref"] {
      guard let target = resolve(reference) else { return ["\(path): \(reference) is nowhere"] }
      return faults(value, target, at: path)
    }
    var found: [String] = []
    for word in words.keys where !Self.known.contains(word) {
      found.append("\(path): the checker does not know '\(word)'")
    }
    if let constant = words["const"], constant != value { found.append("\(path): not \(constant)") }
    if case .array(let cases)? = words["enum"], !cases.contains(value) {
      found.append("\(path): \(value.quoted) is none of the values")
    }
    if case .array(let choices)? = words["oneOf"] {
      let fitting = choices.count { faults(value, $0, at: path).isEmpty }
      if fitting != 1 { found.append("\(path): \(fitting) of the schemas fit") }
    }
    if let type = words["type"], !has(value, type) {
      return found + ["\(path): \(value.kind) is not \(type)"]
    }
    if case .number(let number) = value {
      if case .number(let least)? = words["minimum"], number < least {
        found.append("\(path): \(number) is below \(least)")
      }
      if case .number(let most)? = words["maximum"], number > most {
        found.append("\(path): \(number) is above \(most)")
      }
    }
    if case .array(let items) = value, let schema = words["items"] {
      for (place, item) in items.enumerated() {
        found += faults(item, schema, at: "\(path)[\(place)]")
      }
    }
    if case .object(let fields) = value { found += keys(fields, words, at: path) }
    return found
  }

  private func keys(
    _ fields: [String: Value], _ words: [String: Value], at path: String
  ) -> [String] {
    var found: [String] = []
    var known: [String: Value] = [:]
    if case .object(let properties)? = words["properties"] { known = properties }
    if case .array(let required)? = words["required"] {
      for case .string(let key) in required where fields[key] == nil {
        found.append("\(path).\(key) is missing")
      }
    }
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      if let schema = known[key] {
        found += faults(value, schema, at: "\(path).\(key)")
      } else if let rest = words["additionalProperties"], case .object = rest {
        found += faults(value, rest, at: "\(path).\(key)")
      } else if !known.isEmpty || words["additionalProperties"] == .bool(false) {
        found.append("\(path).\(key) is not in the document")
      }
    }
    return found
  }

  private func has(_ value: Value, _ type: Value) -> Bool {
    if case .array(let types) = type { return types.contains { has(value, $0) } }
    switch (type, value) {
    case (.string("object"), .object), (.string("array"), .array), (.string("string"), .string),
      (.string("boolean"), .bool), (.string("number"), .number), (.string("null"), .null):
      return true
    case (.string("integer"), .number(let number)): return number == number.rounded()
    default: return false
    }
  }

  /// What `#/a/b` points to.
  func resolve(_ reference: String) -> Value? {
    var value: Value? = document
    for part in reference.split(separator: "/").dropFirst() {
      let key = part.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")
      guard case .object(let fields)? = value else { return nil }
      value = fields[key]
    }
    return value
  }

  private static let known: Set<String> = [
    "type", "properties", "required", "items", "const", "enum", "oneOf", "description",
    "additionalProperties", "minimum", "maximum", "minItems", "maxItems", "default",
  ]
}

extension Value {
  subscript(_ key: String) -> Value? {
    if case .object(let fields) = self { fields[key] } else { nil }
  }

  var text: String? { if case .string(let text) = self { text } else { nil } }
}
