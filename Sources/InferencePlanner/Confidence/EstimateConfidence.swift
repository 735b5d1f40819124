import Catalog
import Confidence
import Economics
import PerformanceModel
import Quantities

/// The ranges that hold 80 of 100 measurements of what an estimate forecasts.
///
/// TTFT, TPOT, throughput, memory and energy have intervals of their own categories. What follows
/// from them by a formula is computed at both ends: end to end is TTFT and the other tokens, each at
/// its low and each at its high end; a rate per user is the inverse of TPOT; a cost is what the
/// machines that are then needed cost, spread over the requests that they then serve. Ends coincide
/// there as if both errors had one cause, which they mostly have; where they do not, the range is
/// wider than it need be.
public struct EstimateConfidence: Hashable, Sendable {
  /// Where a range comes from.
  public struct Basis: Hashable, Sendable {
    /// The figure, as reports name it.
    public var figure: String
    public var category: Category
    public var interval: Interval
    /// The row of the intervals file; `nil` where no row speaks of the category.
    public var row: Intervals.Row?
    /// The user's own measurements that take its place.
    public var own: MachineIntervals.Row?
  }

  public var tier: ConfidenceTier
  public var bases: [Basis] = []
  /// Bytes of the device that holds most.
  public var memory: ClosedRange<Double>
  // Absent where not one request runs. Seconds:
  public var timeToFirstToken: ClosedRange<Double>?
  public var timePerOutputToken: ClosedRange<Double>?
  public var endToEnd: ClosedRange<Double>?
  /// Generated tokens a second of one user while the answer streams.
  public var userRate: ClosedRange<Double>?
  /// Generated tokens a second of a replica, under the workload and at full load.
  public var outputRate: ClosedRange<Double>?
  public var fullLoadOutputRate: ClosedRange<Double>?
  /// Requests a second of a replica.
  public var requestRate: ClosedRange<Double>?
  /// Joules of the devices.
  public var energyPerToken: ClosedRange<Double>?
  /// US dollars; absent for prices that no forecast decides.
  public var costPerRequest: ClosedRange<Double>?
  public var costPerRequestAtFullLoad: ClosedRange<Double>?

  init(
    _ deployment: Deployment, _ workload: Workload, forecast: Forecast, capacity: Forecast,
    cost: CostEstimate?, minimumReplicas: Int, tables: ConfidenceTables, profile: String?
  ) {
    let engine = deployment.engine, device = deployment.accelerator
    let tier = tables.known.tier(engine, on: device)
    let intervals = tables.intervals
    var bases: [Basis] = []
    func interval(_ figure: String, _ quantity: MeasuredQuantity, _ shape: LoadShape) -> Interval {
      let category = Category(quantity, shape, engine, on: device)
      let own = profile.flatMap {
        tables.machines.row(
          $0, quantity, concurrency: workload.concurrency,
          tokens: workload.inputTokens + workload.outputTokens)
      }
      let interval = own?.interval ?? intervals.interval(category: category, tier: tier)
      bases.append(
        Basis(
          figure: figure, category: category, interval: interval,
          row: own == nil ? intervals.row(category, tier) : nil, own: own))
      return interval
    }
    self.tier = tier
    memory = interval("memory", .memory, .resident).range(forecast.memory.total.value)
    if forecast.runs {
      let shape = LoadShape(deployment, workload)
      let first = interval("TTFT", .timeToFirstToken, shape).range(forecast.timeToFirstToken.value)
      let other = interval("TPOT", .timePerOutputToken, shape)
        .range(forecast.timePerOutputToken.value)
      let steps = workload.outputTokens - 1
      let whole =
        first.lowerBound + steps * other.lowerBound...first.upperBound + steps * other.upperBound
      timeToFirstToken = first
      timePerOutputToken = other
      endToEnd = whole
      userRate = Self.inverse(other)
      let output = forecast.outputTokensPerSecond
      // One user's throughput is the length of the answer over its time; so is that of a closed loop
      // (Little), though published throughputs have errors of their own.
      let isOwn = bases.suffix(2).allSatisfy { $0.own != nil }
      let factors =
        shape == .single || isOwn
        ? Interval(
          low: forecast.endToEnd.value / whole.upperBound,
          high: forecast.endToEnd.value / whole.lowerBound)
        : interval("output tokens/s", .outputRate, shape)
      outputRate = factors.range(output)
      requestRate = factors.range(forecast.requestsPerSecond)
      let full = interval("output tokens/s at full load", .outputRate, .queued)
      fullLoadOutputRate = full.range(capacity.outputTokensPerSecond)
      if forecast.power.value > 0 {
        energyPerToken = interval("energy per token", .energyPerToken, shape)
          .range(forecast.energyPerOutputToken.value)
      }
      if let cost, let plan = cost.plan {
        costPerRequestAtFullLoad = cost.atFullLoad.map {
          $0.perRequest.value / full.high...$0.perRequest.value / full.low
        }
        costPerRequest =
          cost.isByTheHour
          ? cost.atOfferedLoad.map { unit in
            let each = unit.perRequest.value / Double(max(1, plan.machines))
            func total(_ factor: Double) -> Double {
              each * Self.machines(plan, capacityFactor: factor, atLeast: minimumReplicas)
            }
            return total(full.high)...max(total(full.high), total(full.low))
          } : nil
      }
    }
    self.bases = bases
  }

  private static func inverse(_ range: ClosedRange<Double>) -> ClosedRange<Double>? {
    range.lowerBound > 0 ? 1 / range.upperBound...1 / range.lowerBound : nil
  }

  /// Machines that the offered load needs where a replica serves `capacityFactor` times what is
  /// forecast.
  private static func machines(
    _ plan: CapacityPlan, capacityFactor: Double, atLeast minimum: Int
  ) -> Double {
    guard let offered = plan.offeredPerHour, plan.requestsPerHourPerReplica > 0,
      capacityFactor > 0
    else { return Double(plan.machines) }
    let needed = (offered / (plan.requestsPerHourPerReplica * capacityFactor)).rounded(.up)
    let replicas = max(Double(max(1, minimum)), needed)
    return plan.replicasPerMachine > 0
      ? (replicas / Double(plan.replicasPerMachine)).rounded(.up)
      : replicas * Double(plan.machinesPerReplica)
  }
}

extension EstimateConfidence {
  /// What the ranges rest on, in a sentence.
  public var basis: String {
    let points = bases.reduce(0) { $0 + ($1.row?.points ?? 0) }
    let own = bases.filter { $0.own != nil }
    let loads = own.compactMap(\.own?.loads).max() ?? 0
    let words =
      own.isEmpty
      ? ""
      : own.map(\.figure).joined(separator: " and ") + " by \(loads) loads of your own; otherwise "
    return words + tier.words
      + "; 80 of 100 measurements lay within such ranges of forecasts made without "
      + "them (\(points) measurements of these figures and this tier)"
  }
}

extension LoadShape {
  /// How a workload loads a deployment.
  init(_ deployment: Deployment, _ workload: Workload) {
    if workload.concurrency <= 1 {
      self = .single
    } else {
      self = deployment.engine.batching == .static ? .together : .closedLoop
    }
  }
}

extension CostEstimate {
  /// Whole machines are paid for, busy or not.
  var isByTheHour: Bool {
    switch self {
    case .rental, .owned: true
    case .serverless, .api: false
    }
  }
}
