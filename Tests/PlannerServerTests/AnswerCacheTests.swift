import Dispatch
import Synchronization
import Testing

@testable import PlannerServer

@Suite struct AnswerCacheTests {
  private struct Fault: Error {}

  @Test("A question is answered once, under its own address")
  func once() {
    let cache = AnswerCache(most: 1000)
    #expect(cache.answer("a", [1]) { [7] } == [7])
    #expect(cache.answer("a", [1]) { [8] } == [7])
    #expect(cache.answer("b", [1]) { [9] } == [9])
    #expect(cache.counts.hits == 1)
    #expect(cache.counts.misses == 2)
  }

  @Test("The oldest answers go first, and no more is kept than allowed")
  func bounds() {
    let cache = AnswerCache(most: 80)
    for question in UInt8(0)..<20 {
      _ = cache.answer("a", [question]) { [UInt8](repeating: question, count: 9) }
    }
    #expect(cache.counts.bytes <= 80)
    #expect(cache.answer("a", [19]) { [] } == [UInt8](repeating: 19, count: 9))
    #expect(cache.answer("a", [0]) { [1] } == [1])
  }

  @Test("Those who ask while an answer is being computed wait for it")
  func shared() {
    let cache = AnswerCache(most: 1000)
    let computed = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let answer = cache.shared("a", [1]) {
        computed.add(1, ordering: .relaxed)
        return [7]
      }
      #expect(answer == [7])
    }
    #expect(computed.load(ordering: .relaxed) == 1)
  }

  @Test("An error is not kept")
  func faults() throws {
    let cache = AnswerCache(most: 1000)
    #expect(throws: Fault.self) { try cache.shared("a", [1]) { throw Fault() } }
    #expect(cache.shared("a", [1]) { [7] } == [7])
  }
}
