import Catalog
import Glibc
import StructuredText

/// Forecasts the time of an image: `overhead + operations ÷ (peak × efficiency) + weights ÷
/// bandwidth`, the roofline of a layer (Williams et al., 2009) summed over a network.
///
/// The logarithms of efficiency and overhead are sums of effects: of the unit, the runtime, the
/// precision, the device, the network's family … An effect that nobody measured is 0, so that a
/// device nobody has seen is forecast as others of its cores or generation.
public struct LatencyModel: Sendable {
  /// Fitted logarithms.
  public var effects: [VisionEffect: Double]

  public init(effects: [VisionEffect: Double] = [:]) { self.effects = effects }

  /// Reads `vision_coefficients.csv`.
  /// - Throws: ``CatalogError`` for a row that cannot be read.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    var effects: [VisionEffect: Double] = [:]
    for table in try files.tables(.visionCoefficients) {
      effects.reserveCapacity(effects.count + table.count)
      for row in table.rows {
        guard let term = try row.choice("term", VisionEffect.Term.self) else {
          throw row.unacceptable("term", "efficiency or overhead")
        }
        guard let scope = try row.choice("scope", VisionEffect.Scope.self) else {
          throw row.unacceptable(
            "scope", VisionEffect.Scope.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard let value = row["value"].flatMap(Double.init), (-20...20).contains(value) else {
          throw row.unacceptable("value", "a number from -20 to 20")
        }
        effects[VisionEffect(term: term, scope: scope, key: try row.required("key"))] = value
      }
    }
    self.effects = effects
  }

  /// The parts of a forecast in milliseconds.
  public struct Parts: Hashable, Sendable {
    public var overhead: Double
    public var operations: Double
    public var weights: Double

    public var total: Double { overhead + operations + weights }
  }

  /// The forecast of an image. It rises with the operations of the network, and no rated unit does
  /// more than it can.
  public func parts(_ work: VisionWork) -> Parts {
    let efficiency = min(exp(sum(work.efficiencyEffects)), work.largestEfficiency ?? .infinity)
    return Parts(
      overhead: exp(sum(work.overheadEffects)),
      operations: work.idealMilliseconds / efficiency, weights: work.weightMilliseconds)
  }

  /// Milliseconds an image, above 0.
  public func milliseconds(_ work: VisionWork) -> Double { parts(work).total }

  private func sum(_ keys: [VisionEffect]) -> Double {
    // Bounded, so that no table of coefficients makes a forecast infinite.
    max(-30, min(30, keys.reduce(0) { $0 + (effects[$1] ?? 0) }))
  }
}
