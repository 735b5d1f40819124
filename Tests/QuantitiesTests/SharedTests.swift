import Quantities
import Testing

@Suite("Values that copies share") struct SharedTests {
  @Test("Copies are the same, equals are not, and both are equal")
  func identity() {
    let one = Shared(["a", "b"])
    let copy = one, other = Shared(["a", "b"])
    #expect(one.isSame(as: copy) && one.identity == copy.identity)
    #expect(!one.isSame(as: other))
    #expect(one == other && Set([one, copy, other]).count == 1)
    #expect(one != Shared(["a"]))
  }
}

@Suite("Work spread over the cores") struct ConcurrentMapTests {
  @Test("Results stand in the order of what they were made from", arguments: [0, 1, 2, 1000])
  func order(_ count: Int) {
    #expect((0..<count).concurrentMap { $0 * 2 } == (0..<count).map { $0 * 2 })
    #expect((0..<count + 9).dropFirst(9).concurrentMap { $0 } == Array(9..<count + 9))
  }

  @Test("Two functions give what each gives")
  func two() {
    let (number, text) = concurrently({ 1 }, { "two" })
    #expect(number == 1 && text == "two")
  }
}
