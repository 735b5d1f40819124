import Dispatch
import FoundationEssentials
import Glibc
import InferencePlanner
import MachineProbe
import Presentation
import StructuredText
import Synchronization

/// What this machine does at most, found in seconds and without a server: how fast its memory is read
/// and how many products its vector units make.
///
/// Peaks of the probe are what a datasheet's are to other devices. Matrix units (AMX) are not tried:
/// engines reach a small and varying part of them.
public struct DeviceMeasurement: Sendable {
  public var threads: Int
  /// Bytes of memory, of which this system can use what it reports.
  public var memory: Double
  /// Bytes a second of reading.
  public var bandwidth: Double
  /// Operations a second; 0 where the processor has no instructions for the format.
  public var fp32: Double
  public var bf16: Double
  public var int8: Double
  /// The vector instructions that were used: `avx512`, `avx2`, `neon`, `plain`.
  public var vectors: String
  /// The processor as it names itself.
  public var processor: String

  /// Measures for some seconds.
  /// - Parameter threads: how many compute at once; `nil` for one a core.
  public init(threads: Int?) {
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    let count = max(1, min(threads ?? cores, 4_096))
    self.threads = count
    memory = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
    vectors = String(cString: machine_probe_vectors())
    processor = Self.processorName()
    bandwidth = Self.readRate(threads: count, memory: memory)
    fp32 = Self.rate(threads: count, machine_probe_fp32)
    bf16 = Self.rate(threads: count, machine_probe_bf16)
    int8 = Self.rate(threads: count, machine_probe_int8)
  }

  /// Reads more than any cache holds, several times, and takes the best: whatever else runs can only
  /// slow it down.
  private static func readRate(threads: Int, memory: Double) -> Double {
    let whole = min(1_073_741_824.0, memory / 8)
    let piece = max(1 << 20, Int(whole) / threads / 512 * 512)
    let buffers = (0..<threads).map { _ in
      UnsafeMutableRawBufferPointer.allocate(byteCount: piece, alignment: 64)
    }
    defer { for buffer in buffers { buffer.deallocate() } }
    // Pages are there once they are written, and near the thread that writes them first.
    nonisolated(unsafe) let pieces = buffers
    DispatchQueue.concurrentPerform(iterations: threads) { place in
      _ = pieces[place].initializeMemory(as: UInt8.self, repeating: UInt8(place & 0xFF))
    }
    let sink = Atomic<UInt64>(0)
    var best = 0.0
    for _ in 0..<6 {
      let seconds = elapsed {
        DispatchQueue.concurrentPerform(iterations: threads) { place in
          let sum = machine_probe_read(pieces[place].baseAddress, piece)
          sink.wrappingAdd(sum, ordering: .relaxed)
        }
      }
      best = max(best, Double(piece) * Double(threads) / max(seconds, 1e-9))
    }
    return best
  }

  private static func rate(
    threads: Int,
    _ kernel: @Sendable (UInt64, UnsafeMutablePointer<Float>?) -> UInt64
  ) -> Double {
    var sink: Float = 0
    guard kernel(1, &sink) > 0 else { return 0 }
    let done = Atomic<UInt64>(0)
    var best = 0.0
    for _ in 0..<5 {
      done.store(0, ordering: .relaxed)
      let seconds = elapsed {
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
          var result: Float = 0
          done.wrappingAdd(kernel(4_000_000, &result), ordering: .relaxed)
        }
      }
      best = max(best, Double(done.load(ordering: .relaxed)) / max(seconds, 1e-9))
    }
    return best
  }

  private static func elapsed(_ body: () -> Void) -> Double {
    let start = ContinuousClock.now
    body()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private static func processorName() -> String {
    let text =
      FileManager.default.contents(atPath: "/proc/cpuinfo")
      .map { String(decoding: $0, as: UTF8.self) } ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
    return name.split(separator: " ").joined(separator: " ")
  }

  /// The row of the catalog of devices.
  public func row(id: String) -> [String: String] {
    func text(_ value: Double) -> String {
      NumberFormat.significant(value, digits: 4).replacing(",", with: "")
    }
    var row = [
      "id": id, "name": id, "vendor": "", "class": "cpu", "platform": "cpu",
      "architecture": architecture, "memory_gb": text(memory / 1_073_741_824),
      "usable_fraction": "0.9", "memory_bandwidth_gb_s": text(bandwidth / 1e9),
      "fp32_tflops": text(fp32 / 1e12), "cores": String(threads),
      "source": "inferplan measure --device, \(threads) threads",
      "notes": processor.isEmpty ? vectors : "\(processor), \(vectors)",
    ]
    if bf16 > 0 { row["bf16_dense_tflops"] = text(bf16 / 1e12) }
    if int8 > 0 { row["int8_dense_tops"] = text(int8 / 1e12) }
    return row
  }

  /// The architecture whose measured efficiencies apply.
  private var architecture: String {
    switch vectors {
    case "avx512": "x86-avx512"
    case "avx2": "x86-avx2"
    case "neon": "arm-neon"
    default: "cpu"
    }
  }

  public func document(_ addition: CatalogAddition) -> Document {
    var table = Table(columns: [.init("this machine"), .init("", .trailing)])
    func tera(_ value: Double) -> String { NumberFormat.significant(value / 1e12, digits: 3) }
    table.addRow("processor", processor)
    table.addRow("vector instructions", vectors)
    table.addRow("threads", "\(threads)")
    table.addRow("memory", NumberFormat.significant(memory / 1_073_741_824) + " GiB")
    table.addRow("memory is read at", NumberFormat.significant(bandwidth / 1e9) + " GB/s")
    table.addRow("FP32", tera(fp32) + " TFLOPS")
    if bf16 > 0 { table.addRow("BF16", tera(bf16) + " TFLOPS") }
    if int8 > 0 { table.addRow("INT8", tera(int8) + " TOPS") }
    return Document([.table(table)] + addition.document.blocks)
  }

  /// The JSON form, schema `inferplan.measure-device/1`.
  public func value(_ addition: CatalogAddition) -> Value {
    .group([
      ("schema", .string("inferplan.measure-device/1")), ("processor", .string(processor)),
      ("vectors", .string(vectors)), ("threads", .number(Double(threads))),
      ("memory_bytes", .number(memory)), ("read_gb_per_second", .number(bandwidth / 1e9)),
      ("fp32_tflops", .number(fp32 / 1e12)), ("bf16_tflops", .number(bf16 / 1e12)),
      ("int8_tops", .number(int8 / 1e12)),
      (
        "row",
        addition.changes.first.map {
          .group([
            ("id", .string($0.id)), ("change", .string($0.change.rawValue)),
            ("file", .string($0.file)),
          ])
        }
      ),
    ])
  }
}
