import Catalog
import Testing

@testable import VisionModel

@Suite("Finding vision networks")
struct FinderTests {
  private let finder: VisionFinder

  init() throws { finder = try VisionFinder(CatalogFiles()) }

  private func question(
    _ device: String, _ task: String = "detection", latency: Double? = nil, rate: Double? = nil,
    accuracy: Double? = nil
  ) throws -> VisionQuestion {
    VisionQuestion(
      device: try finder.catalog.device(device), task: task, latencyLimit: latency,
      rateFloor: rate, accuracyFloor: accuracy)
  }

  @Test(
    "Options keep the budget, the most accurate first, unknown accuracies last",
    arguments: [
      ("Raspberry Pi 5", 50.0), ("Jetson Orin Nano Super", 10), ("Samsung Galaxy S24", 5),
    ])
  func ranked(device: String, limit: Double) throws {
    let finding = finder.find(try question(device, latency: limit))
    #expect(!finding.options.isEmpty)
    for option in finding.options {
      #expect(option.chance >= 0.5)
      #expect(option.figure == .latency, "a rate says nothing of a latency")
      if option.isMeasured { #expect(option.milliseconds <= limit) }
      if let range = option.range {
        #expect(range.contains(option.milliseconds), "an interval holds its forecast")
      }
    }
    let accuracies = finding.options.map { option in
      option.accuracy.flatMap { $0.isComparable ? $0.percent : nil } ?? -1
    }
    #expect(accuracies == accuracies.sorted(by: >))
  }

  @Test("A stricter budget never has more options")
  func narrower() throws {
    var last = Int.max
    for limit in [1000.0, 100, 30, 10, 3, 1, 0.1] {
      let count = finder.find(try question("Raspberry Pi 5", latency: limit)).options.count
      #expect(count <= last)
      last = count
    }
    #expect(last == 0)
  }

  @Test("Where nothing keeps the budget, the nearest comes first")
  func nearest() throws {
    let asked = try question("Raspberry Pi 5", latency: 0.01)
    let finding = finder.find(asked)
    #expect(finding.options.isEmpty && !finding.misses.isEmpty)
    let excesses = finding.misses.map { finder.excess($0, asked) }
    #expect(excesses == excesses.sorted() && excesses.allSatisfy { $0 > 1 })
  }

  @Test("Pipelined rates answer a question of rates")
  func pipelines() throws {
    let finding = finder.find(try question("Hailo-8", rate: 30))
    #expect(finding.options.contains { $0.figure == .pipelined && $0.isMeasured })
    let latency = finder.find(try question("Hailo-8", latency: 30))
    #expect(latency.options.allSatisfy { $0.figure == .latency })
  }

  @Test("A floor leaves unknown accuracies out and says how many")
  func floor() throws {
    let finding = finder.find(try question("Raspberry Pi 5", accuracy: 30))
    #expect(finding.withoutAccuracy > 0)
    #expect(finding.options.allSatisfy { ($0.accuracy?.percent ?? 0) >= 30 })
    #expect(finding.options.allSatisfy { $0.accuracy?.isComparable == true })
  }

  @Test("A device of the hardware catalog that nobody measured is interpolated and marked")
  func unmeasured() throws {
    let finding = finder.find(try question("RTX 4070", "classification", latency: 5))
    #expect(!finding.isMeasuredDevice && !finding.options.isEmpty)
    for option in finding.options {
      guard case .interpolated(let tier, _) = option.basis else {
        Issue.record("measured on a device that nobody measured")
        continue
      }
      #expect(tier >= .runtime)
    }
  }

  @Test("The same chip beside other memory is the device that was measured")
  func memory() throws {
    #expect(try finder.catalog.device("Raspberry Pi 5 4GB").id == "rpi5")
    #expect(try finder.catalog.device("rpi5-16").id == "rpi5")
    #expect(try finder.catalog.device("RTX 4070").id == "rtx-4070")
  }

  @Test("Runtimes of another maker are not offered")
  func makers() throws {
    let finding = finder.find(try question("iPhone 15 Pro", "classification"))
    #expect(finding.options.allSatisfy { $0.runtime == "coreml" })
  }

  @Test("Unknown names bring the nearest ones")
  func names() throws {
    func suggestions(_ body: () throws(CatalogError) -> Void) -> [String] {
      do throws(CatalogError) { try body() } catch {
        if case .unknown(_, _, let suggestions) = error { return suggestions }
      }
      return []
    }
    #expect(
      suggestions { () throws(CatalogError) in _ = try finder.catalog.device("Rasberry Pi 5") }
        .contains("rpi5"))
    #expect(
      suggestions { () throws(CatalogError) in _ = try finder.catalog.task("detecton") }
        .contains("detection"))
    #expect(
      suggestions { () throws(CatalogError) in _ = try finder.catalog.runtime("tensorr") }
        .contains("tensorrt"))
    #expect(try finder.catalog.task("object detection") == "detection")
  }

  @Test("Of an accuracy that is published as trained, quantization takes what it usually takes")
  func losses() throws {
    var rows = (0..<6).flatMap { index in
      [(VisionPrecision.fp32, 40.0), (.int8, 38.0)].map { precision, value in
        VisionAccuracy(
          network: "n\(index)", task: "detection", inputSide: 640, metric: "COCO mAP50-95",
          precision: precision, value: value, isPartial: false, source: "test")
      }
    }
    rows.append(
      VisionAccuracy(
        network: "other", task: "detection", inputSide: 640, metric: "COCO mAP50-95",
        precision: .fp32, value: 50, isPartial: false, source: "test"))
    let accuracies = VisionAccuracies(rows)
    func answer(_ precision: VisionPrecision, _ side: Double) -> VisionAccuracies.Answer? {
      accuracies.accuracy(network: "other", task: "detection", side: side, precision: precision)
    }
    #expect(answer(.int8, 640)?.percent == 48 && answer(.int8, 640)?.basis == .lessUsualLoss)
    #expect(answer(.fp16, 640)?.percent == 50 && answer(.fp16, 640)?.basis == .asTrained)
    #expect(answer(.fp16, 320) == nil, "another side is another accuracy")
  }
}
