import Confidence
import Glibc
import Quality

/// How plans that meet every requirement are put in order.
///
/// A plan's score is the logarithm of its monthly cost, so that a factor counts the same for small
/// and large deployments, less what its quality and speed are worth. Lower is better.
public struct Ranking: Hashable, Sendable {
  /// What a point of task quality (of 100) is worth, as a share of the cost.
  public var perQualityPoint: Double
  /// What a request that takes e times less is worth.
  public var perLatencyFold: Double
  /// What an unknown latency costs: an API promises none.
  public var unknownLatency: Double
  public var perCostFold: Double
  /// What a payment that binds for years, or machines that may be taken away, cost beside their
  /// price: a dollar that can be saved next month is worth more than one that is promised.
  public static func burden(_ payment: Payment) -> Double {
    switch payment {
    case .onDemand, .serverless, .api, .inHand: 0
    case .reservedOneYear: 0.1
    case .reservedThreeYears: 0.35
    case .spot: 0.35
    case .owned: 0.35
    }
  }
  /// What it costs to find out whether a deployment works as forecast that few have run before:
  /// kernels that are missing or slow on a device are found by trying.
  public static func unproven(_ tier: ConfidenceTier?) -> Double {
    switch tier {
    case .knownSetup, nil: 0
    case .knownDevice: 0.25
    case .knownFamily: 0.4
    case .neverSeen: 0.6
    }
  }
  /// What every doubling of the devices of a replica costs beside their price: more that can fail,
  /// slots and cables that somebody has to see to.
  public static let perDoubling = 0.07
  /// US dollars a month below which differences hardly count.
  public static let smallChange = 50.0

  public init(_ preference: PlanQuestion.Preference) {
    switch preference {
    case .balanced:
      (perCostFold, perQualityPoint, perLatencyFold, unknownLatency) = (1, 0.03, 0.15, 0.5)
    case .cost:
      (perCostFold, perQualityPoint, perLatencyFold, unknownLatency) = (1, 0.003, 0.01, 0.1)
    case .latency:
      (perCostFold, perQualityPoint, perLatencyFold, unknownLatency) = (0.3, 0.01, 1, 3)
    case .quality:
      (perCostFold, perQualityPoint, perLatencyFold, unknownLatency) = (0.3, 0.2, 0.1, 0.2)
    }
  }

  /// The score of a candidate; lower is better. Unknown quality counts as the worst.
  public func score(_ candidate: PricedCandidate) -> Double {
    let cost =
      log(Self.smallChange + candidate.monthly) + Self.burden(candidate.payment)
      + Self.unproven(candidate.tier)
      + Self.perDoubling * log2(Double(max(1, candidate.devicesPerReplica)))
    let quality = candidate.quality.map { $0.value - $0.standardError } ?? 0
    let latency = candidate.latency.map { log(max(1e-3, $0)) * perLatencyFold } ?? unknownLatency
    return perCostFold * cost - perQualityPoint * quality + latency
  }
}

extension Array where Element == PricedCandidate {
  /// Positions of the candidates that no other beats in cost, latency and quality at once, the
  /// cheapest first.
  func paretoFront() -> [Int] {
    let order = indices.sorted { self[$0].monthly < self[$1].monthly }
    var front: [Int] = []
    // Of the cheaper ones, the best quality for each latency: a staircase.
    var stairs: [(latency: Double, quality: Double)] = []
    for index in order {
      let latency = self[index].latency ?? .infinity
      let quality = self[index].quality?.value ?? 0
      let isBeaten = stairs.contains { $0.latency <= latency && $0.quality >= quality }
      guard !isBeaten else { continue }
      front.append(index)
      stairs.removeAll { $0.latency >= latency && $0.quality <= quality }
      stairs.append((latency, quality))
    }
    return front
  }
}
