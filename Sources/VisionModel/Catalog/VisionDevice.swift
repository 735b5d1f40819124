import Catalog
import StructuredText

/// A device as measurements of vision networks tell devices apart: a board, a phone, a card, a
/// machine.
public struct VisionDevice: Hashable, Sendable, Identifiable {
  public var id: String
  public var name: String
  public var kind: Kind
  /// The part that runs networks where a source does not say.
  public var unit: VisionUnit
  /// The device of the hardware catalog, where that has it.
  public var accelerator: Accelerator?
  /// The kind of its processor's fastest cores: those of one kind share what is measured.
  public var core: String?
  /// Dense FP32 operations a second of its processor: cores × clock × operations a cycle.
  public var processorRate: Double?
  /// INT8 operations a second of its NPU, as its maker states them.
  public var neuralRate: Double?
  public var provenance: Provenance

  /// Where such devices are used.
  public enum Kind: String, CaseIterable, Sendable, Codable {
    case edge, phone, laptop, desktop, server, datacenter, mcu
  }

  /// What devices have in common whose units behave alike: cores, generations of GPUs.
  public func architecture(_ unit: VisionUnit) -> String {
    switch unit {
    case .cpu: core ?? "cpu of unknown cores"
    case .gpu: accelerator.map(\.architecture) ?? kind.rawValue + " gpu"
    case .npu: accelerator.map(\.architecture) ?? "npu"
    }
  }

  /// Dense operations a second of a unit in a precision; `nil` where nobody says.
  ///
  /// Where a unit is rated in another precision, a rate doubles with each halving of the numbers, as
  /// the width of registers and wires makes it; what a runtime makes of it is fitted.
  public func rate(_ unit: VisionUnit, _ precision: VisionPrecision) -> Double? {
    switch unit {
    case .cpu: return processorRate
    case .gpu:
      // Rows of boards and phones rate their processor or NPU, not the graphics beside it.
      guard let accelerator, !Self.withoutGraphics.contains(accelerator.platform) else {
        return nil
      }
      switch precision {
      case .fp32: return accelerator.computeRate(.fp32)?.rate
      case .fp16, .w8a16: return accelerator.computeRate(.fp16)?.rate
      case .int8: return accelerator.computeRate(.int8)?.rate
      }
    case .npu:
      let stated = accelerator.flatMap {
        Self.withoutGraphics.contains($0.platform) && $0.platform != "cpu" ? $0.int8Rate : nil
      }
      guard let rate = neuralRate ?? stated else { return nil }
      switch precision {
      case .int8: return rate
      case .w8a16: return rate / 2
      case .fp16, .fp32: return rate / 4
      }
    }
  }

  /// Platforms of the hardware catalog whose rates are not those of a GPU.
  private static let withoutGraphics: Set = ["cpu", "phone", "npu"]

  /// A device that nobody has measured, from its row of the hardware catalog.
  public init(_ accelerator: Accelerator) {
    id = accelerator.id
    name = accelerator.name
    switch accelerator.kind {
    case .datacenterGPU: kind = .datacenter
    case .workstationGPU, .consumerGPU: kind = .desktop
    case .appleSoC: kind = .laptop
    case .cpu: kind = .server
    case .mobile: kind = .phone
    case .npu, .edge: kind = .edge
    }
    switch accelerator.platform {
    case "cpu": unit = .cpu
    case "phone", "npu": unit = .npu
    default: unit = .gpu
    }
    self.accelerator = accelerator
    core = nil
    processorRate = accelerator.platform == "cpu" ? accelerator.fp32Rate : nil
    neuralRate = unit == .npu ? accelerator.int8Rate : nil
    provenance = accelerator.provenance
  }

  init(
    _ row: CSVTable.Row, accelerators: [String: Accelerator], widths: [String: Double]
  ) throws(CatalogError) {
    id = try row.required("id")
    name = row["name"] ?? id
    kind = try row.choice("kind", Kind.self) ?? .edge
    unit = try row.choice("unit", VisionUnit.self) ?? .cpu
    if let named = row["accelerator"] {
      guard let found = accelerators[named] else {
        throw row.unacceptable("accelerator", "the id of a row of accelerators.csv")
      }
      accelerator = found
    } else {
      accelerator = nil
    }
    core = row["cpu"]
    processorRate = nil
    if let core {
      guard let width = widths[core] else {
        throw row.unacceptable("cpu", "the id of a row of vision_cores.csv")
      }
      if let cores = try row.number("cpu_cores"), let clock = try row.number("cpu_ghz") {
        processorRate = cores * clock * 1e9 * width
      }
    }
    neuralRate = try row.number("npu_tops").flatMap { $0 > 0 ? $0 * 1e12 : nil }
    provenance = row.provenance()
  }
}
