/// Text quoted for shells.
public enum ShellWords {
  /// `text` as one word in single quotes, for POSIX shells: nothing in it means anything to them.
  public static func quoted(_ text: String) -> String {
    // By scalars: a quote that carries an accent is another character, and still ends a word.
    var word = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { word += "'\\''" } else { word.unicodeScalars.append(scalar) }
    }
    return word + "'"
  }

  /// `text` as one word in single quotes, for fish, whose quotes know the backslash.
  static func fishQuoted(_ text: String) -> String {
    var word = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" || scalar == "\\" { word += "\\" }
      word.unicodeScalars.append(scalar)
    }
    return word + "'"
  }

  /// The words that no shell can take for anything but words; the others are not offered.
  static func offered(_ words: [String]) -> [String] {
    words.filter { word in
      !word.isEmpty
        && word.utf8.allSatisfy { byte in
          UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
            || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
            || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "-_./:+@,%".utf8.contains(byte)
        }
    }
  }

  /// A name for a shell function made of letters, digits and underscores.
  static func functionName(_ program: String) -> String {
    "_" + String(program.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
