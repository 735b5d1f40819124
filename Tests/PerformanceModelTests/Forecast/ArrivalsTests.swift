import Testing

@testable import PerformanceModel

@Suite("The step under way when a request arrives") struct ArrivalsTests {
  @Test("Who follows an answer waits for the next step, of whatever kind")
  func afterAnswers() {
    #expect(abs(Arrivals.afterAnswers.rest(mixed: 0.6, decode: 0.1, share: 0.1) - 0.15) < 1e-12)
  }

  @Test("Steps that hold nobody are not waited for")
  func nobody() {
    for arrivals in [Arrivals.afterAnswers, .atRandom] {
      #expect(arrivals.rest(mixed: 0.1, decode: 0, share: 0) == 0)
    }
  }

  @Test("At random, half a step, or more where steps differ, as clients played one by one find it")
  func atRandom() {
    #expect(abs(Arrivals.atRandom.rest(mixed: 0.02, decode: 0.02, share: 0.3) - 0.01) < 1e-12)
    let found = Arrivals.atRandom.rest(mixed: 0.5, decode: 0.1, share: 0.2)
    var generator = SystemRandomNumberGenerator()
    var sum = 0.0
    let rounds = 20_000
    for _ in 0..<rounds {
      let arrival = Double.random(in: 0..<50, using: &generator)
      var end = 0.0
      while end < arrival {
        end += Double.random(in: 0..<1, using: &generator) < 0.2 ? 0.5 : 0.1
      }
      sum += end - arrival
    }
    let played = sum / Double(rounds)
    #expect(abs(found / played - 1) < 0.05, "\(found) and \(played)")
  }
}
