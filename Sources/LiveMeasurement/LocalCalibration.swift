import Accuracy
import Catalog
import Confidence
import InferencePlanner
import LoadGenerator
import MeasurementStore
import PerformanceModel
import Presentation
import Quantities
import StructuredText

/// What a user's own measurements say of the machines behind them: factors over the coefficients that
/// ship, and how far forecasts were off before and after.
public struct LocalCalibration: Sendable {
  /// A measured figure with the forecasts for it.
  public struct Line: Sendable {
    public var run: Int
    public var load: String
    public var quantity: ForecastFigures.Quantity
    public var measured: Double
    public var before: Double?
    public var after: Double?
  }

  /// A device under an engine: `my-laptop+llama.cpp`.
  public struct Machine: Sendable {
    public var key: String
    public var rows: [Coefficients.Row]
    /// What a further measurement of a model may be of its forecast.
    public var intervals: [MachineIntervals.Row]
    public var lines: [Line]
  }

  public private(set) var machines: [Machine] = []
  /// Why runs had no part.
  public private(set) var skipped: [String] = []

  /// What stands behind one measured figure.
  struct Entry {
    var line: Line
    var observation: LocalFit.Observation
    var requests: Int
    var started: String
    /// Of the run: its loads counted.
    var place: Int
    /// Requests in flight in a replica.
    var concurrency: Double
    /// Of a request, prompt and answer.
    var tokens: Double
  }

  /// Fits one profile a device and engine.
  /// - Throws: ``MeasurementError/nothingToLearn(_:)`` where no run says enough.
  public init(_ runs: [StoredRun], _ files: CatalogFiles) throws(MeasurementError) {
    let estimator = try MeasurementError.planner { () throws(PlannerError) in
      try Estimator(files)
    }
    var entries: [String: [Entry]] = [:]
    for run in runs {
      do throws(PlannerError) {
        guard let found = try Self.entries(run, estimator) else {
          skipped.append("run \(run.id): it does not say what ran (measure with --hardware …)")
          continue
        }
        if found.isEmpty { skipped.append("run \(run.id): too few requests were answered") }
        for entry in found {
          let key = entry.observation.context.key(.machine, for: .gemm) ?? ""
          entries[key, default: []].append(entry)
        }
      } catch {
        skipped.append("run \(run.id): \(error.description)")
      }
    }
    machines = entries.keys.sorted().map { key in
      Self.machine(key, entries[key] ?? [], estimator.coefficients)
    }
    guard !machines.isEmpty else {
      throw .nothingToLearn(
        (["there is nothing to learn from"] + skipped.prefix(3)).joined(separator: "; "))
    }
  }

  private static func machine(
    _ key: String, _ entries: [Entry], _ shipped: Coefficients
  ) -> Machine {
    var fit = LocalFit(entries.map(\.observation), shipped: shipped)
    fit.run()
    let before = fit.forecasts(fitted: false), after = fit.forecasts(fitted: true)
    let runs = Set(entries.map(\.line.run)).sorted().map(String.init)
    let requests = entries.filter {
      $0.line.quantity == .endToEnd || $0.line.quantity == .timeToFirstToken
    }
    .reduce(0) { $0 + $1.requests }
    let source =
      "inferplan calibrate over \(requests) requests of your "
      + (runs.count == 1 ? "run " : "runs ") + runs.joined(separator: ", ")
    let day = String((entries.map(\.started).max() ?? "").prefix(10))
    let provenance = Provenance(source: source, asOf: day)
    return Machine(
      key: key,
      rows: fit.factors.map { factor in
        Coefficients.Row(
          term: factor.term, scope: factor.scope, key: factor.key,
          value: Double(NumberFormat.significant(factor.value, digits: 4)) ?? factor.value,
          unit: "factor", provenance: provenance)
      },
      intervals: intervals(entries, shipped, provenance),
      lines: entries.indices.map { place in
        var line = entries[place].line
        line.before = before[place]
        line.after = after[place]
        return line
      })
  }

