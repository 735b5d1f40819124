import Presentation
import Quantities
import TestSupport
import Testing

@Suite struct NumberFormatTests {
  @Test(arguments: [
    (0, "0 B"), (512, "512 B"), (999.4, "999 B"), (999.5, "1.000 kB"), (14.96e9, "14.96 GB"),
    (80e9, "80.00 GB"), (999.96e9, "1.000 TB"), (-2.5e6, "-2.500 MB"), (-0.2, "0 B"),
    (1.5e21, "1,500 EB"), (.nan, "–"), (-.infinity, "–"),
  ])
  func bytes(value: Double, text: String) { #expect(NumberFormat.bytes(Bytes(value)) == text) }

  @Test(arguments: [
    (0, "0 s"), (0.0123, "12.3 ms"), (1.24, "1.24 s"), (185, "3 min 5 s"), (180, "3 min"),
    (59.94, "59.9 s"), (59.95, "1 min"), (3599.6, "1 h"), (7800, "2 h 10 min"), (86399, "1 d"),
    (356_400, "4 d 3 h"), (0.9995, "1.00 s"), (0.9994, "999 ms"), (0.99949, "999 ms"),
    (2.5e-6, "2.50 µs"), (8e-10, "0.800 ns"), (-1.5, "-1.50 s"), (.infinity, "–"),
  ])
  func seconds(value: Double, text: String) {
    #expect(NumberFormat.seconds(Seconds(value)) == text)
  }

  @Test(arguments: [
    (0, "0"), (-0.0, "0"), (-0.4, "0"), (999, "999"), (1234.5, "1,235"), (1_234_567, "1,234,567"),
    (-1000, "-1,000"), (1e15, "1,000,000,000,000,000"), (.nan, "–"),
  ])
  func count(value: Double, text: String) { #expect(NumberFormat.count(value) == text) }

  @Test func countOfWholeNumbersIsExact() {
    #expect(NumberFormat.count(Int.max) == "9,223,372,036,854,775,807")
    #expect(NumberFormat.count(Int.min) == "-9,223,372,036,854,775,808")
    #expect(NumberFormat.count(0) == "0")
  }

  @Test(arguments: [
    (0, "0.00 USD"), (1234.5, "1,234.50 USD"), (0.000123, "0.000123 USD"), (0.5, "0.50 USD"),
    (0.15, "0.15 USD"), (0.155, "0.155 USD"), (0.00012, "0.00012 USD"), (0.9996, "1.00 USD"),
    (2.675, "2.68 USD"), (-3, "-3.00 USD"), (1e-12, "<0.000000001 USD"), (.nan, "–"),
  ])
  func money(value: Double, text: String) { #expect(NumberFormat.money(USDollars(value)) == text) }

  @Test(arguments: [
    (0, "0%"), (0.123, "12.3%"), (1, "100%"), (0.5, "50.0%"), (0.99999, "100%"),
    (12.5, "1,250%"), (0.0001, "0.0100%"), (-0.05, "-5.00%"), (.infinity, "–"),
  ])
  func percent(value: Double, text: String) { #expect(NumberFormat.percent(value) == text) }

  @Test func ratesAndSignificantDigits() {
    #expect(NumberFormat.rate(1234, unit: "tok/s") == "1,234 tok/s")
    #expect(NumberFormat.rate(99.96, unit: "tok/s") == "100 tok/s")
    #expect(NumberFormat.rate(0.05214, unit: "req/s") == "0.0521 req/s")
    #expect(NumberFormat.rate(.nan, unit: "tok/s") == "–")
    #expect(NumberFormat.significant(9.9999) == "10.0")
    #expect(NumberFormat.significant(.leastNonzeroMagnitude, digits: 1).hasSuffix("05"))
    #expect(NumberFormat.significant(123.456, digits: 5) == "123.46")
  }

  @Test func significantDigitsAreNeverFurtherOffThanHalfAUnit() throws {
    var generator = SeededGenerator(seed: 41)
    for _ in 0..<5_000 {
      let scale = Double(Int.random(in: -12...12, using: &generator))
      var number = Double.random(in: 1...10, using: &generator)
      for _ in 0..<Int(scale.magnitude) { number = scale < 0 ? number / 10 : number * 10 }
      let text = NumberFormat.significant(number).replacing(",", with: "")
      let shown = try #require(Double(text))
      #expect(abs(shown - number) <= number * 0.0050001)
    }
  }
}
