import FoundationEssentials
import Quantities
import TestSupport
import Testing

@Suite struct QuantityTests {
  @Test func arithmeticKeepsTheUnit() {
    #expect(Bytes(3) + Bytes(4) == Bytes(7))
    #expect(Seconds(3) - Seconds(4) == Seconds(-1))
    #expect(USDollars(3) * 2 == USDollars(6))
    #expect(2 * Watts(3) == Watts(6))
    #expect(Joules(9) / 3 == Joules(3))
    #expect(Bytes(6) / Bytes(3) == 2)
    var sum = Seconds.zero
    sum += Seconds(1.5)
    #expect(sum == Seconds(1.5))
    #expect(Bytes.zero.value == 0)
  }

  @Test func amountsAreOrdered() {
    #expect(Bytes(1) < Bytes(2))
    #expect([Seconds(3), Seconds(1), Seconds(2)].max() == Seconds(3))
    #expect(!(Watts(.nan) < Watts(1)) && !(Watts(1) < Watts(.nan)))
  }

  @Test func unitsConvert() {
    #expect(Bytes.gigabytes(24).value == 24_000_000_000)
    #expect(Bytes.gibibytes(1).value == 1_073_741_824)
    #expect(Bytes.mebibytes(1024) == Bytes.gibibytes(1))
    #expect(Bytes(5e9).gigabytes == 5)
    #expect(Bytes.gibibytes(24).gibibytes == 24)
    #expect(Seconds.milliseconds(250) == Seconds(0.25))
    #expect(Seconds.microseconds(250) == Seconds(0.00025))
    #expect(Seconds(0.25).milliseconds == 250)
    #expect(Joules(3.6e6).kilowattHours == 1)
  }

  @Test func codingWritesTheBareNumber() throws {
    let data = try JSONEncoder().encode([Bytes(1.5), Bytes(2)])
    #expect(String(decoding: data, as: UTF8.self) == "[1.5,2]")
    #expect(try JSONDecoder().decode([Bytes].self, from: data) == [Bytes(1.5), Bytes(2)])
  }

  @Test func addingThenSubtractingReturns() {
    var generator = SeededGenerator(seed: 71)
    for _ in 0..<1_000 {
      let a = Bytes(Double(Int.random(in: -1_000_000_000...1_000_000_000, using: &generator)))
      let b = Bytes(Double(Int.random(in: -1_000_000_000...1_000_000_000, using: &generator)))
      #expect(a + b - b == a)
      #expect(a + b == b + a)
    }
  }
}
