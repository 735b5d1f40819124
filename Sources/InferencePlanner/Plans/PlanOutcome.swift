import Catalog
import PlanSearch
import Quantities

/// The planner's answer: plans in order, or what stands in the way of one.
public struct PlanOutcome: Sendable {
  public var request: PlanRequest
  public var question: PlanQuestion
  /// The task as it was understood, and the quality that was asked for.
  public var task: String?
  public var floor: QualityFloorWords?
  public var plans: [PlanDetail]
  /// Plans that no other beats in cost, latency and quality at once.
  public var front: [PlanDetail]
  /// Candidates that meet every requirement.
  public var feasibleCount: Int
  public var considered: Int
  /// How many candidates each constraint removed.
  public var removed: [(constraint: Constraint, count: Int)]
  /// What would make the question feasible, the cheapest first; only where nothing is.
  public var relaxations: [Relaxation]
  public var whatIfs: [WhatIf]
  public var breakEvens: [BreakEvenPoint]
  /// Share of the hours from which owning costs no more than renting.
  public var owningUtilisation: Double?
  public var levers: [Lever]
  /// The best plan of each way of paying over the years.
  public var horizons: [CostHorizon]
  public var tiers: HybridTiers?
  /// The question in other settings, where it was asked for.
  public var survey: Survey?
  public var duties: [Duty]
  public var rollout: [RolloutPhase]
  /// Energy of all machines in a month and, where a country was named, what it emits.
  public var energy: PlanEnergy?
  public var assumptions: [String]
  /// Where a document's own advice no longer holds, and why.
  public var corrections: [String]

  public var isFeasible: Bool { !plans.isEmpty }

  /// Replicas of the best plan that a phase of the rollout needs.
  public func replicas(of phase: RolloutPhase) -> Int {
    guard let best = plans.first, best.serving != nil else { return 0 }
    return max(1, Int((Double(best.candidate.replicas) * phase.trafficShare).rounded(.up)))
  }
}

/// The quality that was asked for, in words and as a score.
public struct QualityFloorWords: Hashable, Sendable {
  public var words: String
  public var score: Double
}

/// A single requirement that, loosened, makes the question feasible.
public struct Relaxation: Sendable {
  /// `TTFT p95 at most 1.4 s instead of 1 s`.
  public var change: String
  public var plan: PlanDetail
}

/// What the devices of a plan draw.
public struct PlanEnergy: Hashable, Sendable {
  public var kilowattHoursPerMonth: Double
  /// Kilograms of CO₂ equivalent; `nil` where no country was named.
  public var carbonPerMonth: Double?
}
