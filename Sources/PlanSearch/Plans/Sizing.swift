import Economics
import Glibc

/// How many replicas on how many machines carry a load, spares included.
struct Sizing: Hashable, Sendable {
  /// Replicas that the load needs.
  var replicas: Double
  /// Machines that they need, and machines beyond those that stand by.
  var machines: Double
  var spares: Double

  /// - Parameters:
  ///   - rate: requests a second at the busiest time.
  ///   - perReplica: requests a second that a replica carries.
  ///   - devices: devices of a replica.
  ///   - perMachine: devices of a machine.
  ///   - availability: share of the time in which enough machines have to be up.
  ///   - machineAvailability: share of the time in which one is.
  /// - Returns: `nil` where a replica does not fit on a machine.
  init?(
    rate: Double, perReplica: Double, devices: Double, perMachine: Double,
    availability: Double?, machineAvailability: Double
  ) {
    let fit = (perMachine / devices + 1e-9).rounded(.down)
    guard fit >= 1, perReplica > 0 else { return nil }
    replicas = max(1, (rate / perReplica - 1e-9).rounded(.up))
    machines = (replicas / fit).rounded(.up)
    guard machines < 1e6 else { return nil }
    spares = 0
    guard let availability else { return }
    while spares < 1000,
      Self.chance(machines, of: machines + spares, each: machineAvailability) < availability
    {
      spares += 1
    }
  }

  /// The chance that at least `needed` of `all` machines are up, each on its own.
  static func chance(_ needed: Double, of all: Double, each up: Double) -> Double {
    // Sum over the number that is down, from none on: few terms matter.
    var term = pow(up, all), sum = term
    var down = 0.0
    while down < all - needed {
      term *= (all - down) / (down + 1) * (1 - up) / up
      sum += term
      down += 1
    }
    return min(1, sum)
  }
}
