import PerformanceModel
import PlanSearch
import Quantities

/// One replica at its share of the load, its workers alike or each for a phase.
public enum ReplicaArrivals: Hashable, Sendable {
  case mixed(OpenArrivals)
  case split(SplitArrivals, PhaseSplit)

  /// The replica at `rate` requests a second; `nil` where it cannot keep up.
  init?(rate: Double, _ prepared: PreparedDeployment, _ workload: Workload, variation: Double) {
    let found: ReplicaArrivals? =
      if let split = prepared.split {
        SplitArrivals.at(rate: rate, split, prepared.forecaster, workload, variation: variation)
          .map { .split($0, split) }
      } else {
        OpenArrivals.at(rate: rate, prepared.forecaster, workload, variation: variation)
          .map { .mixed($0) }
      }
    guard let found else { return nil }
    self = found
  }

  /// Latencies that a share of requests does not exceed; `nil` for the mean.
  func latency(
    _ share: Double?, _ forecaster: Forecaster, _ workload: Workload
  ) -> OpenArrivals.Latency {
    switch self {
    case .mixed(let arrivals): arrivals.latency(share, forecaster, workload)
    case .split(let arrivals, _): arrivals.latency(share, forecaster, workload)
    }
  }

  /// Memory of a device, of those that decode where phases are apart.
  func memory(_ forecaster: Forecaster, _ workload: Workload) -> MemoryBreakdown {
    switch self {
    case .mixed(let arrivals): arrivals.forecast(forecaster, workload).memory
    case .split(let arrivals, _):
      arrivals.decode.forecast(forecaster, PhaseSplit.decode(workload)).memory
    }
  }

  /// Mean power of all devices of the replica.
  func power(_ forecaster: Forecaster, _ workload: Workload) -> Watts {
    switch self {
    case .mixed(let arrivals): return arrivals.forecast(forecaster, workload).power
    case .split(let arrivals, let split):
      let prefill = arrivals.prefill.forecast(forecaster, PhaseSplit.prefill(workload))
      let decode = arrivals.decode.forecast(forecaster, PhaseSplit.decode(workload))
      return prefill.power * Double(split.prefillWorkers)
        + decode.power * Double(split.decodeWorkers)
    }
  }
}
