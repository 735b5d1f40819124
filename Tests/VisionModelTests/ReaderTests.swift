import Catalog
import StructuredText
import TestSupport
import Testing

@testable import VisionModel

@Suite("Reading measurements of vision networks")
struct ReaderTests {
  @Test("A latency is a latency, with its names resolved")
  func latency() throws {
    let one = try #require(
      try Samples.read(
        Samples.row(model: "YOLOv8-n", hardware: "Raspberry Pi 5", runtime: "NCNN")
      ).measurements.first)
    #expect(one.network == "yolov8n" && one.device == "rpi5" && one.runtime == "ncnn")
    #expect(one.unit == .cpu && one.figure == .latency && one.milliseconds == 100)
    #expect(one.inputSide == 640 && one.precision == .fp16 && one.source.asOf == "2026-01")
  }

  @Test(
    "What a figure is the time of follows from the notes",
    arguments: [
      ("1", "", "50", "pipelined streaming FPS", VisionFigure.pipelined, 20.0),
      ("1", "", "50", "FPS as published (network time)", .latency, 20),
      ("32", "", "50", "x", .batched, 20),
      ("32", "4", "", "per image", .batched, 4),
      ("", "", "100", "scenario=Offline (max throughput)", .batched, 10),
    ])
  func figures(
    batch: String, latency: String, rate: String, notes: String, figure: VisionFigure,
    milliseconds: Double
  ) throws {
    let one = try #require(
      try Samples.read(
        Samples.row(batch: batch, latency: latency, rate: rate, notes: notes)
      ).measurements.first)
    #expect(one.figure == figure)
    #expect(abs(one.milliseconds - milliseconds) < 1e-9)
  }

  @Test(
    "Figures that more than the device decides are left out",
    arguments: [
      "scenario=MultiStream (99th-percentile latency of 8-sample queries)",
      "scenario=Server (Poisson queries/s under p99 latency limit)", "FPS capped by 30 fps source",
    ])
  func leftOut(notes: String) throws {
    let result = try Samples.read(Samples.row(notes: notes))
    #expect(result.measurements.isEmpty && result.skipped.count == 1)
  }

  @Test("Names that no row knows are left out with the reason, not guessed")
  func unknown() throws {
    let result = try Samples.read(
      Samples.row(model: "nonesuch"), Samples.row(hardware: "nonesuch"),
      Samples.row(runtime: "nonesuch"))
    #expect(result.measurements.isEmpty && result.skipped.count == 3)
  }

  @Test("Several devices share what is queued; a latency is of one")
  func devices() throws {
    let queued = try #require(
      try Samples.read(
        Samples.row(
          hardware: "NVIDIA L4 x4", runtime: "TensorRT", batch: "", latency: "", rate: "400",
          notes: "scenario=Offline (max throughput)")
      ).measurements.first)
    #expect(queued.device == "l4" && abs(queued.milliseconds - 10) < 1e-9)
    #expect(queued.labels.contains("one of 4 devices"))
  }

  @Test("The part that ran it: the spelling, the notes, the runtime, then what it is sold for")
  func units() throws {
    func unit(_ hardware: String, _ runtime: String, _ notes: String) throws -> VisionUnit? {
      try Samples.read(
        Samples.row(hardware: hardware, runtime: runtime, notes: notes)
      ).measurements.first?.unit
    }
    #expect(try unit("NVIDIA Jetson AGX Orin / Arm Cortex-A78AE v8.2 (CPU)", "TFLite", "") == .cpu)
    #expect(try unit("Samsung Galaxy S24", "ONNX Runtime (QNN EP)", "compute unit CPU") == .cpu)
    #expect(try unit("Samsung Galaxy S24", "ONNX Runtime (QNN EP)", "compute unit NPU") == .npu)
    #expect(try unit("NVIDIA Jetson Orin NX 16GB", "TensorRT", "") == .gpu)
    let remark = "on Jetson only PyTorch/TorchScript/TensorRT (and sometimes ONNX) use the GPU"
    #expect(try unit("NVIDIA Jetson Orin NX 16GB", "MNN", remark) == .cpu)
    #expect(try unit("NVIDIA Jetson Orin NX 16GB", "PyTorch", remark) == .gpu)
    #expect(try unit("NVIDIA Jetson Orin NX 16GB", "ONNX", remark) == nil)
  }

  @Test("Divisions, percentiles and vendors' figures are labelled")
  func labels() throws {
    let one = try #require(
      try Samples.read(
        Samples.row(
          title: "\"MLPerf Inference v4.0 (edge, open), Someone\"",
          notes: "scenario=SingleStream (90th-percentile latency)")
      ).measurements.first)
    #expect(one.labels.contains("MLPerf open division"))
    #expect(one.labels.contains("90th percentile"))
    #expect(one.source.publisher == "MLPerf someone")
  }

  @Test(
    "Sides of images",
    arguments: [
      ("640x480", 554.26), ("640x640x3", 640), ("416p (416x416)", 416), ("1x77x512", nil),
      ("", nil),
      ("99999999999999999999x2", nil),
    ])
  func sides(shape: String, side: Double?) {
    let read = VisionReader.side(shape)
    #expect((read == nil) == (side == nil))
    if let read, let side { #expect(abs(read - side) < 0.01) }
  }

  @Test("Accuracies on a part of the set are labelled and never ranked")
  func partial() throws {
    let result = try Samples.read(
      Samples.row(
        metric: "mAP50-95 (small val subset)", accuracy: "0.61"),
      Samples.row(metric: "mAP50-95 COCO val", accuracy: "37.3"))
    #expect(result.accuracies.map(\.isPartial) == [true, false])
    #expect(result.accuracies.map(\.value) == [61, 37.3])
    #expect(Set(result.accuracies.map(\.metric)).count == 2)
  }

  @Test("Metrics of boxes, masks, keypoints and other sets stay apart")
  func metrics() {
    func metric(_ text: String, _ task: String) -> String? {
      VisionAccuracy.metric(text, task: task, title: "a bench")?.name
    }
    #expect(metric("mAPbox 50-95 COCO val", "segmentation") == "COCO boxes mAP50-95")
    #expect(metric("COCO AP50-95", "segmentation") == "COCO masks mAP50-95")
    #expect(metric("mAP50-95 COCOval", "segmentation") == nil)
    #expect(metric("mAPpose 50-95 COCO val", "pose") == "COCO keypoints mAP50-95")
    #expect(metric("mAP50-95 COCOval", "pose") == nil)
    #expect(metric("mAP50-95 COCO val", "detection") == "COCO mAP50-95")
    #expect(metric("WiderFace ref FP32", "detection") == "WiderFace AP")
    #expect(
      VisionAccuracy.metric("mAP", task: "detection", title: "MLPerf Inference v4.0")?.name
        == "OpenImages mAP")
  }

  @Test("Damaged tables are read or refused, never trapped on")
  func damaged() throws {
    let seed = Array(
      (Samples.header
        + Samples.row(metric: "mAP50-95 COCO val", accuracy: "37.3", notes: "accuracy loss=1.5")
        + Samples.row(
          hardware: "NVIDIA L4 x4", batch: "", latency: "", rate: "9",
          notes: "scenario=Offline (max throughput); hardware accuracy degradation=30")).utf8)
    let reader = VisionReader(try VisionCatalog(CatalogFiles()))
    var random = SeededGenerator(seed: 11)
    var readRows = 0
    for _ in 0..<400 {
      let text = mutated(
        seed,
        dictionary: [
          "1e999", "-1", "nan", "\"", ",", "x", " x2", "x99999999999999999999", "0", "\n",
          "degradation=",
          "accuracy loss=", "(", ")", "MLPerf Inference v", "), ",
        ], using: &random)
      guard let table = try? CSVTable(bytes: text, name: "damaged.csv") else { continue }
      let result = reader.read(table)
      readRows += result.measurements.count
      #expect(result.measurements.allSatisfy { $0.milliseconds > 0 && $0.milliseconds.isFinite })
      #expect(result.accuracies.allSatisfy { $0.value > 0 && $0.value <= 100 })
    }
    #expect(readRows > 0)
  }
}
