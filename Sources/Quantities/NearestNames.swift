/// Suggestions for a name that was not found.
public enum NearestNames {
  /// The candidates most like `name`, best first: at most `limit`, none that is merely random.
  ///
  /// Likeness is the Damerau–Levenshtein distance (optimal string alignment) over lower-cased
  /// letters and digits, divided by the longer length, with a bonus for containment. Candidates
  /// whose likeness falls under one half are not worth suggesting.
  /// - Complexity: O(candidates × |name| × |candidate|).
  public static func suggestions(
    for name: String, among candidates: some Sequence<String>, limit: Int = 3
  ) -> [String] {
    let wanted = folded(name)
    guard !wanted.isEmpty else { return [] }
    var scored: [(score: Double, name: String)] = []
    for candidate in candidates {
      let other = folded(candidate)
      let longer = max(wanted.count, other.count)
      guard longer > 0 else { continue }
      var score = 1 - Double(distance(wanted, other)) / Double(longer)
      if wanted.count >= 2, contains(other, wanted) { score = max(score, 0.6 + 0.4 * score) }
      if score >= 0.5 { scored.append((score, candidate)) }
    }
    scored.sort { $0.score != $1.score ? $0.score > $1.score : $0.name < $1.name }
    return scored.prefix(limit).map(\.name)
  }

  /// Lower-cased letters and digits of `name`: what remains when punctuation does not matter.
  public static func folded(_ name: String) -> [UInt8] {
    name.lowercased().utf8.filter { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte >= 0x80
    }
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { start in
      text[start..<(start + part.count)].elementsEqual(part)
    }
  }

  /// The number of insertions, deletions, substitutions and swaps of neighbours from `a` to `b`.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var current = last
    for (i, x) in a.enumerated() {
      current[0] = i + 1
      for (j, y) in b.enumerated() {
        var best = min(last[j + 1] + 1, current[j] + 1, last[j] + (x == y ? 0 : 1))
        if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { best = min(best, beforeLast[j - 1] + 1) }
        current[j + 1] = best
      }
      (beforeLast, last, current) = (last, current, beforeLast)
    }
    return last[b.count]
  }
}
