import StructuredText

/// A published accuracy of a network.
public struct VisionAccuracy: Hashable, Sendable {
  public var network: String
  public var task: String
  /// The root of the image's pixels at which it holds; `nil` where the source does not say.
  public var inputSide: Double?
  /// What is counted on which set: accuracies of two metrics do not compare.
  public var metric: String
  /// The numbers in which it was measured.
  public var precision: VisionPrecision
  /// In percent.
  public var value: Double
  /// Measured on a part of the set: neither comparable with the whole nor between parts.
  public var isPartial: Bool
  public var source: String

  /// What a text of a source calls its metric, as one name for all sources.
  public static func metric(_ text: String, task: String, title: String) -> (
    name: String, isPartial: Bool
  )? {
    let text = text.lowercased()
    if text.contains("subset") { return ("small part of COCO, mAP50-95", true) }
    if title.contains("MLPerf"), task == "detection" { return ("OpenImages mAP", false) }
    if text.contains("dota") || task == "obb" {
      return (text.contains("50-95") ? "DOTA mAP50-95" : "DOTA mAP50", false)
    }
    if text.contains("cityscapes") || text.contains("sun rgb") || text.contains("deepscene")
      || text.contains("pascal voc") || text.contains("multi-human")
    {
      return (text.contains("pixel accuracy") ? text : text.prefix { $0 != " " } + " mIoU", false)
    }
    switch task {
    case "classification":
      let isTop1 =
        text.contains("top-1") || text.contains("top1") || text.hasPrefix("imagenet")
        || text.hasPrefix("classification") || text.hasPrefix("mlperf")
      return isTop1 ? ("ImageNet top-1", false) : nil
    case "detection":
      return text.contains("widerface") ? ("WiderFace AP", false) : ("COCO mAP50-95", false)
    case "pose":
      let isOfKeypoints = ["mappose", "coco float", "coco2017", "pose estimation"]
        .contains { text.hasPrefix($0) }
      return isOfKeypoints ? ("COCO keypoints mAP50-95", false) : nil
    case "segmentation":
      if text.contains("box") { return ("COCO boxes mAP50-95", false) }
      if text.hasPrefix("semantic") || text.hasPrefix("oxford") { return ("mIoU", false) }
      // Of a figure that may be of boxes as well as of masks, nothing is taken.
      let isOfMasks = ["instance", "coco float", "coco2017", "coco ap50-95"]
        .contains { text.hasPrefix($0) }
      return isOfMasks ? ("COCO masks mAP50-95", false) : nil
    default: return (text.prefix { $0 != "(" }.split(separator: " ").joined(separator: " "), false)
    }
  }

  /// The accuracies of a row: of the network as trained, and as quantised where that stands beside.
  static func all(_ row: CSVTable.Row, catalog: VisionCatalog) -> [VisionAccuracy] {
    guard let text = row["accuracy_value"], let words = row["accuracy_metric"],
      let network = row["model"].flatMap({ catalog.id(.model, spelling: $0) })
        .flatMap(catalog.network(id:))
    else { return [] }
    let title = row["source_title"] ?? "", notes = row["notes"] ?? ""
    // MLPerf writes `acc: 76.456`.
    let number = text.split(separator: " ").last.flatMap { Double($0) }
    guard let number, number.isFinite, number > 0, number <= 100,
      let metric = metric(words, task: row["task"] ?? network.task, title: title)
    else { return [] }
    var accuracy = VisionAccuracy(
      network: network.id, task: row["task"] ?? network.task,
      inputSide: VisionReader.side(row["input_shape"]), metric: metric.name,
      precision: row["precision"].flatMap { catalog.id(.precision, spelling: $0) }
        .flatMap(VisionPrecision.init) ?? .fp32,
      // Shares and percents both occur; no network of use scores a percent.
      value: number <= 1 ? number * 100 : number, isPartial: metric.isPartial, source: title)
    let quantised = "hardware accuracy degradation="
    let isTable = words.contains("float metric") || words.contains("ref FP32")
    guard isTable else { return [accuracy] }
    accuracy.precision = .fp32
    var all = [accuracy]
    if let place = notes.firstRange(of: quantised) {
      // The column holds the accuracy on the device; what is less than half is a difference.
      let value = notes[place.upperBound...].prefix { $0.isNumber || $0 == "." }
      if let value = Double(value), value > accuracy.value / 2, value <= 100 {
        accuracy.value = value
        accuracy.precision = .int8
        all.append(accuracy)
      }
    } else if let place = notes.firstRange(of: "accuracy loss=") {
      let loss = notes[place.upperBound...].prefix { $0.isNumber || $0 == "." || $0 == "-" }
      if let loss = Double(loss), abs(loss) < accuracy.value {
        accuracy.value -= loss
        accuracy.precision = .int8
        all.append(accuracy)
      }
    }
    return all
  }
}
