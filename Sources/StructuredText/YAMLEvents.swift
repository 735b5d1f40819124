import CYAML

/// The events of a YAML text, one by one, over libyaml.
///
/// The value owns the parser and a copy of the text that the parser points into; both go when it
/// does, on every path.
struct YAMLEvents: ~Copyable {
  /// What the text says at one point.
  struct Event {
    enum Kind {
      case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
      case sequenceStart, mappingStart
      case alias(String)
      case scalar(String, isPlain: Bool)
    }

    let kind: Kind
    /// The name under which a node may be repeated.
    let anchor: String?
    let tag: String?
    /// Counted from 1.
    let line: Int
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>
  private let name: String

  init(_ bytes: [UInt8], name: String) throws(StructuredTextError) {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      throw .syntax(format: name, line: 0, problem: "no memory to read it")
    }
    let text = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
    _ = text.update(fromContentsOf: bytes)
    yaml_parser_set_input_string(parser, text.baseAddress, bytes.count)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    self.parser = parser
    self.text = text
    self.name = name
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The next event; after the end of the stream, and after an error, there is none to ask for.
  mutating func next() throws(StructuredTextError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    let line = Int(event.start_mark.line) + 1
    switch event.type {
    case YAML_STREAM_START_EVENT: return Event(.streamStart, line)
    case YAML_DOCUMENT_START_EVENT: return Event(.documentStart, line)
    case YAML_DOCUMENT_END_EVENT: return Event(.documentEnd, line)
    case YAML_SEQUENCE_END_EVENT: return Event(.sequenceEnd, line)
    case YAML_MAPPING_END_EVENT: return Event(.mappingEnd, line)
    case YAML_ALIAS_EVENT:
      return Event(.alias(Self.text(event.data.alias.anchor) ?? ""), line)
    case YAML_SEQUENCE_START_EVENT:
      let node = event.data.sequence_start
      return Event(.sequenceStart, line, anchor: Self.text(node.anchor), tag: Self.text(node.tag))
    case YAML_MAPPING_START_EVENT:
      let node = event.data.mapping_start
      return Event(.mappingStart, line, anchor: Self.text(node.anchor), tag: Self.text(node.tag))
    case YAML_SCALAR_EVENT:
      let node = event.data.scalar
      let bytes = UnsafeBufferPointer(start: node.value, count: node.length)
      let kind = Event.Kind.scalar(
        String(decoding: bytes, as: UTF8.self), isPlain: node.style == YAML_PLAIN_SCALAR_STYLE)
      return Event(kind, line, anchor: Self.text(node.anchor), tag: Self.text(node.tag))
    default: return Event(.streamEnd, line)
    }
  }

  private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    bytes.map { String(cString: $0) }
  }

  private func failure() -> StructuredTextError {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
    guard parser.pointee.error == YAML_READER_ERROR else {
      let line = Int(parser.pointee.problem_mark.line) + 1
      return .syntax(format: name, line: line, problem: problem)
    }
    // The reader runs ahead of the marks and only knows an offset.
    let lineFeeds = text.prefix(Int(parser.pointee.problem_offset)).count { $0 == 0x0A }
    return .syntax(format: name, line: 1 + lineFeeds, problem: problem)
  }
}

extension YAMLEvents.Event {
  fileprivate init(_ kind: Kind, _ line: Int, anchor: String? = nil, tag: String? = nil) {
    self.init(kind: kind, anchor: anchor, tag: tag, line: line)
  }
}
