import Foundation
import Testing

@testable import StructuredText

@Suite struct JSONBytesTests {
  private struct Inner: Encodable {
    var kvBytesPerToken: Double
    var url: String?
    var isOK: Bool
  }

  private struct Outer: Encodable {
    var schema = "x/1"
    var p95: Double
    var count: Int
    var inner: Inner
    var list: [Inner]
    var words: [String: String]
    var nested: [String: [Double]]
    var nothing: Inner?
    var tree: Value
    var gco2ePerHour: Double
    var myURLProperty: Int
  }

  private struct Empty: Encodable {}

  private static let value = Outer(
    p95: 0.1, count: -7,
    inner: Inner(kvBytesPerToken: 131_072, url: "a/b \"c\" \\ \n \u{1} é 漢", isOK: true),
    list: [
      Inner(kvBytesPerToken: 1e300, url: nil, isOK: false),
      Inner(kvBytesPerToken: -0.5, url: "", isOK: true),
    ], words: ["someKey": "kept", "b": "2", "a": "1"], nested: ["z": [], "y": [1, 2.5]],
    nothing: nil,
    tree: .object([
      "keepMe": .array([.null, .bool(false), .number(3), .string("s")]), "e": .object([:]),
    ]), gco2ePerHour: 12, myURLProperty: 200)

  @Test("The text means what Foundation's means")
  func sameAsFoundation() throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let expected = try Value.json([UInt8](encoder.encode(Self.value)))
    #expect(try Value.json(JSONBytes.encode(Self.value)) == expected)
  }

  @Test("Keys of types keep their order, those of dictionaries are sorted, lines are not broken")
  func order() throws {
    let text = String(decoding: try JSONBytes.encode(Self.value), as: UTF8.self)
    #expect(
      text.hasPrefix(#"{"schema":"x/1","p95":0.1,"count":-7,"inner":{"kv_bytes_per_token":131072"#))
    #expect(text.contains(#""words":{"a":"1","b":"2","someKey":"kept"}"#))
    #expect(text.contains(#""nested":{"y":[1,2.5],"z":[]}"#))
    #expect(!text.contains("\n"))
    #expect(try JSONBytes.encode([Empty()]) == Array("[{}]".utf8))
    #expect(try JSONBytes.encode([String]()) == Array("[]".utf8))
  }

  @Test("A number that JSON cannot write is an error", arguments: [Double.nan, .infinity])
  func numbers(_ number: Double) {
    #expect(throws: EncodingError.self) { try JSONBytes.encode([number]) }
  }

  @Test(
    "Names of properties become keys as Foundation makes them",
    arguments: [
      "a", "kvBytesPerToken", "myURLProperty", "URL", "isOK", "p95", "e2eMs", "gco2ePerHour",
      "already_snake", "two_Words", "größeÜber", "x1Y",
    ])
  func names(_ name: String) {
    var bytes: [UInt8] = Array("before ".utf8)
    SnakeCase.append(name, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == "before " + SnakeCase.of(name))
  }

  @Test("Dictionaries within dictionaries are sorted, each by its own keys")
  func nestedDictionaries() throws {
    let value = ["b": ["d": 1, "c": 2], "a": ["z": 3], "e": [:]]
    let text = String(decoding: try JSONBytes.encode(value), as: UTF8.self)
    #expect(text == #"{"a":{"z":3},"b":{"c":2,"d":1},"e":{}}"#)
  }
}
