import Presentation
import Quantities

/// Short forms in which figures stand inside sentences.
enum Words {
  static func bytes(_ amount: Bytes) -> String { NumberFormat.bytes(amount) }
  static func time(_ span: Seconds) -> String { NumberFormat.seconds(span) }
  static func money(_ amount: USDollars) -> String { NumberFormat.money(amount) }

  static func number(_ number: Double) -> String {
    let isWhole = number == number.rounded()
    return isWhole || abs(number) >= 1000
      ? NumberFormat.count(number) : NumberFormat.significant(number, digits: 3)
  }
}
