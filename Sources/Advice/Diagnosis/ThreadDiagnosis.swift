import Catalog
import InferencePlanner
import PerformanceModel
import Presentation
import Quantities
import StructuredText

extension Adviser {
  /// What bounds decoding on a CPU: memory bandwidth over the bytes that a token reads, which no
  /// number of threads changes.
  public func diagnoseThreads(
    model: String, weights: String?, hardware: String
  ) throws(AdviceError) -> Finding {
    let estimator = try AdviceError.fromPlanner { () throws(PlannerError) in
      try Estimator(files)
    }
    var fields: [String: Value] = ["model": .string(model), "hardware": .string(hardware)]
    if let weights { fields["weights"] = .string(weights) }
    let question = Value.object(fields)
    let request = try AdviceError.fromPlanner { () throws(PlannerError) in
      try RequestFile.estimateRequest(question)
    }
    let estimate = try AdviceError.fromPlanner { () throws(PlannerError) in
      try estimator.estimate(request)
    }
    let device = estimate.deployment.accelerator
    let bytes = estimate.bound.denseBytes + estimate.bound.expertBytes * estimate.bound.expertShare
    let step = estimate.bound.decodeStep(sequences: 1, context: estimate.workload.inputTokens)
    return Finding(
      key: "threads", title: "What threads can and cannot do",
      words: [
        "\(device.name) streams \(NumberFormat.significant(estimate.bound.bandwidth / 1e9)) GB/s; a "
          + "token of \(estimate.deployment.model.shortName) in "
          + "\(estimate.deployment.weightFormat.name) reads \(NumberFormat.bytes(Bytes(bytes))): at "
          + "most \(NumberFormat.significant(1 / step.value)) tokens/s whatever the threads, "
          + "\(NumberFormat.significant(estimate.forecast.outputTokensPerSecondPerUser)) forecast."
      ],
      notes: [
        device.cores.map {
          "the forecast is for \($0) cores: that many threads, pinned to them; more only wait"
        } ?? "as many threads as physical cores of one socket, pinned",
        "fewer bits a weight are the only way to decode faster on this machine",
      ])
  }
}
