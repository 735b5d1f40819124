import StructuredText

/// A count of devices that may be a part of one, kept exactly as the offer states it: `8`, `1/6`.
public struct Fraction: Hashable, Sendable, CustomStringConvertible {
  public let numerator: Int
  public let denominator: Int

  /// A whole number of devices.
  public init(_ whole: Int) {
    numerator = whole
    denominator = 1
  }

  /// Reads `3` or `1/6`; `nil` for anything else, and for a value that is not above 0.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, let numerator = Int(first), numerator > 0,
      numerator <= 1_000_000
    else { return nil }
    switch parts.count {
    case 1: denominator = 1
    case 2:
      guard let part = parts.last, let denominator = Int(part), denominator > 0,
        denominator <= 1_000_000
      else { return nil }
      self.denominator = denominator
    default: return nil
    }
    self.numerator = numerator
  }

  /// The fraction that a number stands for, `1/6` for 0.1666…; `nil` where its denominator would
  /// be above 64, and for a number that is not above 0.
  public init?(_ number: Double) {
    guard number > 0, number <= 1_000_000 else { return nil }
    for denominator in 1...64 {
      let numerator = (number * Double(denominator)).rounded()
      if numerator >= 1, abs(numerator / Double(denominator) - number) <= 1e-9 * number {
        self.numerator = Int(numerator)
        self.denominator = denominator
        return
      }
    }
    return nil
  }

  /// The nearest number that a `Double` can hold.
  public var value: Double { Double(numerator) / Double(denominator) }

  public var description: String {
    denominator == 1 ? String(numerator) : "\(numerator)/\(denominator)"
  }
}

extension CSVTable.Row {
  /// A count such as `8` or `1/6`; one where the field is empty.
  func fraction(_ column: String) throws(CatalogError) -> Fraction {
    guard let text = self[column] else { return Fraction(1) }
    guard let fraction = Fraction(text) else {
      throw unacceptable(column, "a count such as 8, or a share such as 1/6")
    }
    return fraction
  }
}
