import CYAML

extension YAMLNode {
  /// The tree as one YAML document in UTF-8, which every reader understands alike: text that a
  /// reader of YAML 1.1 or 1.2 could take for anything else stands in quotes, text of several lines
  /// as a block where YAML has one for it.
  /// - Throws: ``StructuredTextError/syntax(format:line:problem:)`` where libyaml cannot write it,
  ///   which only a lack of memory brings about.
  public func yaml() throws(StructuredTextError) -> [UInt8] {
    let emitter = try YAMLEmitter()
    try emitter.document(self)
    return emitter.bytes
  }
}

/// libyaml's emitter with the bytes that it has written; owns both, and frees them when it goes.
private final class YAMLEmitter {
  private let emitter: UnsafeMutablePointer<yaml_emitter_t>
  private let output: UnsafeMutablePointer<[UInt8]>

  var bytes: [UInt8] { output.pointee }

  init() throws(StructuredTextError) {
    emitter = .allocate(capacity: 1)
    output = .allocate(capacity: 1)
    output.initialize(to: [])
    guard yaml_emitter_initialize(emitter) == 1 else {
      output.deinitialize(count: 1)
      output.deallocate()
      emitter.deallocate()
      throw .syntax(format: "YAML", line: 0, problem: "no memory to write it")
    }
    yaml_emitter_set_output(
      emitter,
      { context, chunk, count in
        context?.assumingMemoryBound(to: [UInt8].self).pointee
          .append(contentsOf: UnsafeBufferPointer(start: chunk, count: count))
        return 1
      }, output)
    yaml_emitter_set_unicode(emitter, 1)
    // Never fold: a folded command is a broken command for people who copy it.
    yaml_emitter_set_width(emitter, -1)
    yaml_emitter_set_indent(emitter, 2)
  }

  deinit {
    yaml_emitter_delete(emitter)
    emitter.deallocate()
    output.deinitialize(count: 1)
    output.deallocate()
  }

  func document(_ node: YAMLNode) throws(StructuredTextError) {
    try emit { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
    try emit { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
    try self.node(node)
    try emit { yaml_document_end_event_initialize($0, 1) }
    try emit { yaml_stream_end_event_initialize($0) }
    guard yaml_emitter_flush(emitter) == 1 else { throw failure() }
  }

  private func node(_ node: YAMLNode) throws(StructuredTextError) {
    switch node {
    case .null: try scalar("null", YAML_PLAIN_SCALAR_STYLE)
    case .bool(let flag): try scalar(flag ? "true" : "false", YAML_PLAIN_SCALAR_STYLE)
    case .integer(let whole): try scalar(String(whole), YAML_PLAIN_SCALAR_STYLE)
    case .number(let number):
      try scalar(number.isFinite ? YAMLStyle.text(number) : "null", YAML_PLAIN_SCALAR_STYLE)
    case .text(let text): try scalar(text, YAMLStyle.of(text))
    case .list(let items):
      try emit {
        yaml_sequence_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE)
      }
      for item in items { try self.node(item) }
      try emit { yaml_sequence_end_event_initialize($0) }
    case .fields(let fields):
      try emit { yaml_mapping_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
      for field in fields {
        let style = YAMLStyle.of(field.key)
        // A block is no key.
        try scalar(
          field.key, style == YAML_LITERAL_SCALAR_STYLE ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : style)
        try self.node(field.value)
      }
      try emit { yaml_mapping_end_event_initialize($0) }
    }
  }

  private func scalar(_ text: String, _ style: yaml_scalar_style_t) throws(StructuredTextError) {
    var bytes = Array(text.utf8)
    let count = Int32(clamping: bytes.count)
    guard Int(count) == bytes.count else {
      throw .limit(format: "YAML", what: "bytes of text", limit: Int(Int32.max))
    }
    // An empty array has no address, and libyaml wants one.
    bytes.append(0)
    try emit { event in
      bytes.withUnsafeBufferPointer {
        yaml_scalar_event_initialize(event, nil, nil, $0.baseAddress, count, 1, 1, style)
      }
    }
  }

  /// Makes an event and hands it to libyaml, which frees it.
  private func emit(
    _ make: (UnsafeMutablePointer<yaml_event_t>) -> Int32
  ) throws(StructuredTextError) {
    var event = yaml_event_t()
    guard make(&event) == 1, yaml_emitter_emit(emitter, &event) == 1 else { throw failure() }
  }

  private func failure() -> StructuredTextError {
    let problem = emitter.pointee.problem.map { String(cString: $0) } ?? "it cannot be written"
    return .syntax(format: "YAML", line: 0, problem: problem)
  }
}

/// How a scalar is written so that nobody misreads it.
enum YAMLStyle {
  static func of(_ text: String) -> yaml_scalar_style_t {
    if isPlain(text) { return YAML_PLAIN_SCALAR_STYLE }
    if isBlock(text) { return YAML_LITERAL_SCALAR_STYLE }
    let isASCII = text.utf8.allSatisfy { 0x20...0x7E ~= $0 }
    return isASCII ? YAML_SINGLE_QUOTED_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE
  }

  /// A number that YAML 1.1, 1.2 and JSON all read as one: readers of 1.1 want a point before "e".
  static func text(_ number: Double) -> String {
    let text = "\(number)"
    guard let e = text.firstIndex(of: "e"), !text[..<e].contains(".") else { return text }
    return text[..<e] + ".0" + text[e...]
  }

  /// Words of letters, digits and harmless signs that begin with a letter or a slash and mean
  /// nothing else: YAML 1.1 has the switches (https://yaml.org/type/bool.html), 1.2 has null.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else {
      return false
    }
    let isWord = text.utf8.allSatisfy {
      isLetter($0) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "_-./".utf8.contains($0)
    }
    return isWord && !switches.contains(text.lowercased())
  }

  /// Several lines of printable ASCII without spaces at their ends, which a block keeps as they are.
  private static func isBlock(_ text: String) -> Bool {
    guard text.utf8.contains(UInt8(ascii: "\n")), let first = text.utf8.first,
      first != UInt8(ascii: " "), first != UInt8(ascii: "\n")
    else { return false }
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.allSatisfy { line in
      line.allSatisfy { 0x20...0x7E ~= $0 } && line.last != UInt8(ascii: " ")
    }
  }

  private static let switches: Set<String> = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null",
  ]

  private static func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
  }
}
