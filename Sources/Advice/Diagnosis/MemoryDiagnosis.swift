import Catalog
import InferencePlanner
import PerformanceModel
import Presentation
import Quantities

/// Why a model does not fit a GPU: the memory taken apart, and single changes that make it fit.
enum MemoryDiagnosis {
  /// Takes the memory of a request apart.
  /// - Parameters:
  ///   - request: names the model; its hardware may be left to `memory`.
  ///   - estimator: computes it.
  static func finding(
    _ request: EstimateRequest, estimator: Estimator
  ) throws(AdviceError) -> Finding {
    let estimate = try AdviceError.fromPlanner { () throws(PlannerError) in
      try estimator.estimate(request)
    }
    let memory = estimate.forecast.memory
    let workload = estimate.workload
    let cache = estimate.forecaster.memory.kvCache
    let perSequence = memory.kvCache / max(workload.concurrency, 1)
    let rows: [(String, Bytes, String)] = [
      (
        "weights", memory.weights,
        "\(NumberFormat.significant(estimate.forecaster.inventory.total / 1e9)) B parameters in "
          + estimate.deployment.weightFormat.name
      ),
      (
        "KV cache", memory.kvCache,
        "\(NumberFormat.count(workload.concurrency)) × "
          + "\(NumberFormat.count(workload.contextTokens)) tokens × "
          + "\(NumberFormat.bytes(Bytes(cache.bytesPerToken))) a token"
          + (cache.windowedBytesPerToken > 0 ? ", some layers with a window" : "")
      ),
      ("activations", memory.activations, "of one step"),
      ("reserve", memory.reserve, "context, graphs and workspace of the engine"),
    ]
    let missing = memory.total - memory.usable
    return Finding(
      key: "memory", title: "Where the memory goes",
      words: [
        "\(estimate.deployment.model.id) on \(estimate.deployment.engine.name): "
          + "\(NumberFormat.bytes(memory.total)) needed, \(NumberFormat.bytes(memory.usable)) usable: "
          + (missing.value > 0
            ? "\(NumberFormat.bytes(missing)) too much."
            : "it fits with \(NumberFormat.bytes(memory.headroom)) to spare; look for other "
              + "programs on the device, or for a longer context than stated.")
      ],
      columns: [
        .init("part", "Part", priority: 2), .init("gb", "Takes", .trailing),
        .init("share", "Share", .trailing), .init("arithmetic", "Arithmetic"),
      ],
      rows: rows.map { part, amount, words in
        [
          .init(part), .init(amount.gigabytes) { NumberFormat.bytes(.gigabytes($0)) },
          .init(amount / memory.total) { NumberFormat.percent($0) }, .init(words),
        ]
      },
      notes: estimate.compatibility.recommendations
        + [
          "one more request of this length takes \(NumberFormat.bytes(perSequence))",
          "the longest context with which all fit: \(NumberFormat.count(estimate.longestContext)) "
            + "tokens",
        ] + estimate.assumptions.map { "assumed: \($0)" })
  }
}

extension Adviser {
  /// The diagnosis of a GPU that runs out of memory.
  /// - Parameters:
  ///   - request: the deployment; where its hardware is empty, a GPU of the request's memory is
  ///     taken.
  public func diagnoseMemory(
    _ request: EstimateRequest
  ) throws(AdviceError) -> Diagnosis {
    var request = request
    let estimator = try AdviceError.fromPlanner { () throws(PlannerError) in
      try Estimator(files)
    }
    if request.hardware.isEmpty {
      guard let memory = request.memory else {
        throw .missing(name: "gpu-memory", accepted: "a memory size such as 24GB, or --hardware")
      }
      // Only its memory is asked about: any card of at least this size stands for it.
      let cards = estimator.catalog.accelerators.filter {
        $0.platform == "cuda" && $0.hasOwnMemory && $0.labelMemory >= memory
      }
      guard let card = cards.min(by: { ($0.labelMemory, $0.id) < ($1.labelMemory, $1.id) }) else {
        throw .field(
          name: "gpu-memory", found: NumberFormat.bytes(memory),
          accepted: "at most the memory of one GPU; name several with --hardware")
      }
      request.hardware = card.id
    }
    let match = try pitfall("gpu-memory")
    return Diagnosis(
      matches: [match], findings: [try MemoryDiagnosis.finding(request, estimator: estimator)])
  }
}
