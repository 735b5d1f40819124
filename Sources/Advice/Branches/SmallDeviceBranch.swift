import Catalog
import Presentation
import Quantities
import StructuredText

/// Sizes and memories of phones, microcontrollers and small boards, and which take a model.
struct SmallDeviceBranch: AdviceBranch {
  func concerns(_ path: FlowPath) -> Bool { !Self.groups(path).isEmpty }

  func findings(_ input: BranchInput) throws(AdviceError) -> [Finding] {
    let limits = try AdviceError.fromCatalog { () throws(CatalogError) in
      try DeviceLimit.load(input.adviser.files)
    }
    let groups = Self.groups(input.path)
    let size = input.details.modelSize
    let shown = limits.filter { groups.contains($0.group) }
    return [
      Finding(
        key: "device_limits", title: "What fits on these devices",
        words: size.map { size in
          [
            "A model file of \(NumberFormat.bytes(size)), and a tenth of it for activations and "
              + "buffers (an assumption: measure yours)."
          ]
        } ?? ["Give the size of a model (--model-size) to see which of them take it."],
        columns: [
          .init("device", "Device class", priority: 2), .init("memory_mb", "Memory", .trailing),
          .init("model_memory_mb", "For a model", .trailing),
          .init("package_mb", "Package", .trailing), .init("verdict", "Verdict"),
        ],
        rows: shown.map { row($0, size) }, notes: notes(shown, input.adviser))
    ]
  }

  /// The runtimes of the classes in their order, and where the limits are from.
  private func notes(_ limits: [DeviceLimit], _ adviser: Adviser) -> [String] {
    var runtimes: [(names: String, devices: [String])] = []
    for limit in limits {
      let names = adviser.shelf.tools(limit.tools).map(\.name).joined(separator: ", ")
      if let index = runtimes.firstIndex(where: { $0.names == names }) {
        runtimes[index].devices.append(limit.name)
      } else {
        runtimes.append((names, [limit.name]))
      }
    }
    var seen: Set<String> = []
    let sources = limits.map { limit in
      limit.provenance.source + ", \(limit.provenance.date)"
        + (limit.provenance.verification == .fromMemory ? " (unverified)" : "")
    }.filter { seen.insert($0).inserted }
    let remarks = limits.compactMap(\.provenance.notes).filter { seen.insert($0).inserted }
    return runtimes.map { "runtimes in this order, \(group($0.devices)): \($0.names)" } + remarks
      + ["limits from: " + sources.joined(separator: "; ")]
  }

  private func group(_ devices: [String]) -> String {
    guard let first = devices.first, let last = devices.last, devices.count > 2 else {
      return devices.joined(separator: ", ")
    }
    return "\(first) to \(last)"
  }

  private func row(_ limit: DeviceLimit, _ size: Bytes?) -> [Finding.Cell] {
    let verdict = size.map { limit.admits(file: $0, working: $0 * 0.1) }
    let words =
      switch verdict {
      case nil: ""
      case .fits(let headroom):
        "fits" + (headroom.map { ", \(NumberFormat.bytes($0)) left" } ?? "")
      case .tooLargeToShip(let excess):
        "too large to ship by \(NumberFormat.bytes(excess)): download it after installation"
      case .tooLargeToLoad(let excess): "too large to load by \(NumberFormat.bytes(excess))"
      }
    return [
      .init(limit.name),
      .init(limit.memory.map { $0.value / 1e6 }) { NumberFormat.bytes(Bytes($0 * 1e6)) },
      .init(limit.modelMemory.map { $0.value / 1e6 }) { NumberFormat.bytes(Bytes($0 * 1e6)) },
      .init(limit.packageLimit.map { $0.value / 1e6 }) { NumberFormat.bytes(Bytes($0 * 1e6)) },
      .init(words),
    ]
  }

  /// The groups of devices that a way is about.
  private static func groups(_ path: FlowPath) -> Set<String> {
    switch path.situation["platform"] {
    case "ios": return ["ios"]
    case "android": return ["android"]
    case "both": return ["ios", "android"]
    default: break
    }
    switch path.situation["hardware"] {
    case "iphone": return ["ios"]
    case "android-phone": return ["android"]
    case "microcontroller": return ["mcu"]
    case "raspberry-pi": return ["board"]
    default: return []
    }
  }
}
