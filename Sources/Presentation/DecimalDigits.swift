/// The shortest decimal digits that name a number, to be rounded as a person would round them.
///
/// Rounding works on these digits, half away from zero, so that 2.675, whose binary value lies a
/// hair below, becomes 2.68.
struct DecimalDigits {
  /// From the most significant, which is not 0; empty for zero.
  private var digits: [UInt8] = []
  /// How many places before the point the first digit stands: 2 for 12.5, 0 for 0.5, -1 for 0.05.
  private(set) var pointPosition = 0

  /// - Parameter magnitude: a finite number of at least 0.
  init(_ magnitude: Double) { self.init(description: magnitude.description) }

  init(_ magnitude: UInt) { self.init(description: magnitude.description) }

  /// - Parameter description: digits as the standard library writes them: "0.05", "1e+300".
  private init(description: String) {
    let parts = description.split(separator: "e", maxSplits: 1)
    var hasPoint = false
    for byte in (parts.first ?? "").utf8 {
      if byte == UInt8(ascii: ".") {
        hasPoint = true
      } else {
        if !hasPoint { pointPosition += 1 }
        digits.append(byte - UInt8(ascii: "0"))
      }
    }
    if parts.count == 2, let exponent = Int(parts[1]) { pointPosition += exponent }
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    pointPosition = digits.isEmpty ? 0 : pointPosition - zeros
  }

  /// The number rounded to its first `count` digits; to 1 or 0 of its place where `count` is 0.
  func rounded(significantDigits count: Int) -> DecimalDigits {
    guard count < digits.count else { return self }
    var result = self
    let roundsUp = count >= 0 && digits[count] >= 5
    result.digits.removeLast(digits.count - max(count, 0))
    if roundsUp {
      while result.digits.last == 9 { result.digits.removeLast() }
      if let last = result.digits.popLast() {
        result.digits.append(last + 1)
      } else {
        result.digits = [1]
        result.pointPosition += 1
      }
    }
    if result.digits.isEmpty { result.pointPosition = 0 }
    return result
  }

  /// The number with exactly `fractionDigits` digits after the point and commas between thousands.
  func text(fractionDigits: Int) -> String {
    let kept = rounded(significantDigits: pointPosition + fractionDigits)
    let wholeDigits = max(kept.pointPosition, 1)
    var text = ""
    for place in 0..<(wholeDigits + fractionDigits) {
      if place == wholeDigits {
        text += "."
      } else if place > 0, place < wholeDigits, (wholeDigits - place) % 3 == 0 {
        text += ","
      }
      let index = kept.pointPosition - wholeDigits + place
      text += String(kept.digits.indices.contains(index) ? kept.digits[index] : 0)
    }
    return text
  }

  /// The number with `count` significant digits, and all its digits before the point: 1,235 with
  /// three of them is not 1,240.
  func text(significantDigits count: Int) -> String {
    let kept = rounded(significantDigits: max(count, pointPosition))
    return kept.text(fractionDigits: max(0, count - kept.pointPosition))
  }
}
