extension Value {
  /// Reads a JSON document (RFC 8259), strictly.
  ///
  /// The parser is our own because Foundation's keeps the last of two equal keys, and does not say
  /// on which line a text goes wrong. It refuses duplicate keys, numbers beyond the range of
  /// `Double`, lone surrogates, bytes that are not UTF-8, and anything after the value. Whole
  /// numbers beyond 2⁵³ are rounded as `Double` rounds them.
  /// - Parameters:
  ///   - bytes: the text in UTF-8, with or without a byte order mark.
  ///   - name: what the text is called in messages: a file name.
  /// - Throws: ``StructuredTextError/syntax(format:line:problem:)`` with the line, and
  ///   ``StructuredTextError/limit(format:what:limit:)`` for more than 128 nested levels.
  public static func json(
    _ bytes: [UInt8], name: String = "JSON"
  ) throws(StructuredTextError) -> Value {
    try requireUTF8(bytes, name: name)
    var parser = JSONParser(bytes: bytes, name: name, position: byteOrderMarkLength(bytes))
    return try parser.document()
  }
}

/// One pass of recursive descent over text known to be UTF-8.
private struct JSONParser {
  static let depthLimit = 128

  let bytes: [UInt8]
  let name: String
  var position: Int

  /// The byte at the position; `nil` at the end.
  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func document() throws(StructuredTextError) -> Value {
    skipSpace()
    let value = try value(depth: 1)
    skipSpace()
    guard byte == nil else { throw unexpected("the end of the text") }
    return value
  }

  private mutating func value(depth: Int) throws(StructuredTextError) -> Value {
    guard depth <= Self.depthLimit else {
      throw .limit(format: name, what: "nested levels", limit: Self.depthLimit)
    }
    guard let byte else { throw unexpected("a value") }
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw unexpected("a value")
    }
  }

  private mutating func object(depth: Int) throws(StructuredTextError) -> Value {
    var fields: [String: Value] = [:]
    position += 1
    skipSpace()
    if take("}") { return .object(fields) }
    while true {
      guard byte == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
      let key = try string()
      skipSpace()
      guard take(":") else { throw unexpected("a colon after the key \(Value.string(key).quoted)") }
      skipSpace()
      if fields.updateValue(try value(depth: depth + 1), forKey: key) != nil {
        throw syntax("the key \(Value.string(key).quoted) stands twice in one group")
      }
      skipSpace()
      if take("}") { return .object(fields) }
      guard take(",") else { throw unexpected("a comma or a closing brace") }
      skipSpace()
    }
  }

  private mutating func array(depth: Int) throws(StructuredTextError) -> Value {
    var items: [Value] = []
    position += 1
    skipSpace()
    if take("]") { return .array(items) }
    while true {
      items.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(items) }
      guard take(",") else { throw unexpected("a comma or a closing bracket") }
      skipSpace()
    }
  }

  private mutating func word(_ word: String, _ value: Value) throws(StructuredTextError) -> Value {
    guard bytes[position...].starts(with: word.utf8) else { throw unexpected("a value") }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(StructuredTextError) -> Double {
    let start = position
    _ = take("-")
    // A number may not begin with a zero that says nothing.
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      position += 1
      if !take("+") { _ = take("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw syntax("the number \(text.prefix(40)) is beyond the range of numbers")
    }
    return number
  }

  private mutating func digits() throws(StructuredTextError) {
    let start = position
    while let byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw unexpected("a digit") }
  }

  private mutating func string() throws(StructuredTextError) -> String {
    position += 1
    var text: [UInt8] = []
    var start = position
    while let byte {
      switch byte {
      case UInt8(ascii: "\""):
        let rest = bytes[start..<position]
        position += 1
        if text.isEmpty { return String(decoding: rest, as: UTF8.self) }
        return String(decoding: text + rest, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += bytes[start..<position]
        position += 1
        text += String(try escape()).utf8
        start = position
      case 0..<0x20:
        throw syntax("a line break or control character stands unescaped in a string")
      default: position += 1
      }
    }
    throw syntax("a string never ends")
  }

  /// The scalar that an escape stands for; the position is just after its backslash.
  private mutating func escape() throws(StructuredTextError) -> Unicode.Scalar {
    guard let letter = byte else { throw syntax("a string never ends") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code), take("\\"), take("u") {
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw syntax("half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw syntax("half a surrogate pair") }
      return scalar
    default: throw syntax("an escape that JSON does not have")
    }
  }

  private mutating func hexadecimal() throws(StructuredTextError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = byte.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw syntax("four hexadecimal digits must follow \\u")
      }
      code = code * 16 + UInt32(digit)
      position += 1
    }
    return code
  }

  private mutating func skipSpace() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: wanted) else { return false }
    position += 1
    return true
  }

  private func unexpected(_ expected: String) -> StructuredTextError {
    guard position < bytes.count else {
      return syntax("the text ends where \(expected) must stand")
    }
    let found = String(decoding: bytes[position...].prefix(24), as: UTF8.self).prefix(1)
    return syntax("'\(found)' stands where \(expected) must stand")
  }

  private func syntax(_ problem: String) -> StructuredTextError {
    let lineFeeds = bytes.prefix(position).count { $0 == UInt8(ascii: "\n") }
    return .syntax(format: name, line: 1 + lineFeeds, problem: problem)
  }
}
