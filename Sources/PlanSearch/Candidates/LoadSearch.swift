/// Finds the most requests in flight at which something holds.
enum LoadSearch {
  /// The largest load for which `holds` gives a value, and that value.
  ///
  /// Latencies grow with the requests in flight, so the load is found by halving; on a logarithmic
  /// scale, because an engine of one slot and one of a thousand are both common.
  /// - Parameter most: the largest batch.
  /// - Returns: `nil` where not even an all but idle replica holds.
  static func largest<Value>(
    most: Double, holds: (_ others: Double) -> Value?
  ) -> (others: Double, value: Value)? {
    var low = 0.01, high = max(1, most) * 2
    guard var best = holds(low) else { return nil }
    while high > low * 1.05 {
      let middle = (low * high).squareRoot()
      if let found = holds(middle) {
        low = middle
        best = found
      } else {
        high = middle
      }
    }
    return (low, best)
  }
}
