import Catalog
import Glibc
import PerformanceModel
import Presentation

/// Fits the coefficients of the step function to measurements.
///
/// Every coefficient is a product of factors by scope, so its logarithm is a sum, and the fit is a
/// ridge regression of log ratios on them: a scope's factor stays at 1 unless measurements pull it
/// away, the harder the more of them agree (hierarchical shrinkage). The forecast is not linear in
/// the logarithms, so the regression is repeated around its own solution (Gauss–Newton, damped
/// after Levenberg and Marquardt), and points far off count less (Cauchy weights), because some
/// measurements were made under conditions that their source does not state.
///
/// Deterministic: the same points in the same order give the same coefficients.
public struct CoefficientFit {
  /// One measurement as the fit sees it.
  public struct Observation: Sendable {
    public var context: Coefficients.Context
    /// The forecast under other coefficients, in the unit of `measured`.
    public var forecast: @Sendable (StepCoefficients) -> Double?
    public var measured: Double
    /// How much the point counts against others.
    public var weight: Double

    public init(
      context: Coefficients.Context, measured: Double, weight: Double,
      forecast: @escaping @Sendable (StepCoefficients) -> Double?
    ) {
      self.context = context
      self.measured = measured
      self.weight = weight
      self.forecast = forecast
    }
  }

  private let observations: [Observation]
  private let space: CoefficientSpace
  /// For each observation and fitted term, the unknowns that multiply to its value.
  private let applicable: [[[Int]]]
  /// How many observations each unknown has a part in.
  public let counts: [Int]
  private var theta: [Double]

  /// Log ratio at which a point counts half.
  private static let scale = 0.2
  /// Relative change of a coefficient by which derivatives are taken.
  private static let nudge = 0.02

  /// - Parameter prior: where the fit starts, and what it stays at where no point speaks: its rows,
  ///   with every other factor at 1.
  public init(_ observations: [Observation], prior: Coefficients) {
    var space = CoefficientSpace(prior: prior)
    let applicable = observations.map { space.indices($0.context) }
    var counts = Array(repeating: 0, count: space.unknowns.count)
    for terms in applicable {
      for index in terms.joined() { counts[index] += 1 }
    }
    self.observations = observations
    self.space = space
    self.applicable = applicable
    self.counts = counts
    theta = space.start
  }

  /// Runs `iterations` of the fit and returns the robust sum of squares after each.
  @discardableResult
  public mutating func run(iterations: Int) -> [Double] {
    var history: [Double] = []
    var damping = 1e-3
    var (loss, system) = linearise()
    for _ in 0..<iterations {
      guard let step = system.solve(damping: damping) else {
        damping *= 10
        continue
      }
      let previous = theta
      for i in theta.indices { theta[i] += max(-0.7, min(0.7, step[i])) }
      let (newLoss, newSystem) = linearise()
      if newLoss <= loss {
        let gain = (loss - newLoss) / max(loss, 1e-12)
        (loss, system) = (newLoss, newSystem)
        damping = max(1e-6, damping / 4)
        history.append(loss)
        if gain < 1e-5 { break }
      } else {
        theta = previous
        damping *= 8
        if damping > 1e8 { break }
      }
    }
    return history
  }

  /// The rows of the solution, in a stable order; factors that no more than rounding moved are left
  /// out.
  public func rows(source: String, asOf: String) -> [Coefficients.Row] {
    let order = space.unknowns.indices.sorted { a, b in
      let x = space.unknowns[a], y = space.unknowns[b]
      let t = (Coefficients.Term.allCases.firstIndex(of: x.term) ?? 0)
      let u = (Coefficients.Term.allCases.firstIndex(of: y.term) ?? 0)
      if t != u { return t < u }
      let p = Coefficients.Scope.allCases.firstIndex(of: x.scope) ?? 0
      let q = Coefficients.Scope.allCases.firstIndex(of: y.scope) ?? 0
      return p != q ? p < q : x.key < y.key
    }
    return order.compactMap { i in
      let unknown = space.unknowns[i]
      guard unknown.scope == .global || abs(theta[i]) > 0.005 else { return nil }
      return Coefficients.Row(
        term: unknown.term, scope: unknown.scope, key: unknown.key,
        value: Self.rounded(exp(theta[i])),
        unit: unknown.scope == .global ? unknown.term.unit : "factor",
        provenance: Provenance(
          source: source, asOf: asOf, notes: "\(counts[i]) points"))
    }
  }

  /// Four significant digits: more than the measurements bear, fewer than machines differ by.
  private static func rounded(_ value: Double) -> Double {
    Double(NumberFormat.significant(value, digits: 4).filter { $0 != "," }) ?? value
  }

  /// The coefficients of the solution for one observation.
  private func coefficients(_ observation: Int, _ terms: [Double]) -> StepCoefficients {
    StepCoefficients { term in
      CoefficientSpace.terms.firstIndex(of: term).map { terms[$0] } ?? 1
    }
  }

  /// The robust loss at `theta` and the equations of the step from it.
  private func linearise() -> (Double, NormalEquations) {
    var system = NormalEquations(count: theta.count)
    var loss = 0.0
    var values = Array(repeating: 0.0, count: CoefficientSpace.terms.count)
    var indices: [Int] = []
    var slopes: [Double] = []
    for (n, observation) in observations.enumerated() {
      for (t, term) in CoefficientSpace.terms.enumerated() {
        values[t] = Coefficients.bounded(
          term, exp(applicable[n][t].reduce(0) { $0 + theta[$1] }))
      }
      guard let base = observation.forecast(coefficients(n, values)), base > 0, base.isFinite else {
        continue
      }
      let residual = log(base / observation.measured)
      let scaled = residual / Self.scale
      loss += observation.weight * log1p(scaled * scaled) * Self.scale * Self.scale
      let weight = observation.weight / (1 + scaled * scaled)
      indices.removeAll(keepingCapacity: true)
      slopes.removeAll(keepingCapacity: true)
      for (t, term) in CoefficientSpace.terms.enumerated() {
        let value = values[t]
        let nudged = Coefficients.bounded(term, value * (1 + Self.nudge))
        // At its bound a share can still fall.
        let moved = nudged == value ? value * (1 - Self.nudge) : nudged
        values[t] = moved
        let changed = observation.forecast(coefficients(n, values))
        values[t] = value
        guard let changed, changed > 0, moved != value else { continue }
        let slope = log(changed / base) / log(moved / value)
        guard abs(slope) > 1e-6 else { continue }
        for index in applicable[n][t] {
          indices.append(index)
          slopes.append(slope)
        }
      }
      system.add(indices: indices, values: slopes, residual: residual, weight: weight)
    }
    for i in theta.indices {
      let spread = space.spread(space.unknowns[i])
      let strength = Self.scale * Self.scale / (spread * spread)
      let away = theta[i] - space.start[i]
      loss += strength * away * away
      system.pull(i, from: theta[i], to: space.start[i], weight: strength)
    }
    return (loss, system)
  }
}
