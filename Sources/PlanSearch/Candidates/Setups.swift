import Catalog
import Confidence
import PerformanceModel
import Quantities
import Synchronization

/// What all models of a search share: engines on devices with the promises that forecasts of them
/// have to keep, and the coefficients of each.
final class Setups: Sendable {
  /// An engine that reads a format on a device.
  final class Setup: Sendable {
    let device: Shared<Accelerator>
    /// Devices that a replica may span.
    let most: Int
    let engine: Shared<Engine>
    let promise: Promise
    /// Place among all setups.
    let place: Int

    fileprivate init(_ runner: Runner, place: Int) {
      device = runner.device
      most = runner.most
      engine = runner.engine
      promise = runner.promise
      self.place = place
    }
  }

  /// An engine on a device.
  fileprivate struct Runner {
    var device: Shared<Accelerator>
    var most: Int
    var engine: Shared<Engine>
    var promise: Promise
  }

  private let ofFormat: [String: [Setup]]
  private let known = Mutex<[Key: Shared<ContextValues>]>([:])

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
    let engines = search.engines.map { Shared($0) }
    // Engines on devices that they run on, whatever they read.
    var runners: [Runner] = []
    for device in devices {
      let accelerator = Shared(device.accelerator)
      for engine in engines
      where engine.value.platforms.contains(device.accelerator.platform) {
        runners.append(
          Runner(
            device: accelerator, most: device.most, engine: engine,
            promise: search.promise(engine.value, on: device.accelerator, question)))
      }
    }
    var ofFormat: [String: [Setup]] = [:]
    var count = 0
    for format in formats.values.sorted(by: { $0.id < $1.id }) {
      var setups: [Setup] = []
      for runner in runners
      where search.rules.admits(
        runner.engine.value, format, on: runner.device.value, asked: question.engines)
      {
        setups.append(Setup(runner, place: count))
        count += 1
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
  ) -> Shared<ContextValues> {
    let key = Key(
      place: setup.place, kind: StepModel.kind(of: deployment.model),
      model: coefficients.knowsModels ? deployment.model.id : "")
    if let found = known.withLock({ $0[key] }) { return found }
    let found = Shared(StepModel.context(deployment).values(coefficients))
    known.withLock { $0[key] = found }
    return found
  }
}
