import Catalog
import InferencePlanner
import PerformanceModel
import Presentation
import Quantities

/// A stack of several models as one budget of time and memory.
struct StackBranch: AdviceBranch {
  func concerns(_ path: FlowPath) -> Bool { path.passes("multimodal") }

  func findings(_ input: BranchInput) throws(AdviceError) -> [Finding] {
    let modality = input.path.situation["modality"] ?? ""
    let worked = try AdviceError.fromCatalog { () throws(CatalogError) in
      try StackRow.load(input.adviser.files).filter { $0.modality == modality }
    }
    let own = input.details.stages
    var stages: [StackStage] = []
    for text in own.isEmpty ? worked.map(\.stage) : own { stages.append(try StackStage(text)) }
    guard !stages.isEmpty else { return [] }
    let estimator = try AdviceError.fromPlanner { () throws(PlannerError) in
      try Estimator(input.adviser.files)
    }
    let plan = try StackPlan(stages, budget: input.details.latency, estimator: estimator)
    let notes = own.isEmpty ? worked.map { "\($0.id): \($0.provenance.source)" } : []
    return Self.findings(plan, notes: notes)
  }

  /// The stages and the devices of a plan.
  static func findings(_ plan: StackPlan, notes: [String]) -> [Finding] {
    var words: [String] = []
    if let total = plan.total {
      let first = plan.firstOutput.map { ", the first output after \(NumberFormat.seconds($0))" }
      words.append("A request takes \(NumberFormat.seconds(total))\(first ?? "").")
    } else {
      words.append("A stage cannot run as it is: there is no total.")
    }
    if let budget = plan.budget, plan.total != nil {
      words.append(
        plan.excess.map {
          "That misses the budget of \(NumberFormat.seconds(budget)) by "
            + "\(NumberFormat.seconds($0)): the longest stage is "
            + "\(slowest(plan)), the one to shorten."
        } ?? "That keeps within the budget of \(NumberFormat.seconds(budget)).")
    }
    return [stages(plan, words, notes), devices(plan)]
  }

  private static func slowest(_ plan: StackPlan) -> String {
    plan.stages.max { ($0.time ?? .zero) < ($1.time ?? .zero) }?.stage.name ?? ""
  }

  private static func stages(_ plan: StackPlan, _ words: [String], _ notes: [String]) -> Finding {
    Finding(
      key: "stages", title: "The stages as one budget", words: words,
      columns: [
        .init("stage", "Stage", priority: 2), .init("runtime", "Runtime"),
        .init("device", "Device"), .init("seconds", "Time", .trailing),
        .init("range", "80 of 100", .trailing),
        .init("share", "Share", .trailing), .init("memory_gb", "Memory", .trailing),
      ],
      rows: plan.stages.map { stage in
        let range = stage.estimate?.confidence.endToEnd.map {
          NumberFormat.seconds(Seconds($0.lowerBound)) + " to "
            + NumberFormat.seconds(Seconds($0.upperBound))
        }
        return [
          .init(stage.stage.name),
          .init(stage.estimate?.deployment.engine.name ?? stage.stage.runtime ?? "stated"),
          .init(stage.estimate?.deployment.accelerator.name ?? stage.stage.device),
          .init(stage.time?.value) { NumberFormat.seconds(Seconds($0)) },
          .init(range ?? "as stated"),
          .init(stage.time.flatMap { time in plan.total.map { time / $0 } }) {
            NumberFormat.percent($0)
          },
          .init(stage.memory.gigabytes) { NumberFormat.bytes(.gigabytes($0)) },
        ]
      },
      notes: notes)
  }

  private static func devices(_ plan: StackPlan) -> Finding {
    Finding(
      key: "devices", title: "Memory on the devices",
      columns: [
        .init("device", "Device", priority: 2), .init("stages", "Stages"),
        .init("needed_gb", "Needed", .trailing), .init("usable_gb", "Usable", .trailing),
        .init("verdict", "Verdict"),
      ],
      rows: plan.devices.map { device in
        [
          .init((device.count > 1 ? "\(device.count)× " : "") + device.accelerator.name),
          .init(device.stages.joined(separator: ", ")),
          .init(device.needed.gigabytes) { NumberFormat.bytes(.gigabytes($0)) },
          .init(device.usable.gigabytes) { NumberFormat.bytes(.gigabytes($0)) },
          .init(
            device.fits
              ? "fits" : "too much by \(NumberFormat.bytes(device.needed - device.usable))"),
        ]
      },
      notes: plan.devices.contains { $0.stages.count > 1 }
        ? [
          "stages that share a device also share its time: under load each gets slower than alone; "
            + "limit the engine's memory (--gpu-memory-utilization) to leave room for the others"
        ] : [])
  }
}
