/// How many columns of a terminal a text takes.
public enum TextWidth {
  /// The columns that `text` takes on one line.
  ///
  /// Counts what a reader sees as characters: East Asian wide characters and emoji take two, marks
  /// that stand alone none, everything else one. The text must hold no control characters; see
  /// `PrintableText`.
  public static func columns(of text: some StringProtocol) -> Int {
    var bytes = 0
    for byte in text.utf8 {
      if byte >= 0x80 { return text.reduce(0) { $0 + columns(of: $1) } }
      bytes += 1
    }
    return bytes
  }

  /// The columns that one character takes: 0, 1 or 2.
  static func columns(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if first.value < 0x300 {
      // A keycap is a digit with marks, and wide.
      return scalars.contains("\u{FE0F}") ? 2 : 1
    }
    if first.properties.isEmojiPresentation || scalars.contains("\u{FE0F}") || isWide(first) {
      return 2
    }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return scalars.count > 1 ? 1 : 0
    default: return 1
    }
  }

  /// Whether a scalar is wide or fullwidth by Unicode's East Asian Width (UAX 11), emoji aside.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
      0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B,
      0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
