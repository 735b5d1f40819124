/// Names of properties as JSON has them.
enum SnakeCase {
  /// `kvBytesPerToken` as `kv_bytes_per_token`, for names that begin small by the rules of Foundation's
  /// `convertToSnakeCase`: an underscore before a capital that follows a small letter or begins a word
  /// after other capitals.
  static func of(_ name: String) -> String {
    let letters = Array(name.unicodeScalars)
    var words: [UInt8] = []
    for (place, letter) in letters.enumerated() {
      guard letter.properties.isUppercase else {
        words += String(letter).utf8
        continue
      }
      let follows = place > 0 && letters[place - 1] != "_"
      let afterSmall = follows && !letters[place - 1].properties.isUppercase
      let beforeSmall =
        follows && place + 1 < letters.count && letters[place + 1].properties.isLowercase
      if afterSmall || beforeSmall { words.append(UInt8(ascii: "_")) }
      words += String(letter).lowercased().utf8
    }
    return String(decoding: words, as: UTF8.self)
  }
}
