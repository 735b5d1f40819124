import Testing

@testable import Economics

@Suite("Numbers in arithmetic")
struct WordsTests {
  @Test(
    "Six digits, no exponent, no trailing zeros",
    arguments: [
      (0, "0"), (1, "1"), (-2.5, "-2.5"), (55.04, "55.04"), (40179.2, "40179.2"),
      (0.1 + 0.2, "0.3"), (0.00611555555, "0.00611556"), (0.000000123456789, "0.000000123457"),
      (1_000_000, "1000000"), (1234567.8, "1234568"), (999999.99, "1000000"),
      (0.9999999, "1"), (1e-13, "0"), (1e15, "1000000000000000"), (1.0 / 3, "0.333333"),
    ] as [(Double, String)])
  func number(_ value: Double, _ text: String) {
    #expect(Words.number(value) == text)
  }

  @Test("What is no number stays what it is")
  func none() {
    #expect(Words.number(.nan) == "nan")
    #expect(Words.number(.infinity) == "inf")
    #expect(Words.number(1e300) == "1e+300")
  }
}
