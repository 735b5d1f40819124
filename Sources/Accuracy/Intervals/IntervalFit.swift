import Catalog
import Confidence
import Glibc

/// Intervals from the errors of forecasts that were made without the measurements.
///
/// For a category and tier they are the 10 % and 90 % quantiles of ln(measured ÷ forecast). Sources
/// differ by more than their rows do, so that few sources say little however many rows they have:
/// a cell's quantiles are averaged with those of its category (and these with those of all), by
/// the weight `sources ÷ (sources + 3)`, and widened by `√(1 + 1 ÷ sources)`, the prediction
/// interval of one source more. Less known tiers are never narrower. An interval holds its forecast.
/// Memory, which is not fitted, stands for itself: one interval for all tiers, averaged with nothing.
public struct IntervalFit: Sendable {
  /// Distances of the two quantiles from the forecast, in logarithms; both at least 0.
  private struct Spread {
    var down: Double
    var up: Double

    func combined(_ other: Spread, _ operation: (Double, Double) -> Double) -> Spread {
      Spread(down: operation(down, other.down), up: operation(up, other.up))
    }
  }

  /// The errors of one cell, or of several together.
  private struct Pool {
    var spread: Spread
    var points: Int
    /// Sources of equal weight that would be worth as much.
    var effectiveSources: Double
    var sources: Int
  }

  /// A source counts half against what stands above it while it has so many like it.
  private static let shrinkage = 3.0
  /// The tails are alike: a tenth on either side.
  private static let share = (1 + Intervals.coverage) / 2

  private struct Cell: Hashable {
    var category: Category
    var tier: ConfidenceTier
  }

  private let cells: [Cell: Interval]
  private let pools: [Cell: Pool]

  public init(_ residuals: [Residual]) {
    // What a source says of unfinished software is no guide to other categories, nor is memory,
    // which no coefficient decides.
    let general = residuals.filter {
      $0.category != .immatureStream && $0.category != .immatureBatch && $0.category != .memory
    }
    let all = Self.pool(general) ?? Self.nothing
    let byTier = Dictionary(grouping: general, by: \.tier).compactMapValues(Self.pool)
    let byCategory = Dictionary(grouping: residuals, by: \.category)
    var cells: [Cell: Interval] = [:]
    var pools: [Cell: Pool] = [:]
    for category in Category.allCases {
      let members = byCategory[category] ?? []
      let whole = Self.shrunk(Self.pool(members), towards: all.spread)
      if category == .memory, let pool = Self.pool(members) {
        // The fit has seen nothing of it: no tier is better known than another.
        for tier in ConfidenceTier.allCases {
          let cell = Cell(category: category, tier: tier)
          cells[cell] = Interval(low: exp(-pool.spread.down), high: exp(pool.spread.up))
          pools[cell] = pool
        }
        continue
      }
      let byCell = Dictionary(grouping: members, by: \.tier).compactMapValues(Self.pool)
      var narrowest = Spread(down: 0, up: 0)
      for tier in ConfidenceTier.allCases {
        // What the tier does to all categories, it does to this one.
        let usual = (byTier[tier] ?? all).spread.combined(all.spread) { $1 > 0 ? $0 / $1 : 1 }
        let parent = whole.combined(usual, *)
        let spread = Self.shrunk(byCell[tier], towards: parent).combined(narrowest, max)
        narrowest = spread
        let cell = Cell(category: category, tier: tier)
        cells[cell] = Interval(low: exp(-spread.down), high: exp(spread.up))
        pools[cell] = byCell[tier]
      }
    }
    self.cells = cells
    self.pools = pools
  }

  /// The interval of a category and tier.
  public func interval(_ category: Category, _ tier: ConfidenceTier) -> Interval {
    cells[Cell(category: category, tier: tier)] ?? Interval(low: 1, high: 1)
  }

  /// The intervals of all categories and tiers, with what they were made of.
  public func rows(_ provenance: Provenance) -> [Intervals.Row] {
    Category.allCases.flatMap { category in
      ConfidenceTier.allCases.map { tier in
        let pool = pools[Cell(category: category, tier: tier)]
        return Intervals.Row(
          category: category, tier: tier, interval: interval(category, tier),
          points: pool?.points ?? 0, sources: pool?.sources ?? 0, provenance: provenance)
      }
    }
  }

  /// Where there is no measurement at all: a factor of three either way.
  private static let nothing = Pool(
    spread: Spread(down: log(3), up: log(3)), points: 0, effectiveSources: 0, sources: 0)

  private static func pool(_ residuals: [Residual]) -> Pool? {
    let errors = WeightedErrors(residuals.map { ($0.logRatio, $0.weight) })
    guard let low = errors.lower(share), let high = errors.upper(share) else { return nil }
    var weights: [String: Double] = [:]
    for residual in residuals { weights[residual.source, default: 0] += residual.weight }
    // Sorted, because the order of a sum decides its last digits.
    let sources = WeightedErrors.effective(weights.values.sorted())
    let widening = (1 + 1 / max(1, sources)).squareRoot()
    return Pool(
      spread: Spread(down: max(0, -low) * widening, up: max(0, high) * widening),
      points: residuals.count, effectiveSources: sources, sources: weights.count)
  }

  private static func shrunk(_ pool: Pool?, towards parent: Spread) -> Spread {
    guard let pool else { return parent }
    let own = pool.effectiveSources / (pool.effectiveSources + shrinkage)
    return pool.spread.combined(parent) { own * $0 + (1 - own) * $1 }
  }
}
