/// What the notes of a measurement say of its figure.
struct VisionNotes: Hashable, Sendable {
  private let text: String
  private let title: String

  init(_ text: String, title: String) {
    self.text = text
    self.title = title
  }

  func contains(_ words: String) -> Bool { text.contains(words) }

  /// The unit that the notes name.
  var unit: VisionUnit? {
    for unit in VisionUnit.allCases where text.contains("compute unit \(unit.name)") {
      return unit
    }
    return nil
  }

  /// A row of a table about another part of the machine.
  var runsOnHost: Bool { text.contains("runs on the host CPU") }

  /// The source's remark on which formats of its table used the GPU.
  var onlyTorchUsesGPU: Bool { text.contains("on Jetson only PyTorch/TorchScript/TensorRT") }

  /// A stream of images of which several are under way.
  var isPipelined: Bool {
    text.contains("pipelined") || text.contains("video pipeline FPS")
  }

  /// Figures of a batch that the source has divided by its images.
  var isPerImage: Bool { text.contains("per image") || text.contains("per-image") }

  var scope: VisionScope {
    let alone = [
      "inference only", "no pre/post", "excludes pre/post", "network time", "excludes NMS",
      "excludes post-processing", "no NMS", "pre-processing excluded", "NMS ~1 ms/img excluded",
    ]
    let whole = [
      "includes pre- and post-processing", "end-to-end", "incl. decode, pre/post",
      "incl. pre/post",
    ]
    if whole.contains(where: text.contains) { return .endToEnd }
    if alone.contains(where: text.contains) { return .inference }
    return .unstated
  }

  /// What a reader must know of the figure.
  var labels: [String] {
    var labels: [String] = []
    if title.contains("MLPerf"), title.contains("open)") { labels.append("MLPerf open division") }
    if title.contains("MLPerf"), title.contains("closed)") {
      labels.append("MLPerf closed division")
    }
    if text.contains("90th-percentile") { labels.append("90th percentile") }
    if text.contains("whole-model minimum latency") { labels.append("minimum") }
    if text.contains("approximately") { labels.append("approximate") }
    if text.contains("random weights") { labels.append("random weights") }
    if text.contains("vendor") { labels.append("vendor's own") }
    if isPipelined { labels.append("pipelined: not a latency") }
    return labels
  }
}
