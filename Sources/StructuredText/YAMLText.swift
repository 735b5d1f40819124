extension Value {
  /// Reads a YAML document, with the scalars of the core schema of YAML 1.2.
  ///
  /// Plain `null`, `~` and nothing are null; `true` and `false` are flags; what looks like a number
  /// is one; everything else, and whatever stands in quotes, is text. Anchors and aliases work;
  /// merge keys (`<<`) and tags beyond the core schema do not. An empty text is null.
  /// - Parameters:
  ///   - bytes: the text in UTF-8, with or without a byte order mark, of at most 16 MiB.
  ///   - name: what the text is called in messages: a file name.
  /// - Throws: ``StructuredTextError/syntax(format:line:problem:)`` with the line, also for a key
  ///   that stands twice, a key that is not a scalar and a second document;
  ///   ``StructuredTextError/limit(format:what:limit:)`` for more than 1,000,000 nodes (aliases
  ///   count as what they stand for), more than 64 nested levels, or too long a text.
  public static func yaml(
    _ bytes: [UInt8], name: String = "YAML"
  ) throws(StructuredTextError) -> Value {
    guard bytes.count <= YAMLComposer.byteLimit else {
      throw .limit(format: name, what: "bytes", limit: YAMLComposer.byteLimit)
    }
    try requireUTF8(bytes, name: name)
    var composer = YAMLComposer(events: try YAMLEvents(bytes, name: name), name: name)
    return try composer.document()
  }
}

/// Builds the tree from the events, within limits.
private struct YAMLComposer: ~Copyable {
  static let byteLimit = 16 * 1024 * 1024
  static let nodeLimit = 1_000_000
  static let depthLimit = 64

  /// A tree with what repeating it would cost.
  struct Node {
    var value: Value
    var nodes = 1
    var height = 1
  }

  var events: YAMLEvents
  let name: String
  private var anchors: [String: Node] = [:]
  private var nodes = 0

  init(events: consuming YAMLEvents, name: String) {
    self.events = events
    self.name = name
  }

  mutating func document() throws(StructuredTextError) -> Value {
    var document: Value?
    while true {
      let event = try events.next()
      switch event.kind {
      case .streamEnd: return document ?? .null
      case .documentStart:
        guard document == nil else {
          throw .syntax(format: name, line: event.line, problem: "a second document begins")
        }
        document = try node(try events.next(), depth: 1).value
      default: break
      }
    }
  }

  private mutating func node(
    _ event: YAMLEvents.Event, depth: Int
  ) throws(StructuredTextError) -> Node {
    if case .alias(let anchor) = event.kind {
      guard let node = anchors[anchor] else {
        throw syntax(
          event, "the alias '*\(anchor.prefix(60))' stands for nothing that ended before it")
      }
      try count(node.nodes, depth: depth + node.height - 1)
      return node
    }
    try count(1, depth: depth)
    // Inside a node its own anchor means nothing yet, not an older node of that name.
    if let anchor = event.anchor { anchors[anchor] = nil }
    let node =
      switch event.kind {
      case .sequenceStart: try sequence(event, depth: depth)
      case .mappingStart: try mapping(event, depth: depth)
      case .scalar(let text, let isPlain): Node(value: try scalar(event, text, isPlain: isPlain))
      default: throw syntax(event, "a value must stand here")
      }
    if let anchor = event.anchor { anchors[anchor] = node }
    return node
  }

  private mutating func sequence(
    _ start: YAMLEvents.Event, depth: Int
  ) throws(StructuredTextError) -> Node {
    try require(start, tag: "seq")
    var items: [Value] = []
    var whole = Node(value: .null)
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { break }
      let item = try node(event, depth: depth + 1)
      items.append(item.value)
      whole.nodes += item.nodes
      whole.height = max(whole.height, item.height + 1)
    }
    whole.value = .array(items)
    return whole
  }

  private mutating func mapping(
    _ start: YAMLEvents.Event, depth: Int
  ) throws(StructuredTextError) -> Node {
    try require(start, tag: "map")
    var fields: [String: Value] = [:]
    var whole = Node(value: .null)
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { break }
      guard case .scalar(let key, let isPlain) = event.kind else {
        throw syntax(event, "a key must be a plain word or text in quotes")
      }
      if isPlain, key == "<<" { throw syntax(event, "merge keys are not supported") }
      if let anchor = event.anchor { anchors[anchor] = Node(value: .string(key)) }
      let field = try node(try events.next(), depth: depth + 1)
      if fields.updateValue(field.value, forKey: key) != nil {
        throw syntax(event, "the key \(Value.string(key).quoted) stands twice in one group")
      }
      whole.nodes += field.nodes
      whole.height = max(whole.height, field.height + 1)
    }
    whole.value = .object(fields)
    return whole
  }

  private func scalar(
    _ event: YAMLEvents.Event, _ text: String, isPlain: Bool
  ) throws(StructuredTextError) -> Value {
    guard let tag = event.tag else {
      guard isPlain else { return .string(text) }
      return try finite(event, YAMLScalar.value(text))
    }
    // "!" alone asks for the text as it stands.
    if tag == "!" || tag == Self.coreTag + "str" { return .string(text) }
    let value = try finite(event, YAMLScalar.value(text))
    switch (tag, value) {
    case (Self.coreTag + "null", .null), (Self.coreTag + "bool", .bool),
      (Self.coreTag + "float", .number):
      return value
    case (Self.coreTag + "int", .number(let number)) where number == number.rounded():
      return value
    default: throw syntax(event, "the tag \(tag.prefix(60)) does not fit here")
    }
  }

  /// Infinity and "not a number" are no amounts of anything, and the latter is not even itself.
  private func finite(
    _ event: YAMLEvents.Event, _ value: Value
  ) throws(StructuredTextError) -> Value {
    if case .number(let number) = value, !number.isFinite {
      throw syntax(event, "a number must be finite")
    }
    return value
  }

  private static let coreTag = "tag:yaml.org,2002:"

  private func require(_ event: YAMLEvents.Event, tag: String) throws(StructuredTextError) {
    guard let found = event.tag, found != "!", found != Self.coreTag + tag else { return }
    throw syntax(event, "the tag \(found.prefix(60)) does not fit here")
  }

  private mutating func count(_ more: Int, depth: Int) throws(StructuredTextError) {
    nodes += more
    guard nodes <= Self.nodeLimit else {
      throw .limit(format: name, what: "nodes", limit: Self.nodeLimit)
    }
    guard depth <= Self.depthLimit else {
      throw .limit(format: name, what: "nested levels", limit: Self.depthLimit)
    }
  }

  private func syntax(_ event: YAMLEvents.Event, _ problem: String) -> StructuredTextError {
    .syntax(format: name, line: event.line, problem: problem)
  }
}
