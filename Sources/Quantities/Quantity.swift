/// A physical or monetary amount whose unit lives in its type.
///
/// Arithmetic keeps units apart: seconds add to seconds, and a product that changes the unit is
/// written where the formula stands, through ``value``.
public protocol Quantity: Comparable, Hashable, Sendable, Codable {
  /// The amount in the type's own unit.
  var value: Double { get }
  init(_ value: Double)
}

extension Quantity {
  @inlinable public static var zero: Self { Self(0) }
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  @inlinable public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  @inlinable public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  @inlinable public static func * (a: Self, b: Double) -> Self { Self(a.value * b) }
  @inlinable public static func * (a: Double, b: Self) -> Self { Self(a * b.value) }
  @inlinable public static func / (a: Self, b: Double) -> Self { Self(a.value / b) }
  /// The ratio of two amounts of the same unit; it has none.
  @inlinable public static func / (a: Self, b: Self) -> Double { a.value / b.value }
  @inlinable public static func += (a: inout Self, b: Self) { a = a + b }

  /// Encodes the bare number: the unit is in the key's name (`ttft_ms`, `weights_bytes`).
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Double.self))
  }
}
