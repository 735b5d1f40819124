/// Text from outside made fit to print: names of models and files may hold anything.
public enum PrintableText {
  /// `text` with every scalar that would steer a terminal, or hide or reorder its neighbours,
  /// written out as `\u{1B}`.
  ///
  /// Escaping what is already escaped changes nothing, so layers need not know of each other.
  /// - Parameter keepingLineFeeds: whether a line feed may stay what it is.
  public static func escaped(_ text: String, keepingLineFeeds: Bool = false) -> String {
    func steers(_ scalar: Unicode.Scalar) -> Bool {
      isSteering(scalar) && !(keepingLineFeeds && scalar == "\n")
    }
    guard text.unicodeScalars.contains(where: steers) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if steers(scalar) {
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Control characters, line and paragraph separators, marks that override the direction of text,
  /// and scalars that show nothing. Joiners stay: emoji and several scripts are written with them.
  private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x061C, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F,
      0xFEFF, 0xFFF9...0xFFFB, 0xE0001:
      true
    default: false
    }
  }
}
