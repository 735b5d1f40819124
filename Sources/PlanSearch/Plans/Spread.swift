extension Array {
  /// At most `count` elements at even distances, the first and the last among them.
  public func spread(_ count: Int) -> [Element] {
    guard self.count > count, count > 1 else { return Array(prefix(Swift.max(0, count))) }
    return (0..<count).map { self[$0 * (self.count - 1) / (count - 1)] }
  }
}
