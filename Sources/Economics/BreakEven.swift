import Quantities

/// Where one way of serving a load becomes as cheap as another.
public enum BreakEven {
  /// The smallest load from which a challenger costs no more than an incumbent.
  public struct Point: Hashable, Sendable {
    /// Requests per hour; 0 when the challenger is no dearer from the first request on.
    public var requestsPerHour: Double
    /// US dollars per hour of the challenger at that load (just above it, at a step).
    public var challenger: USDollars
    /// US dollars per hour of the incumbent at that load (just above it, at a step).
    public var incumbent: USDollars
    /// Whether the incumbent needs another machine just above this load. Otherwise both cost the
    /// same there, unless the point is 0.
    public var isAtStep: Bool
    /// Whether the challenger is also the cheaper one for loads without end. Otherwise a machine
    /// that it has to add may turn the tables again.
    public var holdsBeyond: Bool
  }

  /// The most steps that are looked at, each a machine more. Curves that are equal in the limit
  /// would go on for ever.
  static let stepLimit = 200_000

  /// The smallest load from which `challenger` costs no more than `incumbent`; `nil` when that
  /// never happens (with up to a hundred thousand machines).
  ///
  /// Both curves are straight between loads at which a machine is added, so each stretch has at
  /// most one crossing. A curve lies between u·v and F + u·v, where F is the cost of one group and
  /// u the cost per request at full load; beyond the load where these bounds part nothing new can
  /// happen, and the search ends.
  public static func volume(of challenger: CostCurve, against incumbent: CostCurve) -> Point? {
    guard [challenger, incumbent].allSatisfy(isUsable) else { return nil }
    let own = challenger.perRequestAtFullLoad.value
    let other = incumbent.perRequestAtFullLoad.value
    let end =
      own < other
      ? challenger.fixedPerHour.value / (other - own)
      : own > other ? incumbent.fixedPerHour.value / (own - other) : Double.infinity
    var low = 0.0
    var ownSteps = 1.0
    var otherSteps = 1.0
    for _ in 0..<stepLimit {
      let ownEdge = challenger.capacityPerHour.map { $0 * ownSteps } ?? .infinity
      let otherEdge = incumbent.capacityPerHour.map { $0 * otherSteps } ?? .infinity
      let high = min(ownEdge, otherEdge)
      let fixed =
        challenger.fixedPerHour.value * ownSteps - incumbent.fixedPerHour.value * otherSteps
      let slope = challenger.perRequest.value - incumbent.perRequest.value
      // The difference of the costs is fixed + slope × load on this stretch.
      var load: Double?
      if fixed + slope * low <= 0 {
        load = low
      } else if slope < 0, -fixed / slope <= high * (1 + 1e-12) {
        load = min(high, -fixed / slope)
      }
      if let load, load.isFinite {
        return Point(
          requestsPerHour: load,
          challenger: challenger.fixedPerHour * ownSteps + challenger.perRequest * load,
          incumbent: incumbent.fixedPerHour * otherSteps + incumbent.perRequest * load,
          isAtStep: load == low && low > 0, holdsBeyond: own <= other)
      }
      guard high.isFinite, high <= end * (1 + 1e-9) else { return nil }
      low = high
      if ownEdge <= high * (1 + 1e-12) { ownSteps += 1 }
      if otherEdge <= high * (1 + 1e-12) { otherSteps += 1 }
    }
    return nil
  }

  /// The part of the hours, 0…1, from which owning a machine costs no more than renting one only
  /// while it is busy; `nil` when renting is cheaper even around the clock.
  ///
  /// `owned` costs its fixed part and idle power all the time, `rentedPerHour` is paid for busy
  /// hours alone: u = fixed ÷ (rent − the extra electricity of a busy hour). Both must serve the
  /// same load when busy.
  public static func owningUtilisation(owned: CostCurve, rentedPerHour: USDollars) -> Double? {
    guard isUsable(owned), rentedPerHour.value.isFinite else { return nil }
    let busyHour = owned.perRequest.value * (owned.capacityPerHour ?? 0)
    let saved = rentedPerHour.value - busyHour
    guard saved > 0 else { return nil }
    let utilisation = owned.fixedPerHour.value / saved
    return utilisation <= 1 ? utilisation : nil
  }

  private static func isUsable(_ curve: CostCurve) -> Bool {
    let amounts = [curve.fixedPerHour.value, curve.perRequest.value]
    let capacity = curve.capacityPerHour ?? 1
    return amounts.allSatisfy { $0.isFinite && $0 >= 0 } && capacity.isFinite && capacity > 0
  }
}
