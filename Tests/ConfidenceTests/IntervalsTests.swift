import Catalog
import Confidence
import StructuredText
import Testing

@Suite struct IntervalsTests {
  static let header = "category,tier,low,high,points,sources,source,as_of\n"

  private func intervals(_ rows: String...) throws -> Intervals {
    let text = Self.header + rows.joined(separator: "\n") + "\n"
    return try Intervals(tables: [try CSVTable(bytes: Array(text.utf8), name: "intervals.csv")])
  }

  @Test func aRangeIsTheForecastTimesItsFactors() throws {
    let intervals = try intervals("energy per token,known-setup,0.5,2,10,3,a test,2026")
    let range = intervals.interval(category: .energy, tier: .knownSetup, forecast: 8)
    #expect(range == 4...16)
    #expect(intervals.interval(category: .energy, tier: .knownSetup, forecast: 0) == 0...0)
    #expect(intervals.interval(category: .energy, tier: .knownSetup, forecast: .nan) == 0...0)
    #expect(intervals.row(.energy, .knownSetup)?.sources == 3)
  }

  @Test func aCategoryWithoutRowsGetsTheWidestOfItsTier() throws {
    let intervals = try intervals(
      "energy per token,known-setup,0.2,2,10,3,a test,2026",
      "memory in use,known-setup,0.9,9,10,3,a test,2026")
    let unknown = intervals.interval(category: .appleDecode, tier: .knownSetup)
    #expect(unknown == Interval(low: 0.2, high: 9))
    // Without any row at all an interval is no promise of precision.
    let nothing = intervals.interval(category: .appleDecode, tier: .neverSeen)
    #expect(nothing.low < 0.5 && nothing.high > 2)
  }

  @Test func aLaterRowReplacesAnEarlierOne() throws {
    let intervals = try intervals(
      "energy per token,known-setup,0.5,2,10,3,a test,2026",
      "energy per token,known-setup,0.8,1.5,10,3,mine,2026")
    #expect(intervals.rows.count == 1)
    #expect(intervals.interval(category: .energy, tier: .knownSetup).high == 1.5)
  }

  @Test(arguments: [
    ("speed,known-setup,0.5,2,1,1,s,2026", "category"),
    ("energy per token,friend,0.5,2,1,1,s,2026", "tier"),
    ("energy per token,known-setup,0,2,1,1,s,2026", "low"),
    ("energy per token,known-setup,1.1,2,1,1,s,2026", "low"),
    ("energy per token,known-setup,0.5,0.9,1,1,s,2026", "high"),
    ("energy per token,known-setup,0.5,,1,1,s,2026", "high"),
    ("energy per token,known-setup,0.5,2,-1,1,s,2026", "points"),
  ])
  func aBadRowIsNamedByItsColumn(_ row: String, _ column: String) throws {
    do {
      _ = try intervals(row)
      Issue.record("\(row) was read")
    } catch let error as CatalogError {
      guard case .row(_, let line, let found, _, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(line == 2 && found == column)
    }
  }

  @Test func whatShipsGrowsWithIgnorance() throws {
    let intervals = try Intervals(CatalogFiles())
    for category in Category.allCases {
      var narrowest = Interval(low: 1, high: 1)
      for tier in ConfidenceTier.allCases {
        #expect(intervals.row(category, tier) != nil, "\(category.rawValue), \(tier.rawValue)")
        let interval = intervals.interval(category: category, tier: tier)
        #expect(interval.low <= narrowest.low && interval.high >= narrowest.high)
        narrowest = interval
      }
      #expect(narrowest.low < 1 && narrowest.high > 1, "\(category.rawValue) is no oracle")
    }
  }
}
