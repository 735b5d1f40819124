import Catalog
import PerformanceModel

/// The user's own measurements behind a forecast.
enum LocalProfile {
  /// Names the profile that a forecast uses; empty where there is none.
  static func words(_ coefficients: Coefficients, _ deployment: Deployment) -> [String] {
    let rows = coefficients.profile(StepModel.context(deployment))
    var named: [String] = []
    for row in rows {
      let words =
        "calibrated on your own measurements of \(row.key): \(row.provenance.source) "
        + "(\(row.provenance.date))"
      if !named.contains(words) { named.append(words) }
    }
    return named
  }

  /// The key of the profile of the model on the machine; `nil` where there is none.
  static func key(_ coefficients: Coefficients, _ deployment: Deployment) -> String? {
    let context = StepModel.context(deployment)
    guard !coefficients.profile(context).isEmpty else { return nil }
    return context.key(.machineModel, for: .gemm)
  }
}
