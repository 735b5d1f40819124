import Catalog
import PerformanceModel
import Presentation
import Quality
import Quantities
import StructuredText

/// What follows from a row by arithmetic alone: for people as tables, for programs as a tree.
struct DerivedFacts: Sendable {
  var tables: [Table] = []
  var value: Value?

  /// What follows from the row of this id; nothing for most catalogs.
  init(_ kind: CatalogKind, id: String, _ files: CatalogFiles) throws(CatalogError) {
    switch kind {
    case .models:
      let catalog = try Catalog(files)
      self.init(try catalog.model(id), in: catalog, cacheType: try catalog.kvType("fp16"))
      add(try ModelScores(catalog.model(id), quality: Quality(catalog)))
    case .accelerators: self.init(try Catalog(files).accelerator(id))
    default: self.init()
    }
  }

  private init() {}

  private mutating func add(_ scores: ModelScores) {
    tables.append(scores.table)
    guard case .object(var fields) = value else { return }
    fields["task_scores"] = scores.value
    value = .object(fields)
  }

  private init(_ model: ModelArchitecture, in catalog: Catalog, cacheType: TensorType) {
    let inventory = ParameterInventory(model)
    let cache = KVCache(model, type: cacheType)
    let format = catalog.weightFormats.first { $0.id == model.nativeWeightFormat }
    let weights = format.map { format in
      let bytes = format.bytes(inventory, of: model)
      return TensorRole.allCases.reduce(0) { $0 + bytes[$1] }
    }

    var roles = Table(
      title: "Parameters by role",
      columns: [.init("Role"), .init("Stored", .trailing), .init("Used by a token", .trailing)])
    var byRole: [String: Value] = [:]
    for role in TensorRole.allCases {
      let stored = inventory.stored[role], active = inventory.active[role]
      guard stored > 0 || active > 0 else { continue }
      roles.addRow(role.words, NumberFormat.count(stored), NumberFormat.count(active))
      byRole[role.key] = .object(["stored": .number(stored), "active": .number(active)])
    }
    roles.addRow(
      "all", NumberFormat.count(inventory.total), NumberFormat.count(inventory.activeTotal))

    var memory = Table(title: "Memory", columns: [.init("Figure"), .init("Value", .trailing)])
    if let format, let weights {
      memory.addRow("weights in \(format.name)", NumberFormat.bytes(Bytes(weights)))
    }
    memory.addRow("KV cache of a token, FP16", NumberFormat.count(cache.bytesPerToken) + " B")
    if cache.windowedBytesPerToken > 0 {
      memory.addRow(
        "more for each of the last \(NumberFormat.count(cache.window)) tokens, FP16",
        NumberFormat.count(cache.windowedBytesPerToken) + " B")
    }
    if cache.stateBytes > 0 {
      memory.addRow("state of a sequence", NumberFormat.bytes(Bytes(cache.stateBytes)))
    }

    var layers = Table(
      title: "Layers",
      columns: [.init("Count", .trailing), .init("Mixer"), .init("Feed-forward")])
    for group in model.layers {
      layers.addRow(String(group.count), group.mixer.words, group.feedForward.words)
    }
    tables = [roles, memory, layers]
    value = .object([
      "parameters": .number(inventory.total),
      "active_parameters": .number(inventory.activeTotal),
      "parameters_by_role": .object(byRole),
      "weights_bytes": weights.map { .number($0) } ?? .null,
      "kv_bytes_per_token_fp16": .number(cache.bytesPerToken),
      "windowed_kv_bytes_per_token_fp16": .number(cache.windowedBytesPerToken),
      "window_tokens": cache.window.isFinite ? .number(cache.window) : .null,
      "state_bytes_per_sequence": .number(cache.stateBytes),
      "layer_groups": .array(
        model.layers.map { group in
          .object([
            "count": .number(Double(group.count)), "mixer": .string(group.mixer.words),
            "feed_forward": .string(group.feedForward.words),
          ])
        }),
    ])
  }

  private init(_ device: Accelerator) {
    let usable = device.visibleMemory * device.usableShare
    var memory = Table(title: "Memory", columns: [.init("Figure"), .init("Value", .trailing)])
    memory.addRow("on the label", NumberFormat.bytes(device.labelMemory))
    memory.addRow("visible to programs", NumberFormat.bytes(device.visibleMemory))
    memory.addRow("usable by a model", NumberFormat.bytes(usable))

    var rates = Table(
      title: "Dense compute rates",
      columns: [.init("Precision"), .init("TFLOP/s", .trailing), .init("Computed in")])
    var byPrecision: [String: Value] = [:]
    for precision in Accelerator.Precision.allCases {
      guard let (rate, from) = device.computeRate(precision) else { continue }
      rates.addRow(
        precision.rawValue.uppercased(), NumberFormat.significant(rate / 1e12, digits: 4),
        from.rawValue.uppercased())
      byPrecision[precision.rawValue] = .object([
        "tflops": .number(rate / 1e12), "computed_in": .string(from.rawValue),
      ])
    }
    tables = [memory, rates].filter { !$0.rows.isEmpty }
    value = .object([
      "label_memory_gb": .number(device.labelMemory.gigabytes),
      "visible_memory_gb": .number(device.visibleMemory.gigabytes),
      "usable_memory_gb": .number(usable.gigabytes),
      "compute_rates": .object(byPrecision),
    ])
  }
}
