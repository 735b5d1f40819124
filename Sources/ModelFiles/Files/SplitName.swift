/// A name of the pattern `stem-00001-of-00003.suffix`, which both GGUF and safetensors use.
struct SplitName {
  /// Everything before the first number: folder, stem and hyphen.
  let prefix: String
  let suffix: String
  let number: Int
  let count: Int

  /// Takes a path apart; `nil` when it does not follow the pattern.
  init?(_ path: String, suffix: String) {
    guard path.hasSuffix(suffix) else { return nil }
    let parts = path.dropLast(suffix.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[parts.count - 2] == "of",
      let count = Self.five(parts[parts.count - 1]), let number = Self.five(parts[parts.count - 3]),
      count > 0, (1...count).contains(number)
    else { return nil }
    prefix = parts.dropLast(3).joined(separator: "-") + "-"
    self.suffix = suffix
    self.number = number
    self.count = count
  }

  /// The path of another part.
  func path(_ number: Int) -> String {
    prefix + Self.digits(number) + "-of-" + Self.digits(count) + suffix
  }

  private static func five(_ text: Substring) -> Int? {
    text.utf8.count == 5 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
  }

  private static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 5 - text.count)) + text
  }
}
