import Foundation
import StructuredText
import Testing

/// Types that name their fields themselves, beside the same types left to `Encodable`.
@Suite struct JSONFieldsTests {
  private struct Part: JSONFields {
    var pointCount: Int
    var reason: String

    func write(to json: JSONWriter) {
      json.field("point_count", pointCount)
      json.field("reason", reason)
    }
  }

  private struct Whole: JSONFields {
    var someRate: Double
    var isFit: Bool
    var nothing: Double?
    var noText: String?
    var noPart: Part?
    var part: Part?
    var parts: [Part]
    var noParts: [Part]?
    var texts: [String]
    var empty: [String] = []

    func write(to json: JSONWriter) {
      json.field("some_rate", someRate)
      json.field("is_fit", isFit)
      json.field("nothing", nothing)
      json.field("no_text", noText)
      json.field("no_part", noPart)
      json.field("part", part)
      json.field("parts", parts)
      json.field("no_parts", noParts)
      json.field("texts", texts)
      json.field("empty", empty)
    }
  }

  private struct Nothing: JSONFields {
    func write(to json: JSONWriter) {}
  }

  /// An answer around others, as `Encodable` has it.
  private struct Around: Encodable {
    var before = 1
    var wholes: [Whole]
    var nothing = Nothing()
    var after = 2
  }

  private static let whole = Whole(
    someRate: 0.1, isFit: true, nothing: nil, noText: nil, noPart: nil,
    part: Part(pointCount: 131_072, reason: "a \"b\" \\ \n é"),
    parts: [Part(pointCount: -1, reason: ""), Part(pointCount: 0, reason: "{")], noParts: nil,
    texts: ["[", "x"])

  private static let text =
    #"{"some_rate":0.1,"is_fit":true,"part":{"point_count":131072,"reason":"a \"b\" \\ \n é"},"#
    + #""parts":[{"point_count":-1,"reason":""},{"point_count":0,"reason":"{"}],"#
    + #""texts":["[","x"],"empty":[]}"#

  @Test("Fields stand in their order, absent ones are left out")
  func fields() throws {
    #expect(String(decoding: try JSONBytes.encode(Self.whole), as: UTF8.self) == Self.text)
    #expect(String(decoding: try JSONBytes.encode(Nothing()), as: UTF8.self) == "{}")
  }

  @Test("Within other answers they are the same")
  func within() throws {
    let text = String(
      decoding: try JSONBytes.encode(Around(wholes: [Self.whole, Self.whole])), as: UTF8.self)
    let wholes = "[\(Self.text),\(Self.text)]"
    #expect(text == #"{"before":1,"wholes":\#(wholes),"nothing":{},"after":2}"#)
  }

  @Test("Foundation's encoder writes the same fields")
  func foundation() throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let value = Around(wholes: [Self.whole])
    #expect(
      try Value.json([UInt8](encoder.encode(value))) == Value.json(JSONBytes.encode(value)))
  }

  @Test("A number that JSON cannot write is an error", arguments: [Double.nan, -.infinity])
  func numbers(_ number: Double) {
    var whole = Self.whole
    whole.nothing = number
    #expect(throws: EncodingError.self) { try JSONBytes.encode(whole) }
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(whole) }
  }
}
