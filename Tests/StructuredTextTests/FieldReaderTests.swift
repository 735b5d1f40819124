import StructuredText
import Testing

@Suite struct FieldReaderTests {
  private let document = Value.object([
    "name": .string("x"), "count": .number(3), "share": .number(0.5), "on": .bool(true),
    "nothing": .null, "tags": .array([.string("a"), .number(1)]),
    "group": .object(["inner": .number(-1)]),
    "items": .array([.object(["size": .number(1)]), .string("odd")]),
  ])

  private func problem(_ body: (inout FieldReader) throws(StructuredTextError) -> Void) -> String? {
    do throws(StructuredTextError) {
      var reader = try FieldReader(document)
      try body(&reader)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func fieldsAreReadByType() throws {
    var reader = try FieldReader(document)
    #expect(try reader.string("name") == "x")
    #expect(try reader.integer("count") == 3)
    #expect(try reader.number("share") == 0.5)
    #expect(try reader.bool("on") == true)
    #expect(try reader.string("nothing") == nil)
    #expect(try reader.string("absent") == nil)
    #expect(try reader.array("tags")?.count == 2)
    var group = try #require(try reader.group("group"))
    #expect(group.path == "group")
    #expect(try group.integer("inner", in: -5...5) == -1)
    try group.finish()
  }

  @Test func errorsSayWhereWhatAndWhatElse() {
    #expect(
      problem { reader throws(StructuredTextError) in _ = try reader.string("count") }
        == "field 'count' is 3; accepted: text")
    #expect(
      problem { reader throws(StructuredTextError) in _ = try reader.integer("share", in: 1...9) }
        == "field 'share' is 0.5; accepted: a whole number from 1 to 9")
    #expect(
      problem { reader throws(StructuredTextError) in _ = try reader.number("share", in: 1...9.5) }
        == "field 'share' is 0.5; accepted: a number from 1 to 9.5")
    #expect(
      problem { reader throws(StructuredTextError) in
        _ = try reader.number("share", in: 1 ... .greatestFiniteMagnitude)
      } == "field 'share' is 0.5; accepted: a number of at least 1")
    #expect(
      problem { reader throws(StructuredTextError) in _ = try reader.strings("tags") }
        == "field 'tags[1]' is 1; accepted: text")
    #expect(
      problem { reader throws(StructuredTextError) in _ = try reader.groups("items") }
        == "field 'items[1]' is 'odd'; accepted: a group of fields")
    #expect(
      problem { reader throws(StructuredTextError) in
        var group = try reader.require("group", try reader.group("group"))
        _ = try group.bool("inner")
      } == "field 'group.inner' is -1; accepted: true or false")
    #expect(
      problem { reader throws(StructuredTextError) in
        _ = try reader.require("size", try reader.number("size"))
      } == "field 'size' is missing")
    #expect(throws: StructuredTextError.self) { try FieldReader(.array([])) }
  }

  @Test func strayFieldsAreRefusedWithTheNearestName() throws {
    var reader = try FieldReader(.object(["contxt": .number(1), "zebra": .null]))
    _ = try reader.number("context")
    #expect(throws: StructuredTextError.unknown(path: "contxt", suggestions: ["context"])) {
      try reader.finish()
    }
    #expect(throws: StructuredTextError.unknown(path: "contxt", suggestions: ["no"])) {
      try reader.finish { _, _ in ["no"] }
    }
  }

  @Test func messagesAreSafeToPrint() throws {
    #expect(Value.string("a\u{1B}[31m\nb").quoted == "'a\\u{1B}[31m\\u{A}b'")
    #expect(Value.string(String(repeating: "x", count: 1000)).quoted.count == 60)
    #expect(Value.number(1e300).quoted == "1e+300")
    #expect(
      StructuredTextError.missing(path: "a\u{202E}b").description
        == "field 'a\\u{202E}b' is missing")
  }
}
