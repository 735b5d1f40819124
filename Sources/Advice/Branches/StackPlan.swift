import Catalog
import InferencePlanner
import PerformanceModel
import Quantities

/// A pipeline of models planned as one: times add along the path, memory on shared devices.
public struct StackPlan: Sendable {
  public var stages: [Stage]
  public var devices: [Device]
  /// The longest that an answer may take.
  public var budget: Seconds?

  /// A stage with its figures.
  public struct Stage: Sendable {
    public var stage: StackStage
    /// The time that a request spends in it; `nil` where it cannot run.
    public var time: Seconds?
    /// The time until it hands over or shows its first output.
    public var firstOutput: Seconds?
    public var memory: Bytes
    /// The forecast of a language model.
    public var estimate: Estimate?
  }

  /// A device with the stages that share it.
  public struct Device: Sendable {
    public var accelerator: Accelerator
    public var count: Int
    public var stages: [String]
    /// On one device.
    public var needed: Bytes
    public var usable: Bytes
    public var fits: Bool { needed <= usable }
  }

  /// From a request to the whole answer; `nil` where a stage cannot run.
  public var total: Seconds? {
    stages.reduce(Seconds.zero as Seconds?) { sum, stage in
      guard let sum, let time = stage.time else { return nil }
      return sum + time
    }
  }

  /// From a request to the first output of the last stage.
  public var firstOutput: Seconds? {
    guard let last = stages.last?.firstOutput else { return nil }
    return stages.dropLast().reduce(last as Seconds?) { sum, stage in
      guard let sum, let time = stage.time else { return nil }
      return sum + time
    }
  }

  /// How far the total passes the budget; `nil` within it and without one.
  public var excess: Seconds? {
    guard let budget, let total, total > budget else { return nil }
    return total - budget
  }

  /// Forecasts the stages and adds them up.
  /// - Throws: ``AdviceError/planner(_:)`` for names that nothing answers to.
  public init(
    _ stages: [StackStage], budget: Seconds?, estimator: Estimator
  ) throws(AdviceError) {
    self.budget = budget
    var planned: [Stage] = []
    var devices: [Device] = []
    for stage in stages {
      let result: Stage
      let device: Accelerator
      var count = 1
      switch stage.kind {
      case .stated(let latency, let memory):
        device = try AdviceError.fromCatalog { () throws(CatalogError) in
          try estimator.catalog.accelerator(stage.device)
        }
        result = Stage(stage: stage, time: latency, firstOutput: latency, memory: memory)
      case .forecast(let request):
        let estimate = try AdviceError.fromPlanner { () throws(PlannerError) in
          try estimator.estimate(request)
        }
        let forecast = estimate.forecast
        device = estimate.deployment.accelerator
        count = estimate.devices
        result = Stage(
          stage: stage, time: forecast.runs ? forecast.endToEnd : nil,
          firstOutput: forecast.runs ? forecast.timeToFirstToken : nil,
          memory: forecast.memory.total, estimate: estimate)
      }
      planned.append(result)
      if let index = devices.firstIndex(where: { $0.accelerator.id == device.id }) {
        devices[index].stages.append(stage.name)
        devices[index].needed = devices[index].needed + result.memory
        devices[index].count = max(devices[index].count, count)
      } else {
        devices.append(
          Device(
            accelerator: device, count: count, stages: [stage.name], needed: result.memory,
            usable: device.visibleMemory * device.usableShare))
      }
    }
    self.stages = planned
    self.devices = devices
  }
}
