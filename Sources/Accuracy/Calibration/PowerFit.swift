import Catalog
import Confidence
import Glibc
import PerformanceModel
import Presentation

/// Fits the shares of design power to measured energies, the times being fitted already.
///
/// Three numbers that all devices share: what a device draws in prefill, in decode, and while it
/// waits. The method is that of ``CoefficientFit``: a ridge regression of log ratios that is
/// repeated around its own solution, with Cauchy weights.
enum PowerFit {
  private static let terms: [Coefficients.Term] = [.powerBusy, .powerDecode, .powerIdle]
  /// Log ratio at which a point counts half.
  private static let scale = 0.2
  /// How far a share may stray from its prior: the standard deviation of its logarithm.
  private static let spread = 0.3
  private static let nudge = 0.02

  /// `coefficients` with the global rows of power replaced where `indices` has measured energies.
  static func run(
    _ coefficients: Coefficients, _ indices: [Int], _ prepared: PreparedPoints, asOf: String
  ) -> Coefficients {
    let energies = indices.filter {
      prepared.points[$0].quantity == .energyPerToken && prepared.points[$0].measured > 0
    }
    let start = terms.map { log(coefficients.row($0, .global, key: "")?.value ?? 0.5) }
    guard !energies.isEmpty else { return coefficients }
    // A source of many rows does not say more of other sources than one of few.
    var sizes: [String: Double] = [:]
    for index in energies { sizes[prepared.points[index].source, default: 0] += 1 }
    let values = prepared.contexts.map { $0.values(coefficients) }

    func forecast(_ index: Int, _ theta: [Double]) -> Double? {
      var own = values[prepared.contextOfPoint[index]]
      own.busyPower = share(.powerBusy, theta[0])
      own.decodePower = share(.powerDecode, theta[1])
      own.idlePower = share(.powerIdle, theta[2])
      return prepared.forecast(index, own)
    }

    var theta = start
    for _ in 0..<12 {
      var system = NormalEquations(count: theta.count)
      for index in energies {
        guard let base = forecast(index, theta) else { continue }
        let residual = log(base / prepared.points[index].measured)
        let scaled = residual / scale
        var slopes: [Double] = []
        for i in theta.indices {
          var moved = theta
          moved[i] -= nudge
          slopes.append(forecast(index, moved).map { log(base / $0) / nudge } ?? 0)
        }
        let source = sizes[prepared.points[index].source] ?? 1
        system.add(
          indices: Array(theta.indices), values: slopes, residual: residual,
          weight: prepared.points[index].weight / source.squareRoot() / (1 + scaled * scaled))
      }
      for i in theta.indices {
        system.pull(
          i, from: theta[i], to: start[i], weight: scale * scale / (spread * spread))
      }
      guard let step = system.solve(damping: 0) else { break }
      for i in theta.indices { theta[i] += max(-0.3, min(0.3, step[i])) }
    }
    let rows = zip(terms, theta).map { term, value in
      Coefficients.Row(
        term: term, scope: .global, key: "",
        value: Double(NumberFormat.significant(share(term, value), digits: 4)) ?? exp(value),
        unit: "share of TDP",
        provenance: Provenance(
          source: "inferplan calibrate over \(energies.count) published energies", asOf: asOf,
          notes: "\(energies.count) points"))
    }
    return Coefficients(rows: coefficients.rows + rows)
  }

  private static func share(_ term: Coefficients.Term, _ logarithm: Double) -> Double {
    Coefficients.bounded(term, exp(logarithm))
  }
}
