import Quantities

/// Amounts as people type them.
enum Amount {
  /// A decimal number. `Double` alone also reads "inf", "nan" and hexadecimal floats.
  static func number(_ text: some StringProtocol) -> Double? {
    guard text.utf8.allSatisfy({ isDigit($0) || "+-.eE".utf8.contains($0) }) else { return nil }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  /// Numbers with units of time, from the largest to the smallest: `1h30m`, `500ms`, `1.5 s`.
  static func duration(_ text: String) -> Seconds? {
    let units: [(name: String, seconds: Double)] = [
      ("d", 86400), ("h", 3600), ("min", 60), ("m", 60), ("s", 1), ("ms", 1e-3), ("us", 1e-6),
      ("µs", 1e-6),
    ]
    var rest = Substring(text)
    var total = 0.0
    var smallest = Double.infinity
    repeat {
      guard
        let (number, unit) = takePart(&rest),
        let seconds = units.first(where: { $0.name == unit })?.seconds, seconds < smallest
      else { return nil }
      smallest = seconds
      total += number * seconds
    } while !rest.isEmpty
    return total.isFinite ? Seconds(total) : nil
  }

  /// A number with a unit of memory, decimal (`GB`) or binary (`GiB`), in letters of any case.
  static func memory(_ text: String) -> Bytes? {
    var rest = Substring(text)
    guard let (number, unit) = takePart(&rest), rest.isEmpty else { return nil }
    let units: [String: Double] = [
      "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 0x1p10, "mib": 0x1p20,
      "gib": 0x1p30, "tib": 0x1p40,
    ]
    return units[unit.lowercased()].map { Bytes(number * $0) }
  }

  /// Takes an unsigned number and the letters after it, spaces around them left out.
  private static func takePart(_ rest: inout Substring) -> (number: Double, unit: String)? {
    let digits = rest.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }
    rest = rest.dropFirst(digits.count).drop { $0 == " " }
    let unit = rest.prefix { $0.isLetter }
    rest = rest.dropFirst(unit.count).drop { $0 == " " }
    guard let number = number(digits), !unit.isEmpty else { return nil }
    return (number, String(unit))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
