/// Why a row is no question to the forecaster.
public struct Skipped: Error, Hashable, Sendable {
  public var reason: String

  init(_ reason: String) { self.reason = reason }
}
