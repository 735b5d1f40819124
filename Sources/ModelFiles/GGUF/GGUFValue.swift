/// The kinds of value that GGUF metadata can hold, by their number in the file.
public enum GGUFValueType: UInt32, CaseIterable, Hashable, Sendable {
  case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array
  case uint64, int64, float64

  /// Bytes of one value; `nil` where the size varies.
  var size: UInt64? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    case .string, .array: nil
    }
  }
}

/// A value of GGUF metadata.
public indirect enum GGUFValue: Hashable, Sendable {
  /// A whole number of one of the unsigned types.
  case unsigned(UInt64)
  /// A whole number of one of the signed types.
  case signed(Int64)
  /// A number of 32 or 64 bits.
  case float(Double)
  /// True or false.
  case bool(Bool)
  /// Text.
  case text(String)
  /// Text too long to be kept (a tokenizer in one string); only its length in bytes is.
  case longText(bytes: UInt64)
  /// Values of one kind.
  case array(GGUFArray)

  /// The value as it would be quoted in a message.
  public var quoted: String {
    switch self {
    case .unsigned(let number): String(number)
    case .signed(let number): String(number)
    case .float(let number): String(number)
    case .bool(let flag): flag ? "true" : "false"
    case .text(let text): "'" + printable(text, limit: 60) + "'"
    case .longText(let bytes): "a text of \(bytes) bytes"
    case .array(let array): "an array of \(array.count)"
    }
  }

  /// The value as a whole number of at least 0.
  var whole: UInt64? {
    switch self {
    case .unsigned(let number): number
    case .signed(let number): UInt64(exactly: number)
    case .float(let number): UInt64(exactly: number)
    case .bool(let flag): flag ? 1 : 0
    case .text, .longText, .array: nil
    }
  }
}

/// An array of GGUF metadata: short ones of numbers are kept, the others only counted.
public struct GGUFArray: Hashable, Sendable {
  /// The kind of its elements.
  public var elementType: GGUFValueType
  /// The number of its elements, kept or not.
  public var count: UInt64
  /// The elements, or `nil` when the array was stepped over (strings, arrays of arrays, and
  /// everything longer than ``GGUFLimits/keptElements``).
  public var elements: [GGUFValue]?

  /// An array; `elements` is `nil` when they are not kept.
  public init(elementType: GGUFValueType, count: UInt64, elements: [GGUFValue]?) {
    self.elementType = elementType
    self.count = count
    self.elements = elements
  }
}

/// Limits that keep the cost of a hostile file small. Real files stay far below them.
public enum GGUFLimits {
  /// Metadata entries of a file; real files have some dozens.
  public static let entries: UInt64 = 65_536
  /// Tensors of a file; real files have some thousands.
  public static let tensors: UInt64 = 262_144
  /// Bytes of a key (the specification allows no more).
  public static let keyBytes: UInt64 = 65_535
  /// Bytes of a tensor's name; llama.cpp keeps 64.
  public static let tensorNameBytes: UInt64 = 1024
  /// Bytes of a text up to which it is kept.
  public static let keptTextBytes: UInt64 = 65_536
  /// Bytes of all keys, names and kept texts of a file together.
  public static let allTextBytes: UInt64 = 64 << 20
  /// Elements of an array up to which it is kept.
  public static let keptElements: UInt64 = 16_384
  /// Values of all kept arrays together; what comes later is only counted.
  public static let allKeptElements: UInt64 = 1 << 20
  /// Strings and arrays within arrays that may be stepped over; large tokenizers have 10⁶.
  public static let steps: UInt64 = 1 << 23
  /// Arrays within arrays; the specification sets no limit.
  public static let nesting = 8
  /// Bytes of the largest alignment accepted; llama.cpp writes 32.
  public static let alignment: UInt64 = 1 << 20
}
