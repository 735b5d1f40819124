import Catalog
import Glibc
import PerformanceModel
import Presentation

/// Fits factors of one machine, and of models on it, to the user's own measurements, over the
/// coefficients that ship.
///
/// The largest posterior probability of factors whose logarithms are normal about zero, with the
/// spreads that ``CoefficientSpace`` assumes among like things, and of measurements whose logarithms
/// are normal about the forecast: few or scattered measurements move little, and what no measurement
/// speaks of stays as it ships. Gauss–Newton, damped after Levenberg and Marquardt.
public struct LocalFit {
  /// One measured figure.
  public struct Observation: Sendable {
    public var context: Coefficients.Context
    public var measured: Double
    /// Standard deviation of its logarithm.
    public var deviation: Double
    /// The forecast under other coefficients, in the unit of `measured`.
    public var forecast: @Sendable (StepCoefficients) -> Double?

    public init(
      context: Coefficients.Context, measured: Double, deviation: Double,
      forecast: @escaping @Sendable (StepCoefficients) -> Double?
    ) {
      self.context = context
      self.measured = measured
      self.deviation = deviation
      self.forecast = forecast
    }
  }

  /// Rows that apply to all of a machine or to one of its models, and what they say.
  public struct Factor: Hashable, Sendable {
    public var term: Coefficients.Term
    public var scope: Coefficients.Scope
    public var key: String
    public var value: Double
  }

  private let observations: [Observation]
  /// The logarithms of what ships, an observation and a term.
  private let base: [[Double]]
  private var unknowns: [CoefficientSpace.Unknown] = []
  /// The unknowns of an observation and a term.
  private var applicable: [[[Int]]] = []
  private var theta: [Double] = []

  /// Links between devices are not fitted: no single machine tells them from its layers.
  private static let terms = CoefficientSpace.terms.filter {
    $0 != .collectiveLatency && $0 != .collectiveBandwidth
  }
  private static let nudge = 0.01

  /// - Parameter shipped: the coefficients; local rows in them are passed over.
  public init(_ observations: [Observation], shipped: Coefficients) {
    self.observations = observations
    let published = Coefficients(rows: shipped.rows.filter { !$0.scope.isLocal })
    base = observations.map { observation in
      CoefficientSpace.terms.map { log(published.value($0, observation.context)) }
    }
    var places: [CoefficientSpace.Unknown: Int] = [:]
    for observation in observations {
      applicable.append(
        CoefficientSpace.terms.map { term in
          guard Self.terms.contains(term) else { return [] }
          return [Coefficients.Scope.machine, .machineModel].compactMap { scope in
            guard let key = observation.context.key(scope, for: term) else { return nil }
            let unknown = CoefficientSpace.Unknown(term: term, scope: scope, key: key)
            if let place = places[unknown] { return place }
            places[unknown] = unknowns.count
            unknowns.append(unknown)
            return unknowns.count - 1
          }
        })
    }
    theta = Array(repeating: 0, count: unknowns.count)
  }

  /// Runs the fit until it no longer moves.
  public mutating func run(iterations: Int = 60) {
    var damping = 1e-3
    var (loss, system) = linearised()
    for _ in 0..<iterations {
      guard damping < 1e8 else { break }
      guard let step = system.solve(damping: damping) else {
        damping *= 10
        continue
      }
      let previous = theta
      for place in theta.indices { theta[place] += max(-0.5, min(0.5, step[place])) }
      let (newLoss, newSystem) = linearised()
      guard newLoss < loss else {
        theta = previous
        damping *= 8
        continue
      }
      let gain = (loss - newLoss) / max(loss, 1e-12)
      (loss, system) = (newLoss, newSystem)
      damping = max(1e-6, damping / 4)
      if gain < 1e-6 { break }
    }
  }

  /// The factors that measurements moved, in a stable order.
  public var factors: [Factor] {
    unknowns.indices.filter { abs(theta[$0]) > 0.002 }.map { place in
      Factor(
        term: unknowns[place].term, scope: unknowns[place].scope, key: unknowns[place].key,
        value: exp(theta[place]))
    }.sorted {
      ($0.scope.rawValue, $0.key, $0.term.rawValue) < ($1.scope.rawValue, $1.key, $1.term.rawValue)
    }
  }

  /// The forecasts of all observations, with what ships or as fitted.
  public func forecasts(fitted: Bool) -> [Double?] {
    observations.indices.map { place in
      observations[place].forecast(steps(values(place, fitted ? theta : theta.map { _ in 0 })))
    }
  }

  private func values(_ observation: Int, _ theta: [Double]) -> [Double] {
    CoefficientSpace.terms.indices.map { term in
      let sum = applicable[observation][term].reduce(base[observation][term]) { $0 + theta[$1] }
      return Coefficients.bounded(CoefficientSpace.terms[term], exp(sum))
    }
  }

  private func steps(_ values: [Double]) -> StepCoefficients {
    StepCoefficients { term in
      CoefficientSpace.terms.firstIndex(of: term).map { values[$0] } ?? 1
    }
  }

  /// Twice the negative logarithm of the probability, and the equations of the step from here.
  private func linearised() -> (Double, NormalEquations) {
    var system = NormalEquations(count: theta.count)
    var loss = 0.0
    for (n, observation) in observations.enumerated() {
      var values = self.values(n, theta)
      guard let forecast = observation.forecast(steps(values)), forecast > 0, forecast.isFinite
      else { continue }
      let weight = 1 / (observation.deviation * observation.deviation)
      let residual = log(forecast / observation.measured)
      loss += weight * residual * residual
      var indices: [Int] = []
      var slopes: [Double] = []
      for term in values.indices where !applicable[n][term].isEmpty {
        let value = values[term]
        let up = Coefficients.bounded(CoefficientSpace.terms[term], value * (1 + Self.nudge))
        // At its bound a share can still fall.
        let moved = up > value ? up : value * (1 - Self.nudge)
        values[term] = moved
        let changed = observation.forecast(steps(values))
        values[term] = value
        guard let changed, changed > 0 else { continue }
        let slope = log(changed / forecast) / log(moved / value)
        for place in applicable[n][term] {
          indices.append(place)
          slopes.append(slope)
        }
      }
      system.add(indices: indices, values: slopes, residual: residual, weight: weight)
    }
    for place in theta.indices {
      let spread = CoefficientSpace.spread(unknowns[place])
      loss += theta[place] * theta[place] / (spread * spread)
      system.pull(place, from: theta[place], to: 0, weight: 1 / (spread * spread))
    }
    return (loss, system)
  }
}
