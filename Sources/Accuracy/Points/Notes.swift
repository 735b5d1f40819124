/// The free text of a row, with the `key=value` pairs that stand in it.
public struct Notes: Hashable, Sendable {
  public let text: String

  public init(_ text: String) { self.text = text }

  /// The value after `key=`, up to a separator; `nil` when the key is not there or has no value.
  public subscript(key: String) -> String? {
    var rest = text[...]
    while let range = rest.firstRange(of: key + "=") {
      let isWhole =
        range.lowerBound == text.startIndex
        || !Self.isWordCharacter(text[text.index(before: range.lowerBound)])
      if isWhole {
        let value = text[range.upperBound...].prefix { !";, \n()".contains($0) }
        return value.isEmpty ? nil : String(value)
      }
      rest = text[range.upperBound...]
    }
    return nil
  }

  /// The number after `key=`.
  public func number(_ key: String) -> Double? {
    self[key].flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The whole number after `key=`.
  public func count(_ key: String) -> Int? {
    number(key).flatMap { $0 == $0.rounded() && abs($0) < 1e9 ? Int($0) : nil }
  }

  /// Bytes of weights that the text states: the first number before "GiB", else the one after
  /// "file" before "GB".
  public var statedWeights: Double? {
    if let range = text.firstRange(of: " GiB"),
      let number = Self.number(before: range.lowerBound, in: text)
    {
      return number * 1_073_741_824
    }
    if let file = text.firstRange(of: "file "),
      let range = text[file.upperBound...].firstRange(of: " GB"),
      let number = Self.number(before: range.lowerBound, in: text)
    {
      return number * 1e9
    }
    return nil
  }

  private static func number(before end: String.Index, in text: String) -> Double? {
    let digits = text[..<end].reversed().prefix { $0.isNumber || $0 == "." }
    return Double(String(digits.reversed())).flatMap { $0 > 0 ? $0 : nil }
  }

  private static func isWordCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }
}
