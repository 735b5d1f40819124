import Catalog
import Quantities

/// The electrical power of one machine at its plug, idle and fully busy.
public struct PowerDraw: Hashable, Sendable {
  /// Watts with the model loaded and nothing running.
  public var idle: Watts
  /// Watts with every accelerator busy.
  public var busy: Watts
  /// The rows behind the figures.
  public var basis: [Provenance]

  public init(idle: Watts, busy: Watts, basis: [Provenance] = []) {
    self.idle = idle
    self.busy = busy
    self.basis = basis
  }

  /// Watts averaged over a time of which `utilisation`, 0…1, is busy.
  public func average(utilisation: Double) -> Watts {
    idle + (busy - idle) * min(1, max(0, utilisation))
  }

  /// An estimate from the accelerator's power limit: (accelerators × limit × assumed fraction +
  /// the host's own draw) ÷ efficiency of the power supply.
  /// - Parameters:
  ///   - limit: thermal design power of one accelerator.
  ///   - setting: decides the host's own draw; a data centre's is that of an eight-accelerator
  ///     node, shared by the accelerators there are.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` when an assumption is missing.
  public static func estimated(
    limit: Watts, accelerators: Int, setting: OwnershipTerms.Setting, _ assumptions: Assumptions
  ) throws(CatalogError) -> PowerDraw {
    let busyFraction = try assumptions.required("gpu_power_fraction_decode")
    let idleFraction = try assumptions.required("gpu_power_fraction_idle")
    let efficiency = try assumptions.required("psu_efficiency")
    let host: Assumption
    let hostWatts: Watts
    switch setting {
    case .dataCentre:
      host = try assumptions.required("server_overhead_8gpu_w")
      hostWatts = Watts(host.value * Double(accelerators) / 8)
    case .workstation:
      host = try assumptions.required("server_overhead_workstation_w")
      hostWatts = Watts(host.value)
    }
    func atThePlug(_ fraction: Double) -> Watts {
      let direct = limit * Double(accelerators) * fraction + hostWatts
      return efficiency.value > 0 ? direct / efficiency.value : direct
    }
    return PowerDraw(
      idle: atThePlug(min(idleFraction.value, busyFraction.value)),
      busy: atThePlug(busyFraction.value),
      basis: [busyFraction, idleFraction, host, efficiency].map(\.provenance))
  }
}
