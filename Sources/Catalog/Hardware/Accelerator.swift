import Quantities
import StructuredText

/// A device that runs models: GPU, accelerator chip, Apple SoC, CPU, board or phone.
///
/// All compute rates are dense. Rates that a device lacks are `nil`: see ``computeRate(_:)``.
public struct Accelerator: Hashable, Sendable, Identifiable {
  public var id: String
  public var name: String
  /// Other names people use for the device.
  public var aliases: [String]
  public var vendor: String
  public var kind: Kind
  /// The software platform that drives the device; engines list the platforms they run on.
  public var platform: String
  /// The hardware generation, the level at which measured efficiencies are shared.
  public var architecture: String
  public var year: Int?

  /// Memory as on the label.
  public var labelMemory: Bytes
  /// The memory is a typical machine's and not a property of the chip.
  public var isMemoryAssumed: Bool
  /// Memory that programs can allocate before any engine starts: what the driver reports less what
  /// it keeps for itself (H100: `nvidia-smi` shows 79.65 GiB, `torch.cuda` 79.18 GiB).
  public var visibleMemory: Bytes
  /// Share of ``visibleMemory`` that a model may use: unified memory is shared with the system.
  public var usableShare: Double
  /// Peak memory bandwidth in bytes a second; `nil` for devices without DRAM.
  public var memoryBandwidth: Double?

  public var fp32Rate: Double?
  public var fp16Rate: Double?
  public var bf16Rate: Double?
  public var fp8Rate: Double?
  public var int8Rate: Double?
  public var fp4Rate: Double?

  /// Cores that share the rates of a CPU; `nil` for other devices.
  public var cores: Int?

  public var interconnect: Interconnect?
  /// Thermal design power of one device.
  public var power: Watts?
  /// List price when there was one.
  public var price: Price?
  public var provenance: Provenance

  public enum Kind: String, CaseIterable, Sendable, Codable {
    case datacenterGPU = "datacenter-gpu"
    case workstationGPU = "workstation-gpu"
    case consumerGPU = "consumer-gpu"
    case appleSoC = "apple-soc"
    case cpu, npu, mobile, edge
  }

  /// The link between devices of one machine.
  public struct Interconnect: Hashable, Sendable {
    public let name: String
    /// Bytes a second and direction.
    public var bandwidth: Double
    /// The class of link at which measured latencies are shared, by the name.
    public let family: String

    public init(name: String, bandwidth: Double) {
      self.name = name
      self.bandwidth = bandwidth
      family = Self.family(of: name)
    }

    private static func family(of name: String) -> String {
      let text = name.lowercased()
      if text.hasPrefix("pcie") { return "pcie" }
      if text.contains("connectx") || text.contains("gbe") { return "network" }
      return "fabric"
    }
  }

  public struct Price: Hashable, Sendable {
    public var amount: USDollars
    public var date: String?
    public var basis: String?
  }

  /// How fast a device multiplies matrices in a number format.
  public enum Precision: String, CaseIterable, Sendable, Codable {
    case fp32, fp16, fp8, int8, fp4
  }

  /// Dense operations a second in a precision, with the rate it falls back to where the device has
  /// no unit for it: a format without hardware support is computed in the next wider one.
  ///
  /// `nil` when the catalog knows no compute rate of the device at all.
  public func computeRate(_ precision: Precision) -> (rate: Double, from: Precision)? {
    let sixteen = bf16Rate ?? fp16Rate
    switch precision {
    case .fp32: return fp32Rate.map { ($0, .fp32) } ?? sixteen.map { ($0, .fp16) } ?? integerHalf
    case .fp16: return sixteen.map { ($0, .fp16) } ?? integerHalf ?? fp32Rate.map { ($0, .fp32) }
    case .fp8: return fp8Rate.map { ($0, .fp8) } ?? computeRate(.fp16)
    case .int8:
      // Some chips keep a token INT8 unit, slower than their 16-bit one.
      if let int8Rate, int8Rate >= (sixteen ?? 0) { return (int8Rate, .int8) }
      return computeRate(.fp16)
    case .fp4: return fp4Rate.map { ($0, .fp4) } ?? computeRate(.fp8)
    }
  }

