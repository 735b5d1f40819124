import Quantities
import StructuredText

/// Amounts as people write them: `2 sec`, `500$/mo`, `1000/h`, `99.9%`.
///
/// A number without a unit means the field's own unit, which its help states.
extension FieldReader {
  /// Seconds: `0.5`, `500ms`, `2 sec`, `1.5 min`, `1h`.
  mutating func seconds(_ field: String) throws(StructuredTextError) -> Seconds? {
    try amount(field, accepted: "a time such as 500ms, 2s, 1.5 min") { number, unit in
      switch unit {
      case "ms", "msec", "millisecond", "milliseconds": number / 1000
      case "", "s", "sec", "secs", "second", "seconds": number
      case "m", "min", "mins", "minute", "minutes": number * 60
      case "h", "hr", "hour", "hours": number * 3600
      default: nil
      }
    }.map { Seconds($0) }
  }

  /// Requests a second: `5`, `5/s`, `300/min`, `1000 per hour`, `20 rpm`.
  mutating func requestRate(_ field: String) throws(StructuredTextError) -> Double? {
    try amount(field, accepted: "requests over time such as 5/s, 300/min, 1000/h") { number, unit in
      switch unit {
      case "", "/s", "/sec", "/second", "rps", "qps", "per second": number
      case "/m", "/min", "/minute", "rpm", "per minute": number / 60
      case "/h", "/hr", "/hour", "rph", "per hour": number / 3600
      case "/d", "/day", "per day": number / 86_400
      default: nil
      }
    }
  }

  /// US dollars a month: `500`, `500/month`, `500$/mo`, `$6k/year`.
  mutating func dollarsPerMonth(_ field: String) throws(StructuredTextError) -> USDollars? {
    try dollars(field, accepted: "US dollars a month such as 500/month or 6k/year") { over in
      switch over {
      case "", "/mo", "/mon", "/month", "per month", "monthly", "/m": 1
      case "/y", "/yr", "/year", "per year", "yearly": 1.0 / 12
      case "/d", "/day", "per day": 365.0 / 12
      case "/h", "/hr", "/hour", "per hour": 730
      default: nil
      }
    }
  }

  /// US dollars: `20000`, `$20k`, `1.5M USD`.
  mutating func dollars(_ field: String) throws(StructuredTextError) -> USDollars? {
    try dollars(field, accepted: "US dollars such as 20000 or 20k") { $0.isEmpty ? 1 : nil }
  }

  /// A share of 1: `99.9%`, `99.9`, `0.999`.
  mutating func share(_ field: String) throws(StructuredTextError) -> Double? {
    try amount(field, accepted: "a percentage such as 99.9%") { number, unit in
      switch unit {
      case "%", "percent": number < 100 ? number / 100 : nil
      case "": number < 1 ? number : number < 100 ? number / 100 : nil
      default: nil
      }
    }
  }

  /// Names in a list, or in one text with commas.
  mutating func names(_ field: String) throws(StructuredTextError) -> [String]? {
    guard let value = value(field) else { return nil }
    switch value {
    case .string(let text):
      let names = text.split(separator: ",").map { Self.trimmed(String($0)) }
      guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty }) else { break }
      return names
    case .array(let items):
      let names = items.compactMap { item -> String? in
        guard case .string(let name) = item, !name.isEmpty else { return nil }
        return name
      }
      guard names.count == items.count, !names.isEmpty else { break }
      return names
    default: break
    }
    throw unacceptable(field, value, "names, separated by commas")
  }

  private mutating func dollars(
    _ field: String, accepted: String, _ factor: (String) -> Double?
  ) throws(StructuredTextError) -> USDollars? {
    try amount(field, accepted: accepted) { number, unit in
      var rest = unit
      var amount = number
      for (mark, size) in [("k", 1e3), ("m", 1e6)]
      where rest.hasPrefix(mark) && !rest.hasPrefix("mo") {
        amount *= size
        rest = Self.trimmed(String(rest.dropFirst()))
        break
      }
      for mark in ["us dollars", "dollars", "usd", "us$", "$"] where rest.hasPrefix(mark) {
        rest = Self.trimmed(String(rest.dropFirst(mark.count)))
        break
      }
      return factor(rest).map { amount * $0 }
    }.map { USDollars($0) }
  }

  /// A number with what stands behind it, in lower case; a dollar sign may stand before.
  private mutating func amount(
    _ field: String, accepted: String, _ convert: (Double, String) -> Double?
  ) throws(StructuredTextError) -> Double? {
    guard let value = value(field) else { return nil }
    let result: Double?
    switch value {
    case .number(let number): result = convert(number, "")
    case .string(let text):
      var rest = Self.trimmed(text.lowercased())
      if rest.hasPrefix("$") { rest = Self.trimmed(String(rest.dropFirst())) }
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
      let unit = Self.trimmed(String(rest.dropFirst(digits.count)))
      result = Double(digits.filter { $0 != "_" }).flatMap { convert($0, unit) }
    default: result = nil
    }
    guard let result, result.isFinite, result > 0, result < 1e15 else {
      throw unacceptable(field, value, accepted + ", above 0")
    }
    return result
  }

  private static func trimmed(_ text: String) -> String {
    let front = text.drop { $0 == " " }
    return String(front.reversed().drop { $0 == " " }.reversed())
  }
}
