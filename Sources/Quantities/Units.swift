/// An amount of memory in bytes.
@frozen public struct Bytes: Quantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }
  /// 10⁹ bytes: the unit of vendors' labels and of every figure we print as GB.
  @inlinable public static func gigabytes(_ n: Double) -> Bytes { Bytes(n * 1e9) }
  /// 2²⁰ bytes, the unit in which drivers report visible memory.
  @inlinable public static func mebibytes(_ n: Double) -> Bytes { Bytes(n * 1_048_576) }
  @inlinable public static func gibibytes(_ n: Double) -> Bytes { Bytes(n * 1_073_741_824) }
  @inlinable public var gigabytes: Double { value / 1e9 }
  @inlinable public var gibibytes: Double { value / 1_073_741_824 }
}

/// A span of time in seconds.
@frozen public struct Seconds: Quantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }
  @inlinable public static func milliseconds(_ n: Double) -> Seconds { Seconds(n / 1e3) }
  @inlinable public static func microseconds(_ n: Double) -> Seconds { Seconds(n / 1e6) }
  @inlinable public var milliseconds: Double { value * 1e3 }
}

/// An amount of money in US dollars.
@frozen public struct USDollars: Quantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }
}

/// Electrical power in watts.
@frozen public struct Watts: Quantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }
}

/// Energy in joules.
@frozen public struct Joules: Quantity {
  public let value: Double
  @inlinable public init(_ value: Double) { self.value = value }
  @inlinable public var kilowattHours: Double { value / 3.6e6 }
}
