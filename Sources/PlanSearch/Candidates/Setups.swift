import Catalog
import Confidence
import PerformanceModel
import Synchronization

/// What all models of a search share: engines on devices with the promises that forecasts of them
/// have to keep, and the coefficients of each.
final class Setups: Sendable {
  /// An engine that reads a format on a device.
  struct Setup: Sendable {
    var device: CandidateSearch.Device
    var engine: Engine
    var promise: Promise
    /// Place among all setups.
    var place: Int
  }

  private let ofFormat: [String: [Setup]]
  private let known = Mutex<[Key: ContextValues]>([:])

  private struct Key: Hashable {
    var place: Int
    var kind: String
    /// Empty where coefficients do not tell models of a kind apart.
    var model: String
  }

  init(
    _ search: CandidateSearch, _ question: PlanQuestion, _ devices: [CandidateSearch.Device]
  ) {
    var formats: [String: WeightFormat] = [:]
    for model in question.models {
      for candidate in model.formats { formats[candidate.format.id] = candidate.format }
    }
    var promises: [[Promise]] = []
    for device in devices {
      promises.append(
        search.engines.map { search.promise($0, on: device.accelerator, question) })
    }
    var ofFormat: [String: [Setup]] = [:]
    var count = 0
    for format in formats.values.sorted(by: { $0.id < $1.id }) {
      var setups: [Setup] = []
      for (device, promises) in zip(devices, promises) {
        for (engine, promise) in zip(search.engines, promises)
        where search.rules.admits(
          engine, format, on: device.accelerator, asked: question.engines)
        {
          setups.append(Setup(device: device, engine: engine, promise: promise, place: count))
          count += 1
        }
      }
      ofFormat[format.id] = setups
    }
    self.ofFormat = ofFormat
  }

  /// The setups that read a format.
  func reading(_ format: WeightFormat) -> [Setup] { ofFormat[format.id] ?? [] }

  /// The coefficients of a deployment on `setup`; neither layout nor cache decides them.
  func values(
    _ setup: Setup, _ deployment: Deployment, _ coefficients: Coefficients
  ) -> ContextValues {
    let key = Key(
      place: setup.place, kind: StepModel.kind(of: deployment.model),
      model: coefficients.knowsModels ? deployment.model.id : "")
    if let found = known.withLock({ $0[key] }) { return found }
    let found = StepModel.context(deployment).values(coefficients)
    known.withLock { $0[key] = found }
    return found
  }
}
