import Catalog
import Confidence
import Glibc
import StructuredText
import TestSupport
import Testing
import VisionModel

@testable import VisionAccuracy

@Suite("Fitting times of vision networks")
struct LatencyFitTests {
  /// Measurements that a law of our own gives: each device reaches a share of its peak and adds an
  /// overhead.
  private func points(
    _ law: (VisionWork) -> Double
  ) throws -> [LatencyFit.Observation] {
    let catalog = try VisionCatalog(CatalogFiles())
    var points: [LatencyFit.Observation] = []
    for device in ["rpi4", "rpi5", "rpi3", "rk3399", "odroid-n2"].compactMap(catalog.device(id:)) {
      for network in catalog.networks where network.family == "yolov8" || network.family == "resnet"
      {
        for side in [320.0, 640] {
          guard
            let work = VisionWork(
              device: device, unit: .cpu, runtime: "ncnn", precision: .fp32, figure: .latency,
              network: network, inputSide: side)
          else { continue }
          points.append(.init(work, milliseconds: law(work)))
        }
      }
    }
    return points
  }

  @Test("A law of the model's own form is found again")
  func recovered() throws {
    let points = try points { work in
      2 + work.idealMilliseconds / (work.network.family == "resnet" ? 0.5 : 0.25)
        + work.weightMilliseconds
    }
    let model = LatencyFit(points).model
    let errors = points.map { abs(log(model.milliseconds($0.work) / $0.milliseconds)) }.sorted()
    #expect(errors[errors.count / 2] < 0.02)
    #expect((errors.last ?? 1) < 0.2)
  }

  @Test("An outlier moves its neighbours little, and the order of rows nothing")
  func robust() throws {
    var points = try points { 1 + $0.idealMilliseconds / 0.3 + $0.weightMilliseconds }
    let clean = LatencyFit(points).model
    points[3].milliseconds *= 50
    let soiled = LatencyFit(points).model
    let neighbour = points[10].work
    #expect(abs(log(soiled.milliseconds(neighbour) / clean.milliseconds(neighbour))) < 0.1)
    let again = LatencyFit(points).model
    #expect(again.effects == soiled.effects)
  }

  @Test("No measurement, no effect: everything is forecast as usual")
  func empty() throws {
    let model = LatencyFit([]).model
    #expect(model.effects.isEmpty)
  }

  @Test("Groups are held out whole, and every measurement once")
  func folds() throws {
    let keys = (0..<200).map { "g\($0 % 17)" }
    let folds = VisionValidation.deal(keys, 5)
    for key in Set(keys) {
      #expect(Set(keys.indices.filter { keys[$0] == key }.map { folds[$0] }).count == 1)
    }
    #expect(Set(folds) == Set(0..<5))
  }

  @Test("Intervals hold the share of errors that they claim, and their forecast")
  func intervals() {
    var random = SeededGenerator(seed: 8)
    let outcomes = (0..<2000).map { index in
      VisionValidation.Outcome(
        grouping: .source, point: index, fold: 0, unit: .cpu, tier: .device,
        publisher: "p\(index % 25)",
        logRatio: (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0...1, using: &random) }
      )
    }
    let intervals = VisionIntervals(rows: VisionIntervalFit.rows(outcomes))
    let interval = intervals.interval(.cpu, .device)
    let held = outcomes.count { (log(interval.low)...log(interval.high)).contains($0.logRatio) }
    #expect(Double(held) / 2000 > 0.75 && Double(held) / 2000 < 0.9)
    #expect(interval.low <= 1 && interval.high >= 1)
  }

  @Test("Of several runs of one publisher the newest release counts, then the fastest run")
  func distinct() throws {
    let header =
      "id,source_title,source_url,source_date,model,task,input_shape,params_m,gflops,hardware,"
      + "runtime,precision,batch,latency_ms,throughput_ips,size_mb,accuracy_metric,accuracy_value,"
      + "notes\n"
    func row(_ id: String, _ title: String, _ date: String, _ time: String) -> String {
      "\(id),\(title),https://example.org,\(date),yolov8n,detection,640x640,,,Raspberry Pi 5,ncnn,"
        + "fp16,1,\(time),,,,,x\n"
    }
    let text =
      header + row("a", "Bench: one", "2025-01", "50") + row("b", "Bench: two", "2026-01", "90")
      + row("c", "Bench: three", "2026-01", "80") + row("d", "Others", "2024", "70")
    let data = try VisionData(
      CSVTable(bytes: Array(text.utf8), name: "points.csv"), files: CatalogFiles())
    #expect(data.measurements.map(\.id) == ["c", "d"])
    #expect(data.points.count == 2 && data.rows == 4)
  }
}
