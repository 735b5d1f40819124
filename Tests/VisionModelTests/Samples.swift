import Catalog
import StructuredText
import VisionModel

/// Tables of measurements for tests.
enum Samples {
  static let header =
    "id,source_title,source_url,source_date,model,task,input_shape,params_m,gflops,hardware,"
    + "runtime,precision,batch,latency_ms,throughput_ips,size_mb,accuracy_metric,accuracy_value,"
    + "notes\n"

  /// A measurement of YOLOv8n on a Raspberry Pi 5 in 100 ms, but for what is given.
  static func row(
    title: String = "a bench", model: String = "yolov8n", shape: String = "640x640",
    hardware: String = "Raspberry Pi 5", runtime: String = "ncnn", precision: String = "fp16",
    batch: String = "1", latency: String = "100", rate: String = "", metric: String = "",
    accuracy: String = "", notes: String = "x"
  ) -> String {
    "t1,\(title),https://example.org,2026-01,\(model),detection,\(shape),,,\(hardware),\(runtime),"
      + "\(precision),\(batch),\(latency),\(rate),,\(metric),\(accuracy),\(notes)\n"
  }

  static func read(_ rows: String...) throws -> VisionReader.Result {
    let table = try CSVTable(bytes: Array((header + rows.joined()).utf8), name: "points.csv")
    return VisionReader(try VisionCatalog(CatalogFiles())).read(table)
  }
}
