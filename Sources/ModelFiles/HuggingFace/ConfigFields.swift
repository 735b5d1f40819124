import StructuredText

/// Bounds within which the numbers of a configuration are believed, so that a slip or a hostile
/// file cannot make a forecast of absurd size.
enum ConfigLimits {
  static let layers = 1...10_000
  static let width = 1...1_000_000
  static let intermediate = 1...100_000_000
  static let vocabulary = 1...100_000_000
  static let heads = 1...100_000
  static let headDimension = 1...1_000_000
  static let experts = 0...100_000
  static let context = 1...1_000_000_000
  static let small = 0...1_000_000
}

/// Typed access to one group of fields of a `config.json`.
///
/// Families name the same thing differently, so each question takes several names and answers with
/// the first that holds something. Unlike a configuration of ours, a published one may hold any
/// number of fields that we do not read.
struct ConfigFields: Sendable {
  /// The file, for messages.
  let file: String
  /// The path of this group from the root of the document, empty at the root.
  let path: String
  private let fields: [String: Value]

  init(_ value: Value, file: String, path: String = "") throws(ModelFileError) {
    guard case .object(let fields) = value else {
      throw .field(
        path: file, field: path.isEmpty ? "(document)" : path, found: value.quoted,
        accepted: "a group of fields")
    }
    self.file = file
    self.path = path
    self.fields = fields
  }

  /// The names of all fields, sorted.
  var names: [String] { fields.keys.sorted() }

  /// The first of `names` that stands here and is not null.
  func first(_ names: [String]) -> (name: String, value: Value)? {
    for name in names {
      if let value = fields[name], value != .null { return (name, value) }
    }
    return nil
  }

  func has(_ name: String) -> Bool { first([name]) != nil }

  func integer(
    _ names: String..., in range: ClosedRange<Int>
  ) throws(ModelFileError) -> Int? {
    guard let (name, value) = first(names) else { return nil }
    return try whole(value, name, range)
  }

  func number(
    _ name: String, in range: ClosedRange<Double>
  ) throws(ModelFileError) -> Double? {
    guard let (name, value) = first([name]) else { return nil }
    guard case .number(let number) = value, range.contains(number) else {
      throw field(name, value, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag(_ names: String...) throws(ModelFileError) -> Bool? {
    guard let (name, value) = first(names) else { return nil }
    guard case .bool(let flag) = value else { throw field(name, value, "true or false") }
    return flag
  }

  func text(_ names: String...) throws(ModelFileError) -> String? {
    guard let (name, value) = first(names) else { return nil }
    guard case .string(let text) = value else { throw field(name, value, "text") }
    return text
  }

  func list(_ name: String) throws(ModelFileError) -> [Value]? {
    guard let (name, value) = first([name]) else { return nil }
    guard case .array(let items) = value else { throw field(name, value, "a list") }
    return items
  }

  func integers(
    _ name: String, in range: ClosedRange<Int>
  ) throws(ModelFileError) -> [Int]? {
    guard let items = try list(name) else { return nil }
    var numbers: [Int] = []
    for (index, item) in items.enumerated() {
      numbers.append(try whole(item, "\(name)[\(index)]", range))
    }
    return numbers
  }

  func texts(_ name: String) throws(ModelFileError) -> [String]? {
    guard let items = try list(name) else { return nil }
    var texts: [String] = []
    for (index, item) in items.enumerated() {
      guard case .string(let text) = item else { throw field("\(name)[\(index)]", item, "text") }
      texts.append(text)
    }
    return texts
  }

  func group(_ names: String...) throws(ModelFileError) -> ConfigFields? {
    guard let (name, value) = first(names) else { return nil }
    return try ConfigFields(value, file: file, path: fullPath(name))
  }

  /// A whole number, or a list of `count` of them: one for every layer.
  func perLayer(
    _ name: String, count: Int, in range: ClosedRange<Int>
  ) throws(ModelFileError) -> [Int]? {
    guard let (name, value) = first([name]) else { return nil }
    guard case .array = value else {
      return [Int](repeating: try whole(value, name, range), count: count)
    }
    let numbers = try integers(name, in: range) ?? []
    guard numbers.count == count else {
      throw field(name, value, "a whole number, or a list of \(count): one for every layer")
    }
    return numbers
  }

  func require<T>(_ name: String, _ value: T?, _ accepted: String) throws(ModelFileError) -> T {
    guard let value else {
      throw .missingField(path: file, field: fullPath(name), accepted: accepted)
    }
    return value
  }

  /// An error that says what stands in a field and what would be accepted.
  func field(_ name: String, _ value: Value, _ accepted: String) -> ModelFileError {
    .field(path: file, field: fullPath(name), found: value.quoted, accepted: accepted)
  }

  func fullPath(_ name: String) -> String { path.isEmpty ? name : path + "." + name }

  private func whole(
    _ value: Value, _ name: String, _ range: ClosedRange<Int>
  ) throws(ModelFileError) -> Int {
    guard case .number(let number) = value, let whole = Int(exactly: number),
      range.contains(whole)
    else {
      throw field(name, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }
}
