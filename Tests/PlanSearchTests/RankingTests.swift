import Confidence
import Testing

@testable import PlanSearch

@Suite struct RankingTests {
  private func candidate(
    _ monthly: Double, quality: Double?, latency: Double?
  ) -> PricedCandidate {
    PricedCandidate(
      means: .service(0), payment: .api, replicas: 0, devicesPerReplica: 1,
      machines: 0, spares: 0, monthly: monthly,
      purchase: 0, quality: quality.map { ExpectedQuality(value: $0, standardError: 0) },
      latency: latency)
  }

  @Test("The front holds what nothing beats, and nothing else")
  func front() {
    let all = [
      candidate(100, quality: 50, latency: 1), candidate(200, quality: 50, latency: 1),
      candidate(200, quality: 60, latency: 2), candidate(300, quality: 55, latency: 0.5),
      candidate(400, quality: 40, latency: 3), candidate(90, quality: 30, latency: nil),
    ]
    #expect(all.paretoFront() == [5, 0, 2, 3])
  }

  @Test(
    "What is cheaper, faster or better at the same rest is ranked higher",
    arguments: PlanQuestion.Preference.allCases)
  func preferences(_ preference: PlanQuestion.Preference) {
    let ranking = Ranking(preference)
    let base = ranking.score(candidate(100, quality: 50, latency: 1))
    #expect(ranking.score(candidate(99, quality: 50, latency: 1)) < base)
    #expect(ranking.score(candidate(100, quality: 51, latency: 1)) < base)
    #expect(ranking.score(candidate(100, quality: 50, latency: 0.9)) < base)
    #expect(ranking.score(candidate(100, quality: nil, latency: 1)) > base)
  }

  @Test("Of two alike the one that measurements know better comes first")
  func proven() {
    let ranking = Ranking(.balanced)
    let scores = ConfidenceTier.allCases.sorted().map { tier in
      var some = candidate(100, quality: 50, latency: 1)
      some.tier = tier
      return ranking.score(some)
    }
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 < $1 })
  }
}
