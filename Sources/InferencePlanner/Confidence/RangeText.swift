import Presentation
import Quantities

/// Ranges as people write them: `41–62 ms`.
enum RangeText {
  static func seconds(_ range: ClosedRange<Double>?) -> String {
    text(range) { NumberFormat.seconds(Seconds($0)) }
  }

  static func bytes(_ range: ClosedRange<Double>?) -> String {
    text(range) { NumberFormat.bytes(Bytes($0)) }
  }

  static func money(_ range: ClosedRange<Double>?) -> String {
    text(range) { NumberFormat.money(USDollars($0)) }
  }

  /// Amounts without their currency, for a table that names it beside.
  static func plainMoney(_ range: ClosedRange<Double>?) -> String {
    money(range).replacing(" USD", with: "")
  }

  static func number(_ range: ClosedRange<Double>?) -> String {
    text(range) { NumberFormat.significant($0) }
  }

  /// Both ends, a common unit said once.
  static func text(_ range: ClosedRange<Double>?, _ words: (Double) -> String) -> String {
    guard let range else { return "" }
    let low = words(range.lowerBound), high = words(range.upperBound)
    if low == high { return low }
    if let space = high.firstIndex(of: " "), low.hasSuffix(high[space...]),
      low.count(where: { $0 == " " }) == 1
    {
      return low.prefix { $0 != " " } + "–" + high
    }
    return low + "–" + high
  }
}
