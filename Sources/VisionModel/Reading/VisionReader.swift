import Catalog
import StructuredText

/// Reads rows of published measurements: what their figure is, and of what.
public struct VisionReader: Sendable {
  private let catalog: VisionCatalog

  /// Why a row is no measurement that can be compared.
  public struct Skipped: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = description }
  }

  /// What the rows of a table give.
  public struct Result: Sendable {
    public var measurements: [VisionMeasurement] = []
    public var accuracies: [VisionAccuracy] = []
    /// Rows that are no measurement, by reason.
    public var skipped: [String: Int] = [:]
  }

  public init(_ catalog: VisionCatalog) { self.catalog = catalog }

  /// Reads a table in the form of `Data/measured/vision.csv`; no row ends the reading.
  public func read(_ table: CSVTable) -> Result {
    var result = Result()
    for row in table.rows {
      result.accuracies += VisionAccuracy.all(row, catalog: catalog)
      do throws(Skipped) {
        result.measurements.append(try measurement(row))
      } catch {
        result.skipped[error.description, default: 0] += 1
      }
    }
    return result
  }

  /// The measurement of a row.
  /// - Throws: ``Skipped`` with the reason.
  public func measurement(_ row: CSVTable.Row) throws(Skipped) -> VisionMeasurement {
    guard let id = row["id"], let spelledModel = row["model"], let hardware = row["hardware"],
      let spelledRuntime = row["runtime"]
    else { throw Skipped("id, model, hardware or runtime is missing") }
    let notes = VisionNotes(row["notes"] ?? "", title: row["source_title"] ?? "")
    let (spelledDevice, count) = Self.counted(hardware)
    guard let network = catalog.id(.model, spelling: spelledModel).flatMap(catalog.network(id:))
    else { throw Skipped("the model is in no row of vision_models.csv") }
    guard let device = catalog.id(.device, spelling: spelledDevice).flatMap(catalog.device(id:))
    else { throw Skipped("the device is in no row of vision_devices.csv") }
    guard let runtime = catalog.id(.runtime, spelling: spelledRuntime).flatMap(catalog.runtime(id:))
    else { throw Skipped("the runtime is in no row of vision_runtimes.csv") }
    let unit = try unit(spelledDevice, device, runtime, notes)
    let figure = try VisionFigureReading(row, notes, runtime: runtime, devices: count)
    let precision = row["precision"].flatMap {
      catalog.id(.precision, spelling: $0).flatMap(VisionPrecision.init)
    }
    return VisionMeasurement(
      id: id, network: network.id, task: row["task"] ?? network.task,
      inputSide: Self.side(row["input_shape"]), device: device.id, unit: unit,
      runtime: runtime.id, precision: precision, figure: figure.figure,
      milliseconds: figure.milliseconds, batch: figure.batch, scope: notes.scope,
      labels: notes.labels + (count > 1 ? ["one of \(count) devices"] : []),
      source: VisionSource(
        title: row["source_title"] ?? "", url: row["source_url"] ?? "",
        asOf: row["source_date"] ?? ""))
  }

  /// The part of the device that ran the network: the spelling of the hardware says so, or the
  /// notes, or the runtime has no other, or else the one that the device is sold for.
  private func unit(
    _ hardware: String, _ device: VisionDevice, _ runtime: VisionRuntime, _ notes: VisionNotes
  ) throws(Skipped) -> VisionUnit {
    let part = hardware.split(separator: "/").last.map(String.init) ?? hardware
    if part.hasSuffix("CPU)") || part.hasSuffix(" CPU") || hardware.contains("host CPU")
      || part.contains("(CPU") || hardware.hasPrefix("CPU (")
    {
      if let only = runtime.unit, only != .cpu {
        throw Skipped("the runtime does not run on the part that is named")
      }
      return .cpu
    }
    if let stated = notes.unit { return stated }
    if let only = runtime.unit { return only }
    for (mark, unit) in [
      ("NPU", VisionUnit.npu), ("DSP", .npu), ("AIP", .npu), ("GPU", .gpu), ("Mali", .gpu),
    ] where part.contains(mark) { return unit }
    if notes.runsOnHost { return .cpu }
    if notes.onlyTorchUsesGPU {
      switch runtime.id {
      case "pytorch", "torchscript": return .gpu
      case "onnxruntime": throw Skipped("the part of the device that ran it is not stated")
      default: return .cpu
      }
    }
    return device.unit
  }

  /// A spelling without its count: `NVIDIA L40S x2` is two of `NVIDIA L40S`.
  static func counted(_ hardware: String) -> (spelling: String, count: Int) {
    guard let space = hardware.lastIndex(of: " ") else { return (hardware, 1) }
    let last = hardware[hardware.index(after: space)...]
    guard last.first == "x", let count = Int(last.dropFirst()), (2...1024).contains(count) else {
      return (hardware, 1)
    }
    return (String(hardware[..<space]), count)
  }

  /// The root of the pixels of `640x480x3`, `416p (416x416)`; `nil` of anything else.
  static func side(_ shape: String?) -> Double? {
    guard let shape else { return nil }
    let numbers = shape.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
    let sides = numbers.filter { (16...16384).contains($0) }
    guard numbers.first.map({ $0 >= 16 }) == true, sides.count >= 2 else { return nil }
    // `416p (416x416)` says its width twice.
    let pair = sides.suffix(2)
    guard let width = pair.first, let height = pair.last else { return nil }
    return (Double(width) * Double(height)).squareRoot()
  }
}
