import StructuredText

/// What the figure of a row is: the time of an image, of a pipeline's step, of a share of a batch.
struct VisionFigureReading: Hashable, Sendable {
  var figure: VisionFigure
  /// Above 0.
  var milliseconds: Double
  var batch: Int

  /// - Throws: ``VisionReader/Skipped`` for a row whose figure depends on more than the device.
  init(
    _ row: CSVTable.Row, _ notes: VisionNotes, runtime: VisionRuntime, devices: Int
  ) throws(VisionReader.Skipped) {
    func number(_ column: String) -> Double? {
      row[column].flatMap { Double($0) }.flatMap { (1e-4...1e9).contains($0) ? $0 : nil }
    }
    let latency = number("latency_ms"), rate = number("throughput_ips")
    let stated = row["batch"].flatMap { Int($0) }.flatMap { (1...65536).contains($0) ? $0 : nil }
    if notes.contains("MultiStream") {
      throw .init("the latency of a query of eight images")
    }
    if notes.contains("Server (Poisson") {
      throw .init("a rate that a limit of waiting time decides")
    }
    if notes.contains("FPS capped by") {
      throw .init("a rate that the camera decides")
    }
    batch = stated ?? 1
    if let latency, batch == 1 {
      (figure, milliseconds) = (.latency, latency)
    } else if let latency, notes.isPerImage {
      (figure, milliseconds) = (.batched, latency)
    } else if let rate {
      if notes.isPipelined || runtime.id == "axelera" {
        (figure, milliseconds) = (.pipelined, 1000 / rate)
      } else if stated == 1 {
        // A loop over images, one after the other.
        (figure, milliseconds) = (.latency, 1000 / rate)
      } else {
        // Queued images are dealt evenly to like devices.
        (figure, milliseconds) = (.batched, 1000 * Double(devices) / rate)
      }
    } else {
      throw .init("neither a latency nor a rate that can be read")
    }
  }
}
