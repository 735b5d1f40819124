import Catalog
import Quality
import Quantities
import Testing

@testable import PlanSearch

@Suite struct RankingTests {
  private func candidate(
    _ monthly: Double, quality: Double?, latency: Double?
  ) throws -> PricedCandidate {
    let price = APIPrice(
      id: "a", provider: "b", input: USDollars(1), output: USDollars(1),
      provenance: Provenance(source: "test", asOf: nil))
    return PricedCandidate(
      means: .service(CandidateService(price: price, quality: nil)), payment: .api, replicas: 0,
      machines: 0, spares: 0, monthly: monthly, purchase: 0,
      quality: quality.map {
        QualityScore(
          value: $0, standardError: 0, loss: 0, evidence: .benchmarks(1), match: .same,
          measuredModel: "m", isLossOfMethod: true)
      }, latency: latency)
  }

  @Test("The front holds what nothing beats, and nothing else")
  func front() throws {
    let all = [
      try candidate(100, quality: 50, latency: 1), try candidate(200, quality: 50, latency: 1),
      try candidate(200, quality: 60, latency: 2), try candidate(300, quality: 55, latency: 0.5),
      try candidate(400, quality: 40, latency: 3), try candidate(90, quality: 30, latency: nil),
    ]
    #expect(all.paretoFront() == [5, 0, 2, 3])
  }

  @Test("What is cheaper, faster or better at the same rest is ranked higher",
    arguments: PlanQuestion.Preference.allCases)
  func preferences(_ preference: PlanQuestion.Preference) throws {
    let ranking = Ranking(preference)
    let base = ranking.score(try candidate(100, quality: 50, latency: 1))
    #expect(ranking.score(try candidate(99, quality: 50, latency: 1)) < base)
    #expect(ranking.score(try candidate(100, quality: 51, latency: 1)) < base)
    #expect(ranking.score(try candidate(100, quality: 50, latency: 0.9)) < base)
    #expect(ranking.score(try candidate(100, quality: nil, latency: 1)) > base)
  }
}
