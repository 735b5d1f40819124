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
    let text = description.utf8
    let end = text.firstIndex(of: UInt8(ascii: "e")) ?? text.endIndex
    digits.reserveCapacity(text.count)
    var hasPoint = false
    for byte in text[..<end] {
      if byte == UInt8(ascii: ".") {
        hasPoint = true
        continue
      }
      if !hasPoint { pointPosition += 1 }
      if digits.isEmpty, byte == UInt8(ascii: "0") {
        pointPosition -= 1
      } else {
        digits.append(byte - UInt8(ascii: "0"))
      }
    }
    if end < text.endIndex, let exponent = Int(description[text.index(after: end)...]) {
      pointPosition += exponent
    }
    if digits.isEmpty { pointPosition = 0 }
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
    var text: [UInt8] = []
    text.reserveCapacity(2 * (wholeDigits + fractionDigits))
    for place in 0..<(wholeDigits + fractionDigits) {
      if place == wholeDigits {
        text.append(UInt8(ascii: "."))
      } else if place > 0, place < wholeDigits, (wholeDigits - place) % 3 == 0 {
        text.append(UInt8(ascii: ","))
      }
      let index = kept.pointPosition - wholeDigits + place
      let digit = kept.digits.indices.contains(index) ? kept.digits[index] : 0
      text.append(UInt8(ascii: "0") + digit)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The number with `count` significant digits, and all its digits before the point: 1,235 with
  /// three of them is not 1,240.
  func text(significantDigits count: Int) -> String {
    let kept = rounded(significantDigits: max(count, pointPosition))
    return kept.text(fractionDigits: max(0, count - kept.pointPosition))
  }
}
