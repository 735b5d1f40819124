/// A tree to be written as YAML or JSON: unlike ``Value`` it keeps the order of its fields, because
/// people read `apiVersion` before `spec`.
public enum YAMLNode: Hashable, Sendable {
  /// Nothing, said aloud.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A finite number; anything else is written as nothing.
  case number(Double)
  /// Text, which is read back as text whatever it looks like.
  case text(String)
  /// A list.
  case list([YAMLNode])
  /// A group of fields in their order, each key once.
  case fields([Field])

  /// One field of a group.
  public struct Field: Hashable, Sendable {
    public var key: String
    public var value: YAMLNode

    public init(_ key: String, _ value: YAMLNode) {
      self.key = key
      self.value = value
    }
  }

  /// The same without order, as a reader of the text gets it; of equal keys the last one counts.
  public var value: Value {
    switch self {
    case .null: .null
    case .bool(let flag): .bool(flag)
    case .integer(let whole): .number(Double(whole))
    case .number(let number): number.isFinite ? .number(number) : .null
    case .text(let text): .string(text)
    case .list(let items): .array(items.map(\.value))
    case .fields(let fields):
      .object(
        Dictionary(fields.map { ($0.key, $0.value.value) }, uniquingKeysWith: { _, last in last }))
    }
  }

  /// A group of the fields that have a value.
  public static func present(_ fields: [(String, YAMLNode?)]) -> YAMLNode {
    .fields(fields.compactMap { key, value in value.map { Field(key, $0) } })
  }
}

extension YAMLNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(arrayLiteral elements: YAMLNode...) { self = .list(elements) }
  public init(dictionaryLiteral elements: (String, YAMLNode)...) {
    self = .fields(elements.map { Field($0.0, $0.1) })
  }
}
