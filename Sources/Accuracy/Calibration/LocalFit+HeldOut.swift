import Glibc
import PerformanceModel

extension LocalFit {
  /// Logarithms of measurement over forecast, each by a fit that has not seen its group.
  /// - Parameter groups: of each observation: what has causes in common is held out together.
  /// - Complexity: a fit a group.
  public static func heldOut(
    _ observations: [Observation], groups: [Int], shipped: Coefficients
  ) -> [Double?] {
    var residuals = [Double?](repeating: nil, count: observations.count)
    for group in Set(groups).sorted() {
      let isHeld = groups.map { $0 == group }
      let seen = zip(observations, isHeld).filter { !$0.1 }.map(\.0)
      // Those to be forecast go along without a say.
      let unseen = zip(observations, isHeld).filter(\.1).map { observation, _ in
        var silent = observation
        silent.deviation = .infinity
        return silent
      }
      var fit = LocalFit(seen + unseen, shipped: shipped)
      fit.run()
      let forecasts = fit.forecasts(fitted: true).dropFirst(seen.count)
      let places = isHeld.indices.filter { isHeld[$0] }
      for (place, forecast) in zip(places, forecasts) {
        guard let forecast, forecast > 0 else { continue }
        residuals[place] = log(observations[place].measured / forecast)
      }
    }
    return residuals
  }
}
