import Accuracy
import Confidence
import Glibc
import VisionModel

/// Intervals from outcomes of cross-validation.
///
/// For a unit and tier they are the 10 % and 90 % quantiles of ln(measured ÷ forecast). Rows of one
/// publisher count less the more there are of them. Quantiles of errors on publishers that were held
/// out are averaged with the others', by the share `publishers ÷ (publishers + 2)`: two publishers
/// differ by more about one device than rows of one do, and who asks will measure as yet another.
/// Few publishers say little of the next: quantiles are averaged with those of all units by
/// `publishers ÷ (publishers + 2)` and widened by `√(1 + 1 ÷ publishers)`. A tier that knows less is
/// never narrower.
public enum VisionIntervalFit {
  private struct Spread {
    var down = log(3.0)
    var up = log(3.0)
    var points = 0
    var publishers = 0
    var effective = 0.0
  }

  /// The intervals of every unit and tier.
  public static func rows(_ outcomes: [VisionValidation.Outcome]) -> [VisionIntervals.Row] {
    var rows: [VisionIntervals.Row] = []
    for unit in VisionUnit.allCases {
      var floor = (down: 0.0, up: 0.0)
      for tier in VisionTier.allCases {
        let members = outcomes.filter { $0.tier == tier }
        let all = spread(members)
        let own = spread(members.filter { $0.unit == unit })
        let share = own.effective / (own.effective + 2)
        let down = max(floor.down, share * own.down + (1 - share) * all.down)
        let up = max(floor.up, share * own.up + (1 - share) * all.up)
        // A tier that nothing was held out of says nothing of the next.
        if all.points > 0 { floor = (down, up) }
        rows.append(
          VisionIntervals.Row(
            unit: unit, tier: tier, interval: Interval(low: exp(-down), high: exp(up)),
            points: own.points, publishers: own.publishers))
      }
    }
    return rows
  }

  /// The outcomes of several validations in which a measurement speaks once for a tier, as the
  /// earliest of them has it.
  public static func pooled(_ validations: [VisionValidation]) -> [VisionValidation.Outcome] {
    struct Role: Hashable {
      var point: Int
      var tier: VisionTier
    }
    var seen: Set<Role> = []
    return validations.flatMap(\.outcomes).filter {
      seen.insert(Role(point: $0.point, tier: $0.tier)).inserted
    }
  }

  /// Which outcomes of a validation lie in the interval that all others give: no measurement has a
  /// part in its own (cross-conformal, Vovk 2015).
  public static func covered(
    _ validation: VisionValidation, pool: [VisionValidation.Outcome]
  ) -> [Bool] {
    let folds = Dictionary(grouping: validation.outcomes, by: \.fold).mapValues { outcomes in
      let held = Set(outcomes.map(\.point))
      return VisionIntervals(rows: rows(pool.filter { !held.contains($0.point) }))
    }
    return validation.outcomes.map { outcome in
      guard let interval = folds[outcome.fold]?.interval(outcome.unit, outcome.tier) else {
        return false
      }
      let ratio = exp(outcome.logRatio)
      return interval.low <= ratio && ratio <= interval.high
    }
  }

  /// The quantiles of errors on held-out publishers and of the others, averaged.
  private static func spread(_ outcomes: [VisionValidation.Outcome]) -> Spread {
    let strict = quantiles(outcomes.filter { $0.grouping == .source })
    let others = quantiles(outcomes.filter { $0.grouping != .source })
    guard let strict else { return others ?? Spread() }
    guard let others else { return strict }
    let share = strict.effective / (strict.effective + 2)
    return Spread(
      down: share * strict.down + (1 - share) * others.down,
      up: share * strict.up + (1 - share) * others.up, points: strict.points + others.points,
      publishers: max(strict.publishers, others.publishers),
      effective: max(strict.effective, others.effective))
  }

  private static func quantiles(_ outcomes: [VisionValidation.Outcome]) -> Spread? {
    var sizes: [String: Double] = [:]
    for outcome in outcomes { sizes[outcome.publisher, default: 0] += 1 }
    let errors = WeightedErrors(
      outcomes.map { ($0.logRatio, 1 / (sizes[$0.publisher] ?? 1).squareRoot()) })
    guard let low = errors.lower(0.9), let high = errors.upper(0.9) else { return nil }
    let effective = WeightedErrors.effective(sizes.values.map { $0.squareRoot() }.sorted())
    let widening = (1 + 1 / max(1, effective)).squareRoot()
    return Spread(
      down: max(0, -low) * widening, up: max(0, high) * widening, points: outcomes.count,
      publishers: sizes.count, effective: effective)
  }
}
