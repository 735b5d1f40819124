/// Seconds that `work` takes.
func seconds(_ work: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  return try clock.measure(work) / .seconds(1)
}

/// The middle of several measurements: an interrupted run moves it little.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// A number to three or four digits, thousands apart.
func figure(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
  if value < 100 { return "\((value * 100).rounded() / 100)" }
  var digits = String(Int(value.rounded()))
  var groups: [Substring] = []
  while digits.count > 3 {
    groups.insert(digits.suffix(3), at: 0)
    digits.removeLast(3)
  }
  return ([digits[...]] + groups).joined(separator: ",")
}

/// Something that stops a measurement, in words.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
}
