/// Numbers as they stand in the arithmetic of a cost line.
enum Words {
  /// `value` with six significant digits, without an exponent and without trailing zeros.
  static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e16 else { return String(value) }
    guard value.magnitude >= 1e-12 else { return "0" }
    var decimals = 5
    var size = value.magnitude
    while size >= 10, decimals > 0 {
      size /= 10
      decimals -= 1
    }
    while size < 1 {
      size *= 10
      decimals += 1
    }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard let digits = UInt64(exactly: scaled) else { return String(value) }
    var text = Array(String(digits).utf8)
    if decimals > 0 {
      let zero = UInt8(ascii: "0")
      if text.count <= decimals {
        text.insert(contentsOf: repeatElement(zero, count: decimals + 1 - text.count), at: 0)
      }
      let point = text.count - decimals
      while text.count > point, text.last == zero { text.removeLast() }
      if text.count > point { text.insert(UInt8(ascii: "."), at: point) }
    }
    let number = String(decoding: text, as: UTF8.self)
    return value < 0 && number != "0" ? "-" + number : number
  }

  /// `count` of something, with the plural where it is due.
  static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)" + (count == 1 ? "" : "s")
  }
}
