/// A value in a place of its own, which all copies share: copying it costs a count, however much it
/// holds. For values of many fields that are kept by the thousand and seldom changed.
@frozen
public struct Shared<Value: Sendable>: Sendable {
  @usableFromInline
  final class Place: Sendable {
    @usableFromInline let value: Value

    @inlinable
    init(_ value: Value) { self.value = value }
  }

  @usableFromInline let place: Place

  @inlinable
  public init(_ value: Value) { place = Place(value) }

  @inlinable public var value: Value { place.value }

  /// Whether both are copies of one: the values need no comparing then.
  @inlinable
  public func isSame(as other: Shared) -> Bool { place === other.place }

  /// The same for all copies, as long as one of them lives.
  @inlinable public var identity: ObjectIdentifier { ObjectIdentifier(place) }
}

extension Shared: Equatable where Value: Equatable {
  @inlinable
  public static func == (a: Shared, b: Shared) -> Bool {
    a.place === b.place || a.place.value == b.place.value
  }
}

extension Shared: Hashable where Value: Hashable {
  @inlinable
  public func hash(into hasher: inout Hasher) { hasher.combine(place.value) }
}
