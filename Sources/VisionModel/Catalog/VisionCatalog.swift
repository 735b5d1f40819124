import Catalog
import Quantities
import StructuredText

/// Devices, runtimes and networks that measurements of vision name, and how they spell them.
public struct VisionCatalog: Sendable {
  public let devices: [VisionDevice]
  public let runtimes: [VisionRuntime]
  public let networks: [VisionNetwork]
  /// The tasks that networks do, those with most networks first.
  public let tasks: [String]

  private let deviceOfID: [String: Int]
  private let runtimeOfID: [String: Int]
  private let networkOfID: [String: Int]
  private let accelerators: [Accelerator]
  private let spellings: [Kind: [String: String]]

  /// What a spelling is of.
  public enum Kind: String, CaseIterable, Sendable {
    case device, runtime, model, precision
  }

  /// Reads the catalogs.
  /// - Throws: ``CatalogError`` where a row cannot be read or refers to none.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    accelerators = try Accelerator.load(files)
    let byID = Dictionary(accelerators.map { ($0.id, $0) }) { first, _ in first }
    var widths: [String: Double] = [:]
    for table in try files.tables(.visionCores) {
      for row in table.rows {
        widths[try row.required("id")] = try row.number("fp32_flops_per_cycle") ?? 0
      }
    }
    devices = try loadRows(.visionDevices, of: files) { row throws(CatalogError) in
      try VisionDevice(row, accelerators: byID, widths: widths)
    }
    runtimes = try loadRows(.visionRuntimes, of: files) { row throws(CatalogError) in
      try VisionRuntime(row)
    }
    networks = try loadRows(.visionModels, of: files) { row throws(CatalogError) in
      try VisionNetwork(row)
    }
    deviceOfID = Self.places(devices)
    runtimeOfID = Self.places(runtimes)
    networkOfID = Self.places(networks)
    let counts = Dictionary(grouping: networks, by: \.task).mapValues(\.count)
    tasks = counts.keys.sorted {
      (counts[$0] ?? 0, $1) > (counts[$1] ?? 0, $0)
    }
    var spellings: [Kind: [String: String]] = [:]
    for table in try files.tables(.visionSpellings) {
      for row in table.rows {
        guard let kind = try row.choice("kind", Kind.self) else {
          throw row.unacceptable("kind", Kind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        spellings[kind, default: [:]][try row.required("spelling")] = try row.required("id")
      }
    }
    self.spellings = spellings
  }

  public func device(id: String) -> VisionDevice? { deviceOfID[id].map { devices[$0] } }
  public func runtime(id: String) -> VisionRuntime? { runtimeOfID[id].map { runtimes[$0] } }
  public func network(id: String) -> VisionNetwork? { networkOfID[id].map { networks[$0] } }

  /// The id that a spelling of a measurement stands for: an id itself, or a row of
  /// `vision_spellings.csv`.
  public func id(_ kind: Kind, spelling: String) -> String? {
    if let id = spellings[kind]?[spelling] { return id }
    let isKnown =
      switch kind {
      case .device: deviceOfID[spelling] != nil
      case .runtime: runtimeOfID[spelling] != nil
      case .model: networkOfID[spelling] != nil
      case .precision: VisionPrecision(rawValue: spelling) != nil
      }
    return isKnown ? spelling : nil
  }

  /// The device a person means: one that has been measured, else one of the hardware catalog.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` with the nearest names, or
  ///   ``CatalogError/ambiguous(kind:name:candidates:)``.
  public func device(_ name: String) throws(CatalogError) -> VisionDevice {
    if let exact = device(id: name) ?? id(.device, spelling: name).flatMap(device(id:)) {
      return exact
    }
    let measured = Dictionary(grouping: devices) { $0.accelerator?.id ?? "" }
    var entries: [NameIndex.Entry] = []
    for (row, device) in devices.enumerated() {
      entries.append(.init(row: row, id: device.id, name: device.id))
      entries.append(.init(row: row, id: device.id, name: device.name))
      // Names of the catalog mean the measured device, where it is the only one of its kind.
      if let accelerator = device.accelerator, measured[accelerator.id]?.count == 1 {
        for alias in [accelerator.id, accelerator.name] + accelerator.aliases {
          entries.append(.init(row: row, id: device.id, name: alias))
        }
      }
    }
    for (row, accelerator) in accelerators.enumerated() where measured[accelerator.id] == nil {
      for alias in [accelerator.id, accelerator.name] + accelerator.aliases {
        entries.append(.init(row: devices.count + row, id: accelerator.id, name: alias))
      }
    }
    let index = NameIndex(
      kind: "device", entries: entries,
      freeWords: [
        "nvidia", "geforce", "amd", "radeon", "intel", "apple", "google", "tesla", "qualcomm",
        "rockchip", "samsung", "the", "core", "developer", "kit",
      ],
      isFree: { $0.hasSuffix("gb") && Int($0.dropLast(2)) != nil })
    let row = try index.row(name)
    guard row >= devices.count else { return devices[row] }
    let accelerator = accelerators[row - devices.count]
    // The same chip beside more or less memory runs a network as fast.
    let same = devices.filter { $0.accelerator.map { $0.computes(like: accelerator) } ?? false }
    return same.first ?? VisionDevice(accelerator)
  }

  /// The runtime a person means.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` with the nearest names.
  public func runtime(_ name: String) throws(CatalogError) -> VisionRuntime {
    let wanted = NearestNames.folded(name)
    if let found = runtimes.first(where: {
      NearestNames.folded($0.id) == wanted || NearestNames.folded($0.name) == wanted
    }) ?? id(.runtime, spelling: name).flatMap(runtime(id:)) {
      return found
    }
    throw .unknown(
      kind: "vision runtime", name: name,
      suggestions: NearestNames.suggestions(for: name, among: runtimes.map(\.id)))
  }

  /// The task a person means: `object detection` is `detection`.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` with the nearest names.
  public func task(_ name: String) throws(CatalogError) -> String {
    let wanted = NearestNames.folded(name)
    if let exact = tasks.first(where: { NearestNames.folded($0) == wanted }) { return exact }
    let others = [
      "objectdetection": "detection", "imageclassification": "classification",
      "classify": "classification", "detect": "detection", "segment": "segmentation",
      "instancesegmentation": "segmentation", "semanticsegmentation": "segmentation",
      "poseestimation": "pose", "keypoints": "pose", "orientedboxes": "obb",
    ]
    if let other = others[String(decoding: wanted, as: UTF8.self)], tasks.contains(other) {
      return other
    }
    let near = NearestNames.suggestions(for: name, among: tasks)
    throw .unknown(
      kind: "vision task", name: name, suggestions: near.isEmpty ? Array(tasks.prefix(4)) : near)
  }

  private static func places<Item: Identifiable>(_ items: [Item]) -> [String: Int]
  where Item.ID == String {
    Dictionary(items.enumerated().map { ($1.id, $0) }) { first, _ in first }
  }
}

extension Accelerator {
  /// Whether another row differs in memory and price only.
  fileprivate func computes(like other: Accelerator) -> Bool {
    vendor == other.vendor && architecture == other.architecture && kind == other.kind
      && memoryBandwidth == other.memoryBandwidth
      && fp32Rate == other.fp32Rate && fp16Rate == other.fp16Rate && int8Rate == other.int8Rate
  }
}
