import Catalog
import Glibc
import Quantities

/// Finds pitfalls by the words with which people describe them.
///
/// A word counts the more the fewer pitfalls have it (inverse document frequency, K. Spärck Jones
/// 1972); words that most have count for next to nothing. A misspelt word counts as the nearest.
struct PitfallWords {
  private let words: [Set<String>]
  private let weights: [String: Double]

  /// The least likeness with which a pitfall is worth naming.
  static let least = 0.25

  init(_ pitfalls: [FlowAnswerRow]) {
    let words = pitfalls.map { pitfall in
      Set(([pitfall.label] + pitfall.aliases).flatMap { Self.words($0) })
    }
    self.words = words
    var counts: [String: Double] = [:]
    for set in words { for word in set { counts[word, default: 0] += 1 } }
    let total = Double(words.count)
    weights = counts.mapValues { log((total + 1) / $0) }
  }

  /// How well each pitfall fits `text`, from 0 to 1.
  func likeness(of text: String) -> [Double] {
    let said = Set(Self.words(text).map { nearest($0) })
    let unknown = log(Double(words.count) + 1) / 2
    let whole = said.reduce(0) { $0 + (weights[$1] ?? unknown) }
    guard whole > 0 else { return words.map { _ in 0 } }
    return words.map { set in
      said.intersection(set).reduce(0) { $0 + (weights[$1] ?? 0) } / whole
    }
  }

  private func nearest(_ word: String) -> String {
    if weights[word] != nil || word.utf8.count < 5 { return word }
    return NearestNames.suggestions(for: word, among: weights.keys.sorted(), limit: 1).first.flatMap
    {
      $0.first == word.first && abs($0.utf8.count - word.utf8.count) <= 1 ? $0 : nil
    } ?? word
  }

  /// Lower-case words without endings of number and without those that say nothing.
  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
      .filter { !silent.contains($0) }
      .map {
        $0.utf8.count > 3 && $0.hasSuffix("s") && !$0.hasSuffix("ss") ? String($0.dropLast()) : $0
      }
  }

  private static let silent: Set<String> = [
    "a", "an", "the", "my", "our", "is", "are", "in", "on", "of", "to", "and", "or", "it", "its",
    "at", "for", "with", "from", "by", "i", "we", "have", "has", "be", "but", "when", "after",
    "very",
    "model", "get", "gets",
  ]
}
