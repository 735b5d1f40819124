import PerformanceModel
import Quantities

/// What stands before the replicas where they are not all alike: tiers for classes of requests, pools
/// of different deployments within a tier, APIs, a response cache.
public struct Front: Hashable, Sendable {
  /// In the order in which requests go on where a tier is full.
  public var tiers: [ServingTier]
  /// Share of the requests that the response cache answers, and the time that takes.
  public var cacheShare: Double
  public var cacheTime: Seconds
  /// Requests waiting on each replica of a tier, and time in its queue, beyond which a request goes to
  /// the next tier; `nil` for never.
  public var fallbackQueue: Int?
  public var fallbackWait: Seconds?

  public init(
    tiers: [ServingTier], cacheShare: Double = 0, cacheTime: Seconds = .zero,
    fallbackQueue: Int? = nil, fallbackWait: Seconds? = nil
  ) {
    self.tiers = tiers
    self.cacheShare = min(max(0, cacheShare), 1)
    self.cacheTime = cacheTime
    self.fallbackQueue = fallbackQueue
    self.fallbackWait = fallbackWait
  }

  /// Copies of deployments, over all tiers.
  public var groups: [ReplicaGroup] {
    tiers.flatMap { tier -> [ReplicaGroup] in
      guard case .replicas(let groups) = tier.service else { return [] }
      return groups
    }
  }
}

/// Where a class of requests is served first.
public struct ServingTier: Hashable, Sendable {
  public var name: String
  /// Share of the requests that come here first; shares are taken in proportion.
  public var share: Double
  public var service: Service

  public enum Service: Hashable, Sendable {
    /// Pools behind one router.
    case replicas([ReplicaGroup])
    case api(APIService)
  }

  public init(name: String, share: Double, service: Service) {
    self.name = name
    self.share = max(0, share)
    self.service = service
  }
}

/// Like replicas.
public struct ReplicaGroup: Hashable, Sendable {
  public var forecaster: Forecaster
  public var policy: SchedulerPolicy
  public var replicas: Int
  /// Share of a replica of this group beside one of another, in proportion.
  public var weight: Double

  public init(
    _ forecaster: Forecaster, policy: SchedulerPolicy, replicas: Int, weight: Double = 1
  ) {
    self.forecaster = forecaster
    self.policy = policy
    self.replicas = max(1, replicas)
    self.weight = weight > 0 ? weight : 1
  }
}

/// A service that answers as many as come.
public struct APIService: Hashable, Sendable {
  public var firstToken: Seconds
  public var perToken: Seconds
  /// Coefficient of variation of both from request to request, log-normal.
  public var variation: Double

  public init(firstToken: Seconds, perToken: Seconds, variation: Double = 0) {
    self.firstToken = firstToken
    self.perToken = perToken
    self.variation = max(0, variation)
  }
}