  /// The figures of a run; `nil` where it does not say what ran.
  private static func entries(
    _ run: StoredRun, _ estimator: Estimator
  ) throws(PlannerError) -> [Entry]? {
    let outcome = MeasurementOutcome(run)
    guard outcome.setup["hardware"] != nil,
      EstimateRequest.modelSources.contains(where: { outcome.setup[$0] != nil })
    else { return nil }
    var entries: [Entry] = []
    for (place, level) in outcome.levels.enumerated() {
      let summary = level.summary
      guard level.level.kind != "trace", (summary.timeToFirstToken?.count ?? 0) >= 3,
        let input = summary.inputTokens?.mean ?? Optional(level.level.inputTokens),
        let output = summary.outputTokens?.mean
      else { continue }
      var fields = outcome.setup
      fields["input"] = .number(max(1, input.rounded()))
      fields["output"] = .number(max(1, output.rounded()))
      let estimate = try estimator.estimate(RequestFile.estimateRequest(.object(fields)))
      let inFlight =
        level.level.kind == "concurrency"
        ? level.level.amount : level.level.amount * (summary.endToEnd?.mean ?? 0)
      let shape = Shape(
        estimate: estimate, workload: Workload(inputTokens: input, outputTokens: output),
        level: level.level, lockstep: Lockstep.share(level))
      for (quantity, sample) in [
        (ForecastFigures.Quantity.timeToFirstToken, summary.timeToFirstToken),
        (.timePerOutputToken, summary.timePerOutputToken),
      ] {
        guard let sample, sample.mean > 0 else { continue }
        entries.append(
          Entry(
            line: Line(
              run: run.id, load: LevelWords.words(level.level), quantity: quantity,
              measured: sample.mean),
            observation: shape.observation(quantity, sample), requests: sample.count,
            started: run.started, place: place,
            concurrency: max(1, inFlight / Double(estimate.request.replicas)),
            tokens: input + output))
      }
    }
    return entries
  }
}

/// A load on a deployment, to be forecast under any coefficients.
private struct Shape {
  var estimate: Estimate
  var workload: Workload
  var level: StoredLevel
  /// Share of the requests that begin and end with all others.
  var lockstep: Double

  /// What a closed form leaves open about one machine's mean, as a standard deviation of its
  /// logarithm: measurements repeated within minutes differ by as much.
  private static let leastDeviation = 0.03

  func observation(
    _ quantity: ForecastFigures.Quantity, _ sample: SampleStatistics
  ) -> LocalFit.Observation {
    let own = sample.meanHalfWidth.map { $0 / 1.96 / sample.mean } ?? 0.1
    let deviation = (own * own + Self.leastDeviation * Self.leastDeviation).squareRoot()
    let deployment = estimate.deployment
    let forecaster = estimate.forecaster
    let geometry = StepGeometry(
      deployment, inventory: forecaster.inventory, weights: forecaster.memory.modelBytes)
    let replicas = Double(estimate.request.replicas)
    let isRate = level.kind == "rate"
    let amount = level.amount / replicas
    let workload = workload
    let lockstep = lockstep
    return LocalFit.Observation(
      context: StepModel.context(deployment), measured: sample.mean, deviation: deviation
    ) { steps in
      var changed = forecaster
      changed.steps = StepModel(geometry, steps)
      let forecast =
        isRate
        ? changed.openLoop(workload, requestsPerSecond: amount)
        : changed.forecast(workload.with(concurrency: amount))
      guard let forecast, forecast.runs else { return nil }
      let steady =
        quantity == .timeToFirstToken
        ? forecast.timeToFirstToken.value : forecast.timePerOutputToken.value
      guard lockstep > 0 else { return steady }
      let wave = changed.runTogether(workload, requests: amount)
      let together =
        quantity == .timeToFirstToken
        ? wave.firstToken.value + steps.requestOverhead : wave.decodeStep.value
      return lockstep * together + (1 - lockstep) * steady
    }
  }
}
