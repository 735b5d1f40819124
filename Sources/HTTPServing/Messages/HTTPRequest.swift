/// A request as a handler sees it.
public struct HTTPRequest: Sendable {
  public var method: String
  /// The path, percent-decoded.
  public var path: String
  public var query: HTTPFields
  public var headers: HTTPFields
  public var body: [UInt8]
  /// What the path holds where its route's pattern has a name in braces.
  public var parameters: [String: String]

  public init(
    method: String, path: String, query: HTTPFields = HTTPFields(),
    headers: HTTPFields = HTTPFields(), body: [UInt8] = [], parameters: [String: String] = [:]
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.parameters = parameters
  }

  /// The media type of the body in small letters, without parameters; `nil` where none is stated.
  public var mediaType: String? { headers["content-type"].map { Self.mediaType($0) } }

  /// Whether an `Accept` header names `type` itself.
  public func accepts(_ type: String) -> Bool {
    headers.all("accept").contains { header in
      header.split(separator: ",").contains { Self.mediaType(String($0)) == type }
    }
  }

  private static func mediaType(_ text: String) -> String {
    let type = text.utf8.prefix { $0 != UInt8(ascii: ";") }
    return String(decoding: type.filter { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self).lowercased()
  }
}

/// Names with values in the order in which they came: headers, or the query of an address.
public struct HTTPFields: Sendable, Hashable {
  public struct Field: Sendable, Hashable {
    public var name: String
    public var value: String
  }

  public private(set) var fields: [Field] = []

  public init() {}

  public init(_ pairs: [(String, String)]) {
    for (name, value) in pairs { append(name, value) }
  }

  public mutating func append(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// The first value under a name in any case.
  public subscript(_ name: String) -> String? {
    fields.first { Self.equal($0.name, name) }?.value
  }

  /// All values under a name in any case.
  public func all(_ name: String) -> [String] {
    fields.filter { Self.equal($0.name, name) }.map(\.value)
  }

  /// How many fields have the name.
  public func count(of name: String) -> Int { fields.count { Self.equal($0.name, name) } }

  /// Equal but for the case of ASCII letters, without making new text.
  private static func equal(_ a: String, _ b: String) -> Bool {
    guard a.utf8.count == b.utf8.count else { return false }
    return zip(a.utf8, b.utf8).allSatisfy { x, y in
      x == y || (x | 0x20 == y | 0x20 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(x | 0x20))
    }
  }
}
