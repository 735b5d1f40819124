import Catalog
import StructuredText

/// Patterns with `*` that stand for many spellings; the first that matches answers.
struct AliasTable {
  private let rows: [(pattern: GlobPattern, row: CSVTable.Row)]

  init(_ files: CatalogFiles, _ file: CatalogFile) throws(CatalogError) {
    var rows: [(GlobPattern, CSVTable.Row)] = []
    // A user's rows go before the built-in ones.
    for table in try files.tables(file).reversed() {
      for row in table.rows { rows.append((GlobPattern(try row.required("pattern")), row)) }
    }
    self.rows = rows
  }

  /// The first row whose pattern `text` matches.
  func row(_ text: String) -> CSVTable.Row? {
    let folded = GlobPattern.folded(text)
    return rows.first { $0.pattern.matches(folded) }?.row
  }
}

/// Text in which `*` stands for anything, in either case.
struct GlobPattern: Hashable, Sendable {
  private let parts: [[UInt8]]

  init(_ pattern: String) {
    parts = Self.folded(pattern).split(
      separator: UInt8(ascii: "*"), omittingEmptySubsequences: false
    ).map(Array.init)
  }

  static func folded(_ text: String) -> [UInt8] { Array(text.lowercased().utf8) }

  /// Whether the whole of a folded text fits.
  func matches(_ text: [UInt8]) -> Bool {
    guard let first = parts.first, let last = parts.last, text.starts(with: first) else {
      return false
    }
    guard parts.count > 1 else { return text.count == first.count }
    guard text.count >= first.count + last.count, text.suffix(last.count).elementsEqual(last) else {
      return false
    }
    var rest = text[first.count..<(text.count - last.count)]
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let end = Self.end(of: part, in: rest) else { return false }
      rest = rest[end...]
    }
    return true
  }

  /// Where the first occurrence of `part` ends.
  private static func end(of part: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= part.count else { return nil }
    for start in text.startIndex...(text.endIndex - part.count)
    where text[start] == part[0] && text[start..<(start + part.count)].elementsEqual(part) {
      return start + part.count
    }
    return nil
  }
}
