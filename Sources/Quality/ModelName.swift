/// A model's name, taken apart so far that the same weights are known under the names that
/// publishers, resellers and leaderboards give them.
struct ModelName: Hashable, Sendable {
  /// The name without publisher, reseller and punctuation: `llama318binstruct`.
  let exact: String
  /// The same without the words that say whether the weights are tuned.
  let stem: String
  /// The stem without the date of the release.
  let undated: String
  /// Whether the name says that the weights are tuned to follow instructions.
  let isTuned: Bool
  /// Whether the name says that they are not.
  let isBase: Bool

  init(_ name: String) {
    let words = Self.words(name)
    let date = Self.dateRange(words)
    var exact = "", stem = "", undated = ""
    var isTuned = false, isBase = false
    for (place, word) in words.enumerated() {
      if Self.silent.contains(word) { continue }
      exact += word
      if Self.tuned.contains(word) {
        isTuned = true
      } else if Self.base.contains(word) {
        isBase = true
      } else {
        stem += word
        if !date.contains(place) { undated += word }
      }
    }
    self.exact = exact
    self.stem = stem
    self.undated = undated
    self.isTuned = isTuned
    self.isBase = isBase
  }

  /// Words that say nothing about the weights: who serves them, and in which file.
  private static let silent: Set<String> = [
    "hf", "meta", "databricks", "fw", "maas", "openai", "latest", "tee", "model",
  ]
  private static let tuned: Set<String> = ["instruct", "chat", "it"]
  private static let base: Set<String> = ["base", "pt"]

  /// The words of the last part of a path, in lower case; `3p1` and `3.1` are `31`, `v3` is `3`.
  private static func words(_ name: String) -> [String] {
    var text = Array(name.lowercased().unicodeScalars)[...]
    if let slash = text.lastIndex(of: "/") { text = text[(slash + 1)...] }
    // Bedrock writes the region and the publisher before a dot: "us.meta.llama3-1-8b".
    while let dot = text.firstIndex(of: "."), dot > text.startIndex,
      text[..<dot].allSatisfy(isLetter)
    {
      text = text[(dot + 1)...]
    }
    // A colon brings Bedrock's revision ("-v1:0"), an at sign Vertex's date, which stays.
    if let colon = text.lastIndex(of: ":"), text[(colon + 1)...].allSatisfy(isNumber) {
      text = text[..<colon]
      if let dash = text.lastIndex(of: "-") { text = text[..<dash] }
    }
    var words: [String] = []
    for part in text.split(whereSeparator: { !isLetter($0) && !isNumber($0) && $0 != "." }) {
      var letters = part.filter { $0 != "." }
      if letters.count > 1, letters[0] == "v", isNumber(letters[1]) { letters.removeFirst() }
      var word = String.UnicodeScalarView()
      for (place, letter) in letters.enumerated() {
        let isPoint =
          letter == "p" && place > 0 && place + 1 < letters.count
          && isNumber(letters[place - 1]) && isNumber(letters[place + 1])
        if !isPoint { word.append(letter) }
      }
      if !word.isEmpty { words.append(String(word)) }
    }
    return words
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }
    // Marks belong to the letter before them.
    return scalar.properties.isAlphabetic || scalar.properties.isGraphemeExtend
  }

  private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? ("0"..."9").contains(scalar) : scalar.properties.numericType != nil
  }

  /// The places of the words that are a date: `20240806`, or `2024 08 06`.
  private static func dateRange(_ words: [String]) -> Range<Int> {
    func isNumber(_ word: String, _ digits: Int) -> Bool {
      word.count == digits && word.allSatisfy { $0.isASCII && $0.isNumber }
    }
    for place in words.indices {
      if isNumber(words[place], 8), words[place].hasPrefix("20") { return place..<(place + 1) }
      if place + 2 < words.count, isNumber(words[place], 4), words[place].hasPrefix("20"),
        isNumber(words[place + 1], 2), isNumber(words[place + 2], 2)
      {
        return place..<(place + 3)
      }
    }
    return 0..<0
  }
}
