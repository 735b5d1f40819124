import Glibc
import Quantities

/// Sends requests to tiers: by class, by what the cache knows, and on to the next one where a tier
/// keeps them waiting.
struct FrontDesk {
  private let front: Front
  /// Replicas of each tier, by index.
  let places: [[Int]]
  private var routers: [Router]
  private let seed: UInt64
  private let shares: [Double]
  private let wait: Ticks

  init(_ front: Front, routing: Routing, seed: UInt64) {
    self.front = front
    self.seed = seed
    var places: [[Int]] = []
    var weights: [Double] = []
    for tier in front.tiers {
      let start = weights.count
      if case .replicas(let groups) = tier.service {
        for group in groups {
          weights += Array(repeating: group.weight, count: group.replicas)
        }
      }
      places.append(Array(start..<weights.count))
    }
    self.places = places
    routers = front.tiers.map { _ in Router(routing, weights: weights, count: weights.count) }
    let sum = front.tiers.reduce(0) { $0 + $1.share }
    var below = 0.0
    shares = front.tiers.map { tier in
      below += sum > 0 ? tier.share / sum : 1
      return below
    }
    wait = front.fallbackWait.map { Ticks(seconds: $0.value) } ?? .never
  }

  /// Where a request goes.
  enum Decision {
    case replica(Int)
    /// It is answered at these times without a replica.
    case answered(first: Ticks, end: Ticks)
    /// The tier has no replica that serves.
    case none
  }

  /// Decides over a request that has just come: a class by its shares, an answer of the cache.
  mutating func admit(
    _ request: inout Request, at now: Ticks, _ replicas: [Replica], _ serving: [Int],
    _ hashes: [UInt64]
  ) -> Decision {
    var random = RandomSource(seed: seed ^ UInt64(truncatingIfNeeded: request.id), stream: 7)
    if front.cacheShare > 0, random.uniform() <= front.cacheShare {
      request.tier = Self.cached
      let end = request.arrival + Ticks(seconds: front.cacheTime.value)
      return .answered(first: end, end: end)
    }
    let number = random.uniform()
    let tier = shares.firstIndex { number <= $0 } ?? max(0, shares.count - 1)
    request.tier = Int16(clamping: tier)
    return send(&request, at: now, replicas, serving, hashes)
  }

  /// What ``Request/tier`` says of an answer from the cache.
  static let cached: Int16 = -2

  /// Decides over a request that has waited too long where it is.
  mutating func moveOn(
    _ request: inout Request, at now: Ticks, _ replicas: [Replica], _ serving: [Int],
    _ hashes: [UInt64]
  ) -> Decision {
    if Int(request.tier) + 1 < front.tiers.count {
      request.tier += 1
      request.diversions += 1
    }
    return send(&request, at: now, replicas, serving, hashes)
  }

  /// Finds a place from the request's tier on.
  private mutating func send(
    _ request: inout Request, at now: Ticks, _ replicas: [Replica], _ serving: [Int],
    _ hashes: [UInt64]
  ) -> Decision {
    while true {
      let tier = Int(request.tier)
      let isLast = tier + 1 >= front.tiers.count
      if case .api(let service) = front.tiers[tier].service {
        // Who comes first here passed no engine's own admission.
        return answer(request, service, at: request.diversions > 0 ? now : request.arrival)
      }
      let open =
        serving.count == replicas.count
        ? places[tier] : places[tier].filter { serving.contains($0) }
      let waiting = open.reduce(0) { $0 + replicas[$1].waiting.count }
      let isFull =
        open.isEmpty || (front.fallbackQueue.map { waiting >= $0 * open.count } ?? false)
      if isFull, !isLast {
        request.tier += 1
        request.diversions += 1
        continue
      }
      guard !open.isEmpty else { return .none }
      request.leaves = isLast || wait == .never ? .never : now + wait
      return .replica(routers[tier].choose(request, replicas, open, hashes))
    }
  }

  private func answer(_ request: Request, _ service: APIService, at now: Ticks) -> Decision {
    var factors = (1.0, 1.0)
    if service.variation > 0 {
      var random = RandomSource(seed: seed ^ UInt64(truncatingIfNeeded: request.id), stream: 8)
      let variance = log(1 + service.variation * service.variation)
      func factor() -> Double { exp(variance.squareRoot() * random.normal() - variance / 2) }
      factors = (factor(), factor())
    }
    let first = now + Ticks(seconds: service.firstToken.value * factors.0)
    let rest = service.perToken.value * factors.1 * Double(request.output - 1)
    return .answered(first: first, end: first + Ticks(seconds: rest))
  }
}
