/// What one event of a streamed completion says, of the chat endpoint or the plain one.
struct CompletionChunk: Hashable {
  /// Whether it carries text of the answer, reasoning and calls of tools included.
  var hasText = false
  /// Whether a choice says why it ended.
  var isFinished = false
  /// Whether the server tells of an error instead.
  var isError = false
  /// Tokens by the server's count, where it states them.
  var promptTokens: Int?
  var outputTokens: Int?

  init() {}

  /// Reads the data of an event.
  /// - Returns: `nil` for what is no JSON object.
  init?(_ bytes: [UInt8]) {
    var reader = ChunkReader(bytes: bytes)
    guard let chunk = reader.chunk() else { return nil }
    self = chunk
  }
}

/// One pass over the JSON of a chunk that keeps nothing but what is asked for.
///
/// Hundreds of streams bring thousands of chunks a second, and a tree of each would cost more than all
/// the rest of the client. It is laxer than `Value.json` (numbers, escapes, equal keys), and reads
/// whatever that one reads alike.
private struct ChunkReader {
  static let depthLimit = 64

  let bytes: [UInt8]
  private var position = 0
  private var found = CompletionChunk()

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// What a value stands for, by the path of keys to it.
  private enum Place {
    case root, choices, choice, delta, text, calls, finish, usage, promptTokens, outputTokens
    case error, other

    /// The place under a key of an object.
    func child(_ is: (StaticString) -> Bool) -> Place {
      switch self {
      case .root:
        if `is`("choices") { return .choices }
        if `is`("usage") { return .usage }
        if `is`("error") { return .error }
      case .choice:
        if `is`("delta") { return .delta }
        if `is`("text") { return .text }
        if `is`("finish_reason") { return .finish }
      case .delta:
        if `is`("content") || `is`("reasoning_content") || `is`("reasoning") { return .text }
        if `is`("tool_calls") { return .calls }
      case .usage:
        if `is`("prompt_tokens") { return .promptTokens }
        if `is`("completion_tokens") { return .outputTokens }
      default: break
      }
      return .other
    }
  }

  mutating func chunk() -> CompletionChunk? {
    guard next() == UInt8(ascii: "{"), value(.root, depth: 0), next() == nil else { return nil }
    return found
  }

  /// The next byte that is no space, which stays.
  private mutating func next() -> UInt8? {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return bytes[position]
      }
    }
    return nil
  }

  private mutating func value(_ place: Place, depth: Int) -> Bool {
    guard depth < Self.depthLimit, let byte = next() else { return false }
    switch byte {
    case UInt8(ascii: "{"):
      if place == .error { found.isError = true }
      return members(place, depth)
    case UInt8(ascii: "["): return elements(place, depth)
    case UInt8(ascii: "\""):
      guard let text = string() else { return false }
      if place == .text, !text.isEmpty { found.hasText = true }
      if place == .finish { found.isFinished = true }
      if place == .error { found.isError = true }
      return true
    case UInt8(ascii: "t"): return word("true")
    case UInt8(ascii: "f"): return word("false")
    case UInt8(ascii: "n"): return word("null")
    default: return number(place)
    }
  }

  private mutating func members(_ place: Place, _ depth: Int) -> Bool {
    position += 1
    if next() == UInt8(ascii: "}") {
      position += 1
      return true
    }
    while true {
      guard next() == UInt8(ascii: "\""), let key = string(), next() == UInt8(ascii: ":") else {
        return false
      }
      position += 1
      let child = place.child { isWritten($0, at: key) }
      guard value(child, depth: depth + 1), let end = next() else { return false }
      position += 1
      if end == UInt8(ascii: "}") { return true }
      guard end == UInt8(ascii: ",") else { return false }
    }
  }

  private mutating func elements(_ place: Place, _ depth: Int) -> Bool {
    position += 1
    if next() == UInt8(ascii: "]") {
      position += 1
      return true
    }
    if place == .calls { found.hasText = true }
    while true {
      guard value(place == .choices ? .choice : .other, depth: depth + 1), let end = next() else {
        return false
      }
      position += 1
      if end == UInt8(ascii: "]") { return true }
      guard end == UInt8(ascii: ",") else { return false }
    }
  }

  /// What stands between two quotes, escapes as they are written.
  private mutating func string() -> Range<Int>? {
    let start = position + 1
    var end = start
    while end < bytes.count {
      switch bytes[end] {
      case UInt8(ascii: "\""):
        position = end + 1
        return start..<end
      case UInt8(ascii: "\\"): end += 2
      case 0..<0x20: return nil
      default: end += 1
      }
    }
    return nil
  }

  private mutating func word(_ word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, isWritten(word, at: position..<end) else { return false }
    position = end
    return true
  }

  /// Whether just this word stands in a place.
  private func isWritten(_ word: StaticString, at place: Range<Int>) -> Bool {
    guard place.count == word.utf8CodeUnitCount else { return false }
    for offset in 0..<place.count
    where bytes[place.lowerBound + offset] != word.utf8Start[offset] { return false }
    return true
  }

  private mutating func number(_ place: Place) -> Bool {
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
        UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
        position += 1
        continue
      default: break
      }
      break
    }
    guard position > start else { return false }
    if place == .promptTokens || place == .outputTokens {
      guard let amount = Double(String(decoding: bytes[start..<position], as: UTF8.self)),
        let count = Int(exactly: amount), (0...1_000_000_000).contains(count)
      else { return true }
      if place == .promptTokens { found.promptTokens = count } else { found.outputTokens = count }
    }
    return true
  }
}
