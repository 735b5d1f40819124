import Accuracy
import Catalog
import Confidence
import LoadGenerator
import MeasurementStore
import PerformanceModel

extension LocalCalibration {
  /// Fits that hold something out; with more loads than that some are held out together.
  private static let foldLimit = 20
  /// Beyond the measured loads by this factor an interval says nothing: as far as one that is held out
  /// lies from the next where loads are doubled.
  private static let reach = 2.0

  private static let quantities: [(ForecastFigures.Quantity, MeasuredQuantity)] = [
    (.timeToFirstToken, .timeToFirstToken), (.timePerOutputToken, .timePerOutputToken),
  ]

  /// What further measurements of each model may be of their forecasts.
  ///
  /// Every load is forecast by a fit to all others. Where there are three runs or more, a run is held
  /// out at a time: what a machine does today its loads of today have in common.
  static func intervals(
    _ entries: [Entry], _ shipped: Coefficients, _ provenance: Provenance
  ) -> [MachineIntervals.Row] {
    let byRun = Set(entries.map(\.line.run)).count >= 3
    let names = entries.map { byRun ? "\($0.line.run)" : "\($0.line.run) \($0.place)" }
    var numbers: [String: Int] = [:]
    for name in names where numbers[name] == nil { numbers[name] = numbers.count % foldLimit }
    let groups = names.map { numbers[$0] ?? 0 }
    guard Set(groups).count >= 3 else { return [] }
    let residuals = LocalFit.heldOut(entries.map(\.observation), groups: groups, shipped: shipped)
    let keys = entries.map { $0.observation.context.key(.machineModel, for: .gemm) }
    return Set(keys.compactMap { $0 }).sorted().flatMap { key in
      quantities.compactMap { name, quantity in
        let own = entries.indices.filter {
          keys[$0] == key && entries[$0].line.quantity == name
        }
        let squares = own.map { entries[$0].observation.deviation }.reduce(0) { $0 + $1 * $1 }
        let concurrency = own.map { entries[$0].concurrency }
        let tokens = own.map { entries[$0].tokens }
        // A load without a forecast says nothing of how far forecasts are off.
        guard
          let interval = Interval(
            heldOut: own.compactMap { residuals[$0] }, loads: Set(own.map { groups[$0] }).count,
            deviation: (squares / Double(max(1, own.count))).squareRoot()),
          let fewest = concurrency.min(), let most = concurrency.max(),
          let shortest = tokens.min(), let longest = tokens.max()
        else { return nil }
        return MachineIntervals.Row(
          key: key, quantity: quantity, interval: interval,
          loads: Set(own.map { groups[$0] }).count,
          concurrency: fewest / reach...most * reach, tokens: shortest / reach...longest * reach,
          provenance: provenance)
      }
    }
  }
}
