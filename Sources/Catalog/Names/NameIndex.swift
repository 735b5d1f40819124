import Quantities
import Synchronization

/// Finds catalog rows by the names people type.
///
/// A name is cut into words of letters and digits. A row answers when it has every word of the
/// query; of several the one with the fewest further words wins, and a tie is an error that lists
/// them. Words that carry no distinction (`nvidia`, `geforce`, `instruct`, `gb`) count for nothing.
public struct NameIndex: Sendable {
  /// What the rows are called in messages: "model", "accelerator".
  public let kind: String
  private let entries: [Entry]
  private let freeWords: Set<String>
  private let isFree: @Sendable (String) -> Bool
  private let found = FoundNames()

  /// One row under one of its names.
  public struct Entry: Sendable {
    /// Position of the row in its catalog.
    public var row: Int
    /// The id that messages show.
    public var id: String
    public var name: String

    public init(row: Int, id: String, name: String) {
      self.row = row
      self.id = id
      self.name = name
    }
  }

  /// - Parameter isFree: whether a word distinguishes nothing beyond `freeWords`.
  public init(
    kind: String, entries: [Entry], freeWords: Set<String> = [],
    isFree: @escaping @Sendable (String) -> Bool = { _ in false }
  ) {
    self.kind = kind
    self.entries = entries
    self.freeWords = freeWords
    self.isFree = isFree
  }

  /// The row that `name` means.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` or
  ///   ``CatalogError/ambiguous(kind:name:candidates:)``.
  /// - Complexity: O(entries × words); O(1) for a name that was found before.
  public func row(_ name: String) throws(CatalogError) -> Int {
    if let known = found[name] { return known }
    let row = try search(name)
    found[name] = row
    return row
  }

  private func search(_ name: String) throws(CatalogError) -> Int {
    let folded = NearestNames.folded(name)
    guard !folded.isEmpty else { throw unknown(name) }
    // A name written in full, whatever its punctuation, is never ambiguous.
    if let exact = entries.first(where: { $0.name == name }) { return exact.row }
    let same = entries.filter { NearestNames.folded($0.name) == folded }
    if let first = same.first, same.allSatisfy({ $0.row == first.row }) { return first.row }

    let query = Self.words(name)
    let needed = query.filter { !isFreeWord($0) }
    let wanted = Set(needed.isEmpty ? query : needed)
    var best: [Entry] = []
    var fewest = Int.max
    for entry in entries {
      let words = Set(Self.words(entry.name))
      guard wanted.isSubset(of: words) else { continue }
      // A free word that the query names still tells rows apart ("a100 80gb").
      let missed = query.count { isFreeWord($0) && !words.contains($0) && carriesNumber($0) }
      let extra =
        10 * words.subtracting(wanted).count { !isFreeWord($0) }
        + 5 * missed
      if extra < fewest {
        fewest = extra
        best = [entry]
      } else if extra == fewest, !best.contains(where: { $0.row == entry.row }) {
        best.append(entry)
      }
    }
    switch best.count {
    case 0: throw unknown(name)
    case 1: return best[0].row
    default:
      throw .ambiguous(kind: kind, name: name, candidates: best.prefix(8).map(\.id).sorted())
    }
  }

  private func unknown(_ name: String) -> CatalogError {
    let nearest = NearestNames.suggestions(for: name, among: entries.map(\.name), limit: 12)
    var ids: [String] = []
    for suggestion in nearest {
      for entry in entries where entry.name == suggestion && !ids.contains(entry.id) {
        ids.append(entry.id)
      }
    }
    return .unknown(kind: kind, name: name, suggestions: Array(ids.prefix(3)))
  }

  private func isFreeWord(_ word: String) -> Bool { freeWords.contains(word) || isFree(word) }

  private func carriesNumber(_ word: String) -> Bool { word.contains { $0.isNumber } }

  /// The words of a name: lower case, cut at punctuation and between a word of two or more letters
  /// and a number ("rtx4090", "llama3.1"), with "80 gb" read as "80gb".
  static func words(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    func end() {
      while word.hasSuffix(".") { word.removeLast() }
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    for character in name.lowercased() {
      let isDigit = character.isASCII && character.isNumber
      if isDigit, word.count >= 2, word.allSatisfy(\.isLetter) { end() }
      if character.isLetter || isDigit || (character == "." && word.last?.isNumber == true) {
        word.append(character)
      } else if character == "+" {
        end()
        words.append("plus")
      } else {
        end()
      }
    }
    end()
    var joined: [String] = []
    for word in words {
      if word == "gb" || word == "gib", let last = joined.last, Int(last) != nil {
        joined[joined.count - 1] = last + "gb"
      } else {
        joined.append(word)
      }
    }
    return joined
  }
}

/// Names that were found before: a server is asked for the same few again and again.
private final class FoundNames: Sendable {
  private let rows = Mutex<[String: Int]>([:])
  /// Spellings that are kept; people type few, and whoever makes up many gains nothing.
  private static let most = 1024
  private static let longest = 200

  subscript(_ name: String) -> Int? {
    get { rows.withLock { $0[name] } }
    set {
      guard name.utf8.count <= Self.longest else { return }
      rows.withLock { rows in
        if rows.count >= Self.most { rows.removeAll(keepingCapacity: true) }
        rows[name] = newValue
      }
    }
  }
}
