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
    var text = Substring(name.lowercased())
    if let slash = text.lastIndex(of: "/") { text = text[text.index(after: slash)...] }
    // Bedrock writes the region and the publisher before a dot: "us.meta.llama3-1-8b".
    while let dot = text.firstIndex(of: "."), dot > text.startIndex,
      text[..<dot].allSatisfy({ $0.isLetter })
    {
      text = text[text.index(after: dot)...]
    }
    // A colon brings Bedrock's revision ("-v1:0"), an at sign Vertex's date, which stays.
    if let colon = text.lastIndex(of: ":"), text[text.index(after: colon)...].allSatisfy(\.isNumber)
    {
      text = text[..<colon]
      if let dash = text.lastIndex(of: "-") { text = text[..<dash] }
    }
    var words: [String] = []
    for part in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "." }) {
      var word = ""
      var characters = Array(part.filter { $0 != "." })
      if characters.count > 1, characters[0] == "v", characters[1].isNumber {
        characters.removeFirst()
      }
      for (place, character) in characters.enumerated() {
        let isPoint =
          character == "p" && place > 0 && place + 1 < characters.count
          && characters[place - 1].isNumber && characters[place + 1].isNumber
        if !isPoint { word.append(character) }
      }
      if !word.isEmpty { words.append(word) }
    }
    return words
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
