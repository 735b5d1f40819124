import Quantities

/// Numbers as people read them: few digits, a unit, commas between thousands.
///
/// What is not finite reads ``missing``; nothing reads "-0".
public enum NumberFormat {
  /// What stands where there is no number.
  public static let missing = "–"

  /// An amount of memory with 4 significant digits in decimal units: "14.96 GB", "512 B".
  public static func bytes(_ amount: Bytes) -> String {
    signed(amount.value.rounded()) { bytes in
      bytes < 1000
        ? DecimalDigits(bytes).text(fractionDigits: 0) + " B"
        : scaled(bytes / 1e3, ["kB", "MB", "GB", "TB", "PB", "EB"], significantDigits: 4)
    }
  }

  /// A span of time: "12.3 ms", "1.24 s", "3 min 5 s", "2 h 10 min", "4 d 3 h".
  public static func seconds(_ span: Seconds) -> String {
    signed(span.value) { seconds in
      if seconds == 0 { return "0 s" }
      if seconds < 0.9995 {
        return scaled(seconds * 1e9, ["ns", "µs", "ms"], significantDigits: 3)
      }
      if seconds < 59.95 {
        return DecimalDigits(seconds).text(significantDigits: 3) + " s"
      }
      if seconds.rounded() < 3600 { return pair(seconds.rounded(), 60, "min", "s") }
      let minutes = (seconds / 60).rounded()
      if minutes < 1440 { return pair(minutes, 60, "h", "min") }
      return pair((seconds / 3600).rounded(), 24, "d", "h")
    }
  }

  /// A whole number with commas between thousands: "1,234,567".
  public static func count(_ number: Int) -> String {
    (number < 0 ? "-" : "") + DecimalDigits(number.magnitude).text(fractionDigits: 0)
  }

  /// A number rounded to a whole one, with commas between thousands: "1,234,567".
  public static func count(_ number: Double) -> String {
    signed(number) { DecimalDigits($0).text(fractionDigits: 0) }
  }

  /// An amount of money with cents, or with 3 significant digits where cents say too little:
  /// "1,234.50 USD", "0.000123 USD".
  public static func money(_ amount: USDollars) -> String {
    signed(amount.value) { dollars in
      if dollars == 0 || dollars >= 1 {
        return DecimalDigits(dollars).text(fractionDigits: 2) + " USD"
      }
      if dollars < 1e-9 { return "<0.000000001 USD" }
      var text = DecimalDigits(dollars).text(significantDigits: 3)
      while text.hasSuffix("0"), text.utf8.count > "0.00".utf8.count { text.removeLast() }
      return text + " USD"
    }
  }

  /// A share of a whole, given as a fraction of 1, with 3 significant digits: "12.3%".
  public static func percent(_ fraction: Double) -> String {
    signed(fraction * 100) {
      $0 == 0 ? "0%" : DecimalDigits($0).text(significantDigits: 3) + "%"
    }
  }

  /// A number in a unit, with 3 significant digits or as many as stand before the point:
  /// "1,234 tok/s", "0.0521 req/s".
  public static func rate(_ number: Double, unit: String) -> String {
    let text = significant(number)
    return text == missing ? missing : text + " " + unit
  }

  /// A number with so many significant digits, or as many as stand before the point.
  public static func significant(_ number: Double, digits: Int = 3) -> String {
    signed(number) { $0 == 0 ? "0" : DecimalDigits($0).text(significantDigits: max(digits, 1)) }
  }

  /// The text of a magnitude with the sign of `number`, unless all that is shown is zeros.
  private static func signed(_ number: Double, _ text: (Double) -> String) -> String {
    guard number.isFinite else { return missing }
    let magnitude = text(number.magnitude)
    let isZero = !magnitude.utf8.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
    return number < 0 && !isZero ? "-" + magnitude : magnitude
  }

  /// `number` in the first of `units`, each a thousand times the one before it, in which it rounds
  /// to less than 1000; in the last if there is none.
  private static func scaled(
    _ number: Double, _ units: [String], significantDigits: Int
  ) -> String {
    var number = number
    var text = ""
    for (place, unit) in units.enumerated() {
      if number >= 1e4, place + 1 < units.count {
        number /= 1e3
        continue
      }
      text = DecimalDigits(number).text(significantDigits: significantDigits) + " " + unit
      // A comma says that there are thousands of this unit.
      if !text.utf8.contains(UInt8(ascii: ",")) { break }
      number /= 1e3
    }
    return text
  }

  /// A whole number of small units as large ones and the rest: "3 min 5 s".
  private static func pair(
    _ number: Double, _ ratio: Double, _ large: String, _ small: String
  ) -> String {
    let rest = number.truncatingRemainder(dividingBy: ratio)
    let whole = count((number - rest) / ratio) + " " + large
    return rest == 0 ? whole : whole + " " + count(rest) + " " + small
  }
}
