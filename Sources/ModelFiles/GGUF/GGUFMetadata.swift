/// The metadata of a model's architecture: the keys that begin with its name.
struct GGUFMetadata {
  let path: String
  let architecture: String
  private let values: [String: GGUFValue]

  /// - Throws: ``ModelFileError`` when `general.architecture` is missing or no text.
  init(_ file: GGUFFile) throws(ModelFileError) {
    path = file.path
    values = Dictionary(file.metadata.map { ($0.key, $0.value) }) { first, _ in first }
    switch values["general.architecture"] {
    case .text(let name)? where !name.isEmpty: architecture = name
    case let value?:
      throw .field(
        path: path, field: "general.architecture", found: value.quoted, accepted: "a name")
    case nil:
      throw .missingField(
        path: path, field: "general.architecture", accepted: "the name of an architecture")
    }
  }

  /// The value of a full key.
  subscript(key: String) -> GGUFValue? { values[key] }

  /// The full name of a key of the architecture.
  func key(_ name: String) -> String { architecture + "." + name }

  func text(_ fullKey: String) -> String? {
    if case .text(let text)? = values[fullKey] { text } else { nil }
  }

  /// A number of the architecture; of an array, the largest.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(ModelFileError) -> Int? {
    guard let value = values[key(name)] else { return nil }
    guard case .array(let array) = value else { return try whole(value, name, range) }
    guard let elements = array.elements, !elements.isEmpty else {
      throw field(name, value, "a whole number or an array of them")
    }
    var largest: Int?
    for element in elements {
      let number = try whole(element, name, min(0, range.lowerBound)...range.upperBound)
      largest = max(largest ?? number, number)
    }
    return largest
  }

  func require(_ name: String, in range: ClosedRange<Int>) throws(ModelFileError) -> Int {
    guard let number = try integer(name, in: range) else {
      throw .missingField(
        path: path, field: key(name),
        accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A number, or an array of `count` of them: one for every layer.
  func perLayer(
    _ name: String, count: Int, in range: ClosedRange<Int>
  ) throws(ModelFileError) -> [Int]? {
    guard let value = values[key(name)] else { return nil }
    guard case .array(let array) = value else {
      return [Int](repeating: try whole(value, name, range), count: count)
    }
    guard let elements = array.elements, elements.count >= count else {
      throw field(name, value, "a whole number, or an array of \(count): one for every layer")
    }
    var numbers: [Int] = []
    for element in elements.prefix(count) { numbers.append(try whole(element, name, range)) }
    return numbers
  }

  func field(_ name: String, _ value: GGUFValue, _ accepted: String) -> ModelFileError {
    .field(path: path, field: key(name), found: value.quoted, accepted: accepted)
  }

  private func whole(
    _ value: GGUFValue, _ name: String, _ range: ClosedRange<Int>
  ) throws(ModelFileError) -> Int {
    guard let number = value.whole.flatMap(Int.init(exactly:)), range.contains(number) else {
      throw field(name, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}
