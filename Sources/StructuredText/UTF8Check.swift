/// Refuses bytes that are not UTF-8, rather than repairing them: a name with a replaced letter is
/// another name.
/// - Throws: ``StructuredTextError/syntax(format:line:problem:)`` with the line of the first fault.
func requireUTF8(_ bytes: [UInt8], name: String) throws(StructuredTextError) {
  do throws(UTF8.ValidationError) {
    _ = try UTF8Span(validating: bytes.span)
  } catch {
    let lineFeeds = bytes.prefix(error.byteOffsets.lowerBound).count { $0 == UInt8(ascii: "\n") }
    throw .syntax(format: name, line: 1 + lineFeeds, problem: "the text is not UTF-8")
  }
}

/// The number of bytes a UTF-8 byte order mark takes at the start of `bytes`: 3 or 0.
func byteOrderMarkLength(_ bytes: [UInt8]) -> Int {
  bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
}