  /// Whether the device has memory of its own, apart from that of a host.
  public var hasOwnMemory: Bool {
    switch kind {
    case .datacenterGPU, .workstationGPU, .consumerGPU, .npu: true
    case .appleSoC, .cpu, .mobile, .edge: false
    }
  }

  /// Sixteen-bit rate of devices that publish integer rates only: half the INT8 or FP8 one.
  private var integerHalf: (rate: Double, from: Precision)? {
    if let fp8Rate { return (fp8Rate / 2, .fp8) }
    return int8Rate.map { ($0 / 2, .int8) }
  }
}

extension Accelerator {
  /// Reads every accelerator row of the catalogs.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [Accelerator] {
    try loadRows(.accelerators, of: files) { row throws(CatalogError) in
      try Accelerator(row: row)
    }
  }

  init(row: CSVTable.Row) throws(CatalogError) {
    func tera(_ column: String) throws(CatalogError) -> Double? {
      try row.number(column).flatMap { $0 > 0 ? $0 * 1e12 : nil }
    }
    id = try row.required("id")
    name = row["name"] ?? id
    aliases = row.list("aliases")
    vendor = row["vendor"] ?? "unknown"
    kind = try row.choice("class", Kind.self) ?? .datacenterGPU
    platform = row["platform"] ?? "cuda"
    architecture = row["architecture"] ?? "unknown"
    year = try row.integer("year", in: 1990...2100)

    // Vendors write GB and mean GiB of DRAM.
    labelMemory = .gibibytes(try row.number("memory_gb") ?? 0)
    isMemoryAssumed = try row.flag("memory_assumed") ?? false
    let reported = try row.number("visible_memory_mib").map { Bytes.mebibytes($0) }
    let kept = Bytes.mebibytes(try row.number("driver_reserve_mib") ?? 0)
    visibleMemory = max(.zero, (reported ?? labelMemory * Self.visibleShareOfLabel) - kept)
    usableShare = min(1, try row.number("usable_fraction") ?? 1)
    memoryBandwidth = try row.number("memory_bandwidth_gb_s").flatMap { $0 > 0 ? $0 * 1e9 : nil }
    fp32Rate = try tera("fp32_tflops")
    fp16Rate = try tera("fp16_dense_tflops")
    bf16Rate = try tera("bf16_dense_tflops")
    fp8Rate = try tera("fp8_dense_tflops")
    int8Rate = try tera("int8_dense_tops")
    fp4Rate = try tera("fp4_dense_tflops")
    cores = try row.integer("cores", in: 1...4096)
    if let link = row["interconnect"], let speed = try row.number("interconnect_gb_s"), speed > 0 {
      interconnect = Interconnect(name: link, bandwidth: speed * 1e9)
    } else {
      interconnect = nil
    }
    power = try row.number("tdp_w").map { Watts($0) }
    price = try row.number("msrp_usd").map {
      Price(amount: USDollars($0), date: row["msrp_date"], basis: row["msrp_basis"])
    }
    provenance = row.provenance()
  }

  /// Where no driver figure is recorded: the median of the rows that have one and no ECC carve-out.
  static let visibleShareOfLabel = 0.995
}

extension CSVTable.Row {
  /// A column that holds several values, separated by semicolons.
  public func list(_ column: String) -> [String] {
    let space = UInt8(ascii: " ")
    return (self[column] ?? "").utf8.split(separator: UInt8(ascii: ";")).compactMap { part in
      var words = part.drop { $0 == space }
      while words.last == space { words.removeLast() }
      return words.isEmpty ? nil : String(Substring(words))
    }
  }
}
