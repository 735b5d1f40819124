import Catalog
import Economics
import PerformanceModel
import Quantities

/// Holds documented figures against an estimate and against the hardware's own bounds.
struct ClaimChecker {
  let documented: DocumentedFigures
  let estimate: Estimate

  /// Every documented figure beside ours, then the document's contradictions.
  var checks: [ClaimCheck] { memory + speed + costs + contradictions }

  private var forecast: Forecast { estimate.forecast }
  private var workload: Workload { estimate.workload }
  private var device: Accelerator { estimate.deployment.accelerator }
  private var replicas: Double { Double(estimate.request.replicas) }

  // MARK: Memory

  /// What the weights and the cache alone take on one device, nothing else counted.
  private var leastMemory: Bytes { forecast.memory.weights + forecast.memory.kvCache }

  private var leastMemoryWords: String {
    let parameters = estimate.forecaster.inventory.total / 1e9
    return "weights \(Words.number(parameters)) B × \(Words.number(estimate.bitsPerWeight)) bits: "
      + "\(Words.bytes(forecast.memory.weights)) a device; KV cache "
      + "\(Words.number(workload.concurrency)) × \(Words.number(workload.contextTokens)) tokens: "
      + Words.bytes(forecast.memory.kvCache)
  }

  private var memory: [ClaimCheck] {
    var checks: [ClaimCheck] = []
    if let claimed = documented.totalMemoryGB {
      let ours = forecast.memory.total
      // A document may round, and mean GiB.
      let isImpossible = claimed * 1.0737e9 < leastMemory.value * 0.98
      checks.append(
        ClaimCheck(
          figure: "memory of a device", documented: "\(Words.number(claimed)) GB",
          ours: Words.bytes(ours), ratio: ours.gigabytes / max(1e-9, claimed),
          verdict: isImpossible ? .impossible : Self.verdict(ours.gigabytes, claimed),
          reason: leastMemoryWords
            + (isImpossible ? "; \(Words.bytes(leastMemory)) before any workspace" : "")))
    }
    if let claimed = documented.memoryFits {
      let fits = estimate.compatibility.fits
      let cannot = claimed && leastMemory > device.visibleMemory
      checks.append(
        ClaimCheck(
          figure: "fits", documented: claimed ? "yes" : "no", ours: fits ? "yes" : "no", ratio: nil,
          verdict: cannot ? .impossible : claimed == fits ? .agrees : .differs,
          reason: cannot
            ? "\(leastMemoryWords); \(Words.bytes(leastMemory)) on a device of "
              + Words.bytes(device.visibleMemory)
            : "\(Words.bytes(forecast.memory.total)) needed, "
              + "\(Words.bytes(forecast.memory.usable)) usable"))
    }
    return checks
  }

  // MARK: Speed

  /// The fastest that one sequence can decode, in tokens a second.
  private var fastestStream: Double {
    1 / estimate.bound.decodeStep(sequences: 1, context: workload.inputTokens).value
  }

  private var streamWords: String {
    let bytes = estimate.bound.denseBytes + estimate.bound.expertBytes * estimate.bound.expertShare
    return "each token reads \(Words.bytes(Bytes(bytes))) of weights a device at "
      + "\(Words.number(estimate.bound.bandwidth / 1e9)) GB/s: at most "
      + "\(Words.number(fastestStream)) tokens/s"
  }

  /// The most tokens a second that the whole batch can decode on all replicas.
  private var fastestAggregate: Double {
    let step = estimate.bound.decodeStep(
      sequences: workload.concurrency, context: workload.inputTokens)
    return workload.concurrency / step.value * replicas
  }

  private func aggregateWords(_ claimed: Double) -> String {
    let batch = Words.number(workload.concurrency * replicas)
    return claimed > fastestAggregate
      ? "even all \(batch) requests together cannot pass \(Words.number(fastestAggregate)) tokens/s"
      : "it could be true of all \(batch) requests together"
  }

  private var speed: [ClaimCheck] {
    var checks: [ClaimCheck] = []
    if let claimed = documented.totalLatencySeconds { checks.append(latency(claimed)) }
    if let claimed = documented.tokensPerSecond {
      let ours = forecast.outputTokensPerSecondPerUser
      let isImpossible = claimed > fastestStream
      checks.append(
        ClaimCheck(
          figure: "tokens/s of a user", documented: Words.number(claimed),
          ours: forecast.runs ? Words.number(ours) : Self.doesNotRun,
          ratio: forecast.runs ? ours / max(1e-9, claimed) : nil,
          verdict: isImpossible ? .impossible : speedVerdict(ours, claimed),
          reason: isImpossible
            ? "\(streamWords); \(aggregateWords(claimed))"
            : "one token every \(Words.time(forecast.timePerOutputToken)) in a batch of "
              + Words.number(forecast.batch)))
    }
    if let claimed = documented.totalTokensPerSecond {
      let ours = forecast.outputTokensPerSecond * replicas
      checks.append(
        ClaimCheck(
          figure: "tokens/s in all", documented: Words.number(claimed),
          ours: forecast.runs ? Words.number(ours) : Self.doesNotRun,
          ratio: forecast.runs ? ours / max(1e-9, claimed) : nil,
          verdict: claimed > fastestAggregate ? .impossible : speedVerdict(ours, claimed),
          reason: claimed > fastestAggregate
            ? aggregateWords(claimed)
            : "\(Words.number(forecast.batch * replicas)) at once, prompts of "
              + "\(Words.number(workload.inputTokens)) tokens included"))
    }
    return checks
  }

