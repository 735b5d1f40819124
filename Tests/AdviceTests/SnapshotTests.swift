import Advice
import Presentation
import Quantities
import TestSupport
import Testing

/// Answers as they were when somebody last looked at them; record anew with `RECORD_SNAPSHOTS=1`.
@Suite struct SnapshotTests {
  private static let situations: [(name: String, question: AdviceQuestion)] = {
    var app = AdviceDetails()
    app.modelSize = .gigabytes(0.5)
    return [
      (
        "mobile",
        AdviceQuestion(
          facts: ["building": "mobile", "platform": "both", "app-need": "custom-model"],
          details: app)
      ),
      (
        "jetson-pipeline",
        AdviceQuestion(
          facts: ["from": "pytorch", "model-kind": "cnn"], device: "Jetson AGX Orin 64GB")
      ),
      (
        "aws-own-model",
        AdviceQuestion(facts: ["building": "cloud", "cloud": "aws", "model-source": "own"])
      ),
      ("no-network", AdviceQuestion(facts: ["building": "hybrid", "network": "none"])),
      ("enterprise", AdviceQuestion(facts: ["building": "enterprise", "data-in": "bigquery"])),
    ]
  }()

  @Test(arguments: situations.map(\.name))
  func adviceReadsAsBefore(name: String) throws {
    let question = try #require(Self.situations.first { $0.name == name }?.question)
    let text = AdviceReport.document(try adviser.advise(question)).plainText(width: 80)
    for line in text.split(separator: "\n") where line.count > 80 && !line.contains("(") {
      Issue.record("a line of \(line.count) columns: \(line)")
    }
    if let difference = try SnapshotFile("\(name).txt").difference(text) {
      Issue.record("\(difference)")
    }
  }

  @Test(arguments: ["start", "edge-cloud"])
  func drawingsReadAsBefore(flow: String) throws {
    let text = FlowDrawing.mermaid(try graph.flow(flow), adviser.shelf)
    #expect(text.hasPrefix("flowchart TD\n"))
    if let difference = try SnapshotFile("\(flow).mmd").difference(text) {
      Issue.record("\(difference)")
    }
  }
}
