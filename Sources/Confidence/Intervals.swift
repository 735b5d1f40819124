import Catalog
import StructuredText

/// The intervals that ship: for each category and tier what share of the forecast measurements
/// turned out to be, in 80 of 100 cases.
///
/// `inferplan calibrate --intervals` makes the file, from forecasts of measurements by fits that
/// have not seen them.
public struct Intervals: Hashable, Sendable {
  /// The share of measurements that an interval is made to hold.
  public static let coverage = 0.8

  /// One row of the file.
  public struct Row: Hashable, Sendable {
    public var category: Category
    public var tier: ConfidenceTier
    public var interval: Interval
    /// Held-out measurements of the cell, and how many sources published them.
    public var points: Int
    public var sources: Int
    public var provenance: Provenance

    public init(
      category: Category, tier: ConfidenceTier, interval: Interval, points: Int, sources: Int,
      provenance: Provenance
    ) {
      self.category = category
      self.tier = tier
      self.interval = interval
      self.points = points
      self.sources = sources
      self.provenance = provenance
    }
  }

  /// The rows, by category and tier.
  public let rows: [Row]
  private let places: [Place: Int]
  /// What a category is given that no row speaks of: the widest of the tier.
  private let widest: [Interval]

  private struct Place: Hashable {
    var category: Category
    var tier: ConfidenceTier
  }

  /// Reads the intervals; a user's row replaces the built-in one of its category and tier.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    try self.init(tables: files.tables(.intervals))
  }

  /// Reads tables of which later ones go over earlier ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for an unknown category or
  ///   tier, and for factors that do not hold 1 between them.
  public init(tables: [CSVTable]) throws(CatalogError) {
    var rows: [Row] = []
    for table in tables {
      for row in table.rows { rows.append(try Row(row)) }
    }
    self.init(rows: rows)
  }

  /// Takes rows as they are; of two for one category and tier the later one stands.
  public init(rows: [Row]) {
    var kept: [Row] = []
    var places: [Place: Int] = [:]
    var widest = ConfidenceTier.allCases.map { _ in Self.unknown }
    for row in rows {
      let place = Place(category: row.category, tier: row.tier)
      if let position = places[place] {
        kept[position] = row
      } else {
        places[place] = kept.count
        kept.append(row)
      }
      widest[row.tier.distance] = widest[row.tier.distance].union(row.interval)
    }
    self.rows = kept
    self.places = places
    self.widest = widest
  }

  /// Without any measurement: a factor of three either way.
  private static let unknown = Interval(low: 1.0 / 3, high: 3)

  /// The row of a category and tier; `nil` where no measurement speaks of it.
  public func row(_ category: Category, _ tier: ConfidenceTier) -> Row? {
    places[Place(category: category, tier: tier)].map { rows[$0] }
  }

  /// The factors of a category and tier.
  public func interval(category: Category, tier: ConfidenceTier) -> Interval {
    places[Place(category: category, tier: tier)].map { rows[$0].interval }
      ?? widest[tier.distance]
  }

  /// The range that holds 80 of 100 measurements of what is forecast, in the unit of `forecast`.
  ///
  /// Constant time, no allocation.
  public func interval(
    category: Category, tier: ConfidenceTier, forecast: Double
  ) -> ClosedRange<Double> {
    interval(category: category, tier: tier).range(forecast)
  }
}

extension Intervals.Row {
  init(_ row: CSVTable.Row) throws(CatalogError) {
    guard let category = try row.choice("category", Category.self) else {
      throw row.unacceptable("category", Category.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let tier = try row.choice("tier", ConfidenceTier.self) else {
      throw row.unacceptable(
        "tier", ConfidenceTier.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let low = try row.number("low"), low > 0, low <= 1 else {
      throw row.unacceptable("low", "a number above 0, at most 1")
    }
    guard let high = try row.number("high"), high >= 1 else {
      throw row.unacceptable("high", "a number of at least 1")
    }
    self.init(
      category: category, tier: tier, interval: Interval(low: low, high: high),
      points: try row.integer("points") ?? 0, sources: try row.integer("sources") ?? 0,
      provenance: row.provenance())
  }
}