  private func latency(_ claimed: Double) -> ClaimCheck {
    let ours = forecast.endToEnd
    let tokens = workload.outputTokens
    // A latency that is not the time of the whole answer says nothing against the bound.
    let meansWhole = documented.tokensPerSecond.map { $0 * claimed >= tokens * 0.5 } ?? false
    let least = (tokens - 1) / fastestStream
    let isImpossible = meansWhole && claimed < least
    return ClaimCheck(
      figure: "latency", documented: "\(Words.number(claimed)) s",
      ours: forecast.runs ? Words.time(ours) : Self.doesNotRun,
      ratio: forecast.runs ? ours.value / max(1e-9, claimed) : nil,
      verdict: isImpossible ? .impossible : speedVerdict(ours.value, claimed),
      reason: isImpossible
        ? "\(Words.number(tokens)) tokens in \(Words.number(claimed)) s; \(streamWords), "
          + "\(Words.number(least)) s for the answer"
        : "TTFT \(Words.time(forecast.timeToFirstToken)) + \(Words.number(tokens - 1)) × TPOT "
          + Words.time(forecast.timePerOutputToken))
  }

  // MARK: Cost

  private var costs: [ClaimCheck] {
    let cost = estimate.cost
    let unit = cost?.atOfferedLoad ?? cost?.atFullLoad
    let pairs: [(String, Double?, USDollars?)] = [
      ("cost of a request", documented.costPerRequest, unit?.perRequest),
      ("cost of an hour", documented.hourlyCost, cost?.perHour),
      ("cost of a month", documented.monthlyCost, cost?.perMonth),
    ]
    return pairs.compactMap { figure, claimed, ours in
      guard let claimed else { return nil }
      return ClaimCheck(
        figure: figure, documented: Words.money(USDollars(claimed)),
        ours: ours.map(Words.money) ?? "–", ratio: ours.map { $0.value / max(1e-12, claimed) },
        verdict: ours.map { Self.verdict($0.value, claimed) } ?? .differs,
        reason: cost.map { "\($0.title), price of \($0.priceDate)" } ?? estimate.costRemark ?? "")
    }
  }

  // MARK: Contradictions

  /// Claims that cannot be true together.
  private var contradictions: [ClaimCheck] {
    var checks: [ClaimCheck] = []
    func contradiction(_ figure: String, _ documented: String, _ reason: String) {
      checks.append(
        ClaimCheck(
          figure: figure, documented: documented, ours: "–", ratio: nil, verdict: .inconsistent,
          reason: reason))
    }
    if let speed = documented.tokensPerSecond, let time = documented.totalLatencySeconds,
      speed * time < workload.outputTokens * 0.5
    {
      contradiction(
        "latency and speed", "\(Words.number(time)) s at \(Words.number(speed)) tokens/s",
        "\(Words.number(speed)) × \(Words.number(time)) = \(Words.number(speed * time)) tokens, "
          + "not an answer of \(Words.number(workload.outputTokens))")
    }
    if let used = documented.memoryUtilizationPercent, used > 100, documented.memoryFits == true {
      contradiction(
        "fits at over 100 %", "\(Words.number(used)) %, fits",
        "what takes more than the whole memory does not fit")
    }
    if let users = documented.concurrentUsers, let batch = documented.batchSize, batch > users {
      contradiction(
        "batch and users", "batch \(batch), \(users) users",
        "a batch cannot hold more requests than are in flight")
    }
    return checks
  }

  private static let doesNotRun = "does not run"

  private func speedVerdict(_ ours: Double, _ claimed: Double) -> ClaimCheck.Verdict {
    forecast.runs ? Self.verdict(ours, claimed) : .differs
  }

  private static func verdict(_ ours: Double, _ claimed: Double) -> ClaimCheck.Verdict {
    guard claimed > 0, ours.isFinite else { return .differs }
    return (0.75...1.333).contains(ours / claimed) ? .agrees : .differs
  }
}
