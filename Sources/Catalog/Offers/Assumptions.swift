import Quantities

/// The assumptions by key.
public struct Assumptions: Sendable {
  /// All assumptions in the order of their file.
  public let rows: [Assumption]
  private let places: [String: Int]

  /// - Parameter rows: a later row with the same key takes the place of an earlier one.
  public init(_ rows: [Assumption]) {
    var kept: [Assumption] = []
    var places: [String: Int] = [:]
    for row in rows {
      if let place = places[row.key] {
        kept[place] = row
      } else {
        places[row.key] = kept.count
        kept.append(row)
      }
    }
    self.rows = kept
    self.places = places
  }

  /// Reads the assumptions of `files`.
  /// - Throws: what ``Assumption/load(_:)`` throws.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    self.init(try Assumption.load(files))
  }

  /// The assumption of this key, or `nil` when there is none.
  public subscript(key: String) -> Assumption? {
    places[key].map { rows[$0] }
  }

  /// The assumption of this key.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` when there is none.
  public func required(_ key: String) throws(CatalogError) -> Assumption {
    guard let row = self[key] else {
      throw .unknown(
        kind: "assumption", name: key,
        suggestions: NearestNames.suggestions(for: key, among: rows.map(\.key)))
    }
    return row
  }

  /// These assumptions with some of them replaced or added.
  public func replacing(_ others: [Assumption]) -> Assumptions { Assumptions(rows + others) }
}
