import Catalog
import Quantities
import StructuredText

/// The accelerators that measurements name, under whatever spelling.
struct HardwareSpellings {
  private let catalog: Catalog
  private let rows: [String: CSVTable.Row]

  init(_ catalog: Catalog) throws(CatalogError) {
    self.catalog = catalog
    var rows: [String: CSVTable.Row] = [:]
    for table in try catalog.files.tables(.hardwareAliases) {
      for row in table.rows { rows[try row.required("spelling").lowercased()] = row }
    }
    self.rows = rows
  }

  /// The accelerator a spelling means, or why there is none.
  func accelerator(_ spelling: String) -> Result<Accelerator, Skipped> {
    guard let row = rows[spelling.lowercased()] else {
      guard let found = try? catalog.accelerator(spelling) else {
        return .failure(Skipped("hardware not in the catalogs: \(spelling)"))
      }
      return .success(found)
    }
    guard let name = row["accelerator"] else {
      return .failure(Skipped(row["reason"] ?? "hardware not in the catalogs"))
    }
    do throws(CatalogError) {
      return .success(try variant(of: catalog.accelerator(name), row))
    } catch {
      return .failure(Skipped("hardware_aliases.csv: \(error)"))
    }
  }

  /// The catalog's device with what the row says differs.
  private func variant(
    of base: Accelerator, _ row: CSVTable.Row
  ) throws(CatalogError) -> Accelerator {
    var device = base
    if let name = row["name"] {
      device.name = name
      device.id = name.lowercased().replacing(" ", with: "-")
    }
    if let memory = try row.number("memory_gb") {
      device.labelMemory = .gibibytes(memory)
      device.visibleMemory = .gibibytes(memory * Accelerator.visibleShare)
    }
    if let bandwidth = try row.number("bandwidth_gb_s") { device.memoryBandwidth = bandwidth * 1e9 }
    if let scale = try row.number("compute_scale") {
      for rate in [
        \Accelerator.fp32Rate, \.fp16Rate, \.bf16Rate, \.fp8Rate, \.int8Rate, \.fp4Rate,
      ] {
        device[keyPath: rate] = device[keyPath: rate].map { $0 * scale }
      }
      if row["name"] == nil { device.id += "-" + row["spelling", default: "variant"].lowercased() }
    }
    let half = try row.number("fp16_tflops"), integer = try row.number("int8_tops")
    if half != nil || integer != nil {
      // A device of its own: nothing of the base's rates holds.
      device.fp32Rate = half.map { $0 * 0.5e12 }
      device.fp16Rate = half.map { $0 * 1e12 }
      device.bf16Rate = nil
      device.fp8Rate = nil
      device.fp4Rate = nil
      device.int8Rate = integer.map { $0 * 1e12 }
    }
    if let single = try row.number("fp32_tflops") { device.fp32Rate = single * 1e12 }
    if let cores = try row.integer("cores", in: 1...4096) { device.cores = cores }
    if let platform = row["platform"] { device.platform = platform }
    if let architecture = row["architecture"] { device.architecture = architecture }
    if let kind = try row.choice("class", Accelerator.Kind.self) { device.kind = kind }
    if let link = row["interconnect"], let speed = try row.number("interconnect_gb_s") {
      device.interconnect = .init(name: link, bandwidth: speed * 1e9)
    }
    if let power = try row.number("tdp_w") { device.power = Watts(power) }
    return device
  }
}

extension Accelerator {
  /// Share of the label's memory that programs see, where no driver figure is known.
  static let visibleShare = 0.995
}

extension CSVTable.Row {
  fileprivate subscript(column: String, default other: String) -> String { self[column] ?? other }
}
