import Quantities

/// Reads the fields of one group of a ``Value`` tree, strictly.
///
/// Every error names the field by its path (`options[2].model`), says what stands there and what
/// would be accepted. ``finish(suggesting:)`` refuses fields that nobody asked for, so that a
/// misspelt field is never silently ignored.
public struct FieldReader {
  /// The path of this group from the root of the document, empty at the root.
  public let path: String
  private let fields: [String: Value]
  /// Names that were asked for, some of them twice.
  private var asked: [String] = []

  /// A reader over a group, which stands at `path` in its document.
  /// - Throws: ``StructuredTextError/unacceptable(path:found:accepted:)`` when the value is no group.
  public init(_ value: Value, path: String = "") throws(StructuredTextError) {
    guard case .object(let fields) = value else {
      throw .unacceptable(
        path: path.isEmpty ? "(document)" : path, found: value.quoted,
        accepted: "a group of fields")
    }
    self.fields = fields
    self.path = path
  }

  /// The full path of a field of this group.
  public func path(of field: String) -> String { path.isEmpty ? field : path + "." + field }

  /// The raw value of a field; `null` counts as absent.
  public mutating func value(_ field: String) -> Value? {
    asked.append(field)
    guard let value = fields[field], value != .null else { return nil }
    return value
  }

  /// The text of a field, or `nil` when it is absent.
  /// - Throws: ``StructuredTextError/unacceptable(path:found:accepted:)`` for anything else.
  public mutating func string(_ field: String) throws(StructuredTextError) -> String? {
    guard let value = value(field) else { return nil }
    guard case .string(let text) = value else { throw unacceptable(field, value, "text") }
    return text
  }

  /// The flag in a field, or `nil` when it is absent.
  /// - Throws: ``StructuredTextError/unacceptable(path:found:accepted:)`` for anything else.
  public mutating func bool(_ field: String) throws(StructuredTextError) -> Bool? {
    guard let value = value(field) else { return nil }
    guard case .bool(let flag) = value else { throw unacceptable(field, value, "true or false") }
    return flag
  }

  /// The number in a field, or `nil` when it is absent.
  /// - Throws: ``StructuredTextError/unacceptable(path:found:accepted:)`` for anything else, and
  ///   for a number outside `range`.
  public mutating func number(
    _ field: String,
    in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  ) throws(StructuredTextError) -> Double? {
    guard let value = value(field) else { return nil }
    guard case .number(let number) = value, range.contains(number) else {
      throw unacceptable(field, value, "a number" + words(for: range))
    }
    return number
  }

  /// The whole number in a field, or `nil` when it is absent.
  /// - Throws: ``StructuredTextError/unacceptable(path:found:accepted:)`` for anything else, and
  ///   for a number outside `range`.
  public mutating func integer(
    _ field: String, in range: ClosedRange<Int> = 0...1_000_000_000
  ) throws(StructuredTextError) -> Int? {
    guard let value = value(field) else { return nil }
    guard case .number(let number) = value, let whole = Int(exactly: number), range.contains(whole)
    else {
      throw unacceptable(
        field, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }

  /// The list in a field, or `nil` when it is absent.
  /// - Throws: ``StructuredTextError/unacceptable(path:found:accepted:)`` for anything else.
  public mutating func array(_ field: String) throws(StructuredTextError) -> [Value]? {
    guard let value = value(field) else { return nil }
    guard case .array(let items) = value else { throw unacceptable(field, value, "a list") }
    return items
  }

  /// The list of texts in a field, or `nil` when it is absent.
  /// - Throws: ``StructuredTextError/unacceptable(path:found:accepted:)`` for anything else; the
  ///   path names the item (`models[1]`).
  public mutating func strings(_ field: String) throws(StructuredTextError) -> [String]? {
    guard let items = try array(field) else { return nil }
    var strings: [String] = []
    for (index, item) in items.enumerated() {
      guard case .string(let text) = item else {
        throw unacceptable("\(field)[\(index)]", item, "text")
      }
      strings.append(text)
    }
    return strings
  }

  /// A reader over a nested group, or `nil` when the field is absent.
  /// - Throws: ``StructuredTextError/unacceptable(path:found:accepted:)`` for anything else.
  public mutating func group(_ field: String) throws(StructuredTextError) -> FieldReader? {
    guard let value = value(field) else { return nil }
    return try FieldReader(value, path: path(of: field))
  }

  /// Readers over a list of groups, or `nil` when the field is absent.
  /// - Throws: ``StructuredTextError/unacceptable(path:found:accepted:)`` for anything else; the
  ///   path names the item (`options[2]`).
  public mutating func groups(_ field: String) throws(StructuredTextError) -> [FieldReader]? {
    guard let items = try array(field) else { return nil }
    var readers: [FieldReader] = []
    for (index, item) in items.enumerated() {
      readers.append(try FieldReader(item, path: path(of: "\(field)[\(index)]")))
    }
    return readers
  }

  /// The value of a field that must be there.
  /// - Throws: ``StructuredTextError/missing(path:)`` when it is `nil`.
  public func require<T>(_ field: String, _ value: T?) throws(StructuredTextError) -> T {
    guard let value else { throw .missing(path: path(of: field)) }
    return value
  }

  /// An error that says what stands in `field` and what would be accepted.
  public func unacceptable(
    _ field: String, _ value: Value, _ accepted: String
  ) -> StructuredTextError {
    .unacceptable(path: path(of: field), found: value.quoted, accepted: accepted)
  }

  /// Refuses fields that were never asked for.
  /// - Parameter suggesting: given the unknown name and the known ones, the nearest of them.
  /// - Throws: ``StructuredTextError/unknown(path:suggestions:)`` for the first of them by name.
  public func finish(
    suggesting: (String, Set<String>) -> [String] = {
      NearestNames.suggestions(for: $0, among: $1)
    }
  ) throws(StructuredTextError) {
    if let stray = fields.keys.filter({ !asked.contains($0) }).sorted().first {
      throw .unknown(path: path(of: stray), suggestions: suggesting(stray, Set(asked)))
    }
  }

  private func words(for range: ClosedRange<Double>) -> String {
    let lowest = Value.number(range.lowerBound).quoted
    let highest = Value.number(range.upperBound).quoted
    return switch (range.lowerBound > -1e300, range.upperBound < 1e300) {
    case (true, true): " from \(lowest) to \(highest)"
    case (true, false): " of at least \(lowest)"
    case (false, true): " of at most \(highest)"
    case (false, false): ""
    }
  }
}
