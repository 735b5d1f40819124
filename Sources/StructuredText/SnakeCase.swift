/// Names of properties as JSON has them.
enum SnakeCase {
  /// Writes a name as ``of(_:)`` has it.
  static func append(_ name: String, to bytes: inout [UInt8]) {
    var name = name
    name.withUTF8 { utf8 in
      guard utf8.allSatisfy({ $0 < 0x80 }) else {
        bytes += of(String(decoding: utf8, as: UTF8.self)).utf8
        return
      }
      bytes.append(addingCapacity: 2 * utf8.count) { words in
        var last = UInt8(ascii: "_")
        for (place, letter) in utf8.enumerated() {
          let isCapital = capitals.contains(letter)
          if isCapital, last != UInt8(ascii: "_"),
            !capitals.contains(last)
              || (place + 1 < utf8.count && small.contains(utf8[place + 1]))
          {
            words.append(UInt8(ascii: "_"))
          }
          words.append(isCapital ? letter | 0x20 : letter)
          last = letter
        }
      }
    }
  }

  private static let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
  private static let small = UInt8(ascii: "a")...UInt8(ascii: "z")

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
