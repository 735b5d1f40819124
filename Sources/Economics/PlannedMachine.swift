import Catalog
import Quantities

extension OwnedMachine {
  /// A machine of `devices` accelerators, with what owning it takes: servers stand in a data
  /// centre, everything else at home or in an office.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` when an assumption is missing.
  public static func planned(
    _ device: Accelerator, devices: Int, price: USDollars, provenance: Provenance,
    _ assumptions: Assumptions
  ) throws(CatalogError) -> (machine: OwnedMachine, terms: OwnershipTerms) {
    let isServer = device.kind == .datacenterGPU || device.kind == .npu
    let setting: OwnershipTerms.Setting = isServer ? .dataCentre : .workstation
    var terms = try OwnershipTerms(setting, assumptions)
    let limit = device.power ?? .zero
    let power: PowerDraw
    if device.isWholeMachine {
      // A SoC, a board or a phone is the machine: nothing has to be built around it.
      terms.capexMultiplier = .given("price of a whole machine over its own", 1, unit: "x price")
      let idle = try assumptions.required("gpu_power_fraction_idle")
      let busy = try assumptions.required("gpu_power_fraction_decode")
      power = PowerDraw(
        idle: limit * min(idle.value, busy.value), busy: limit * busy.value,
        basis: [idle.provenance, busy.provenance])
    } else {
      power = try PowerDraw.estimated(
        limit: limit, accelerators: devices, setting: setting, assumptions)
    }
    return (
      OwnedMachine(
        name: devices > 1 ? "\(devices)× \(device.name)" : device.name, accelerators: devices,
        acceleratorPrice: price, power: power, provenance: provenance), terms
    )
  }
}

extension Accelerator {
  /// The row's price and power are those of a complete machine.
  public var isWholeMachine: Bool {
    switch kind {
    case .appleSoC, .mobile, .edge: true
    default: false
    }
  }
}

extension Accelerator {
  /// Accelerators of the smallest machine that is sold: boards without a slot come by the tray.
  public var devicesOfSmallestMachine: Int {
    guard kind == .datacenterGPU, let link = interconnect?.name.lowercased() else { return 1 }
    if link.contains("72-gpu") { return 72 }
    let isBoard =
      link.contains("nvswitch") || link.contains("full mesh") || link.contains("roce")
      || link == "nvlink 3" || link == "nvlink 2" || link == "infinity fabric"
    return isBoard ? 8 : 1
  }
}
