import Catalog
import Confidence
import TestSupport
import Testing

@testable import VisionModel

@Suite("Times of vision networks")
struct LatencyModelTests {
  private static let files = try? CatalogFiles()

  private func network(operations: Double) throws -> VisionNetwork {
    VisionNetwork(
      id: "a network", family: "yolov8", task: "detection", parameters: 3e6,
      operations: operations, inputSide: 640,
      provenance: Provenance(source: "test", asOf: nil))
  }

  @Test("More operations and larger images never take less time, on any device")
  func monotone() throws {
    let catalog = try VisionCatalog(CatalogFiles())
    let model = try LatencyModel(CatalogFiles())
    var random = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let device = try #require(catalog.devices.randomElement(using: &random))
      let runtime = try #require(catalog.runtimes.randomElement(using: &random))
      let unit = VisionUnit.allCases.randomElement(using: &random) ?? .cpu
      let precision = VisionPrecision.allCases.randomElement(using: &random) ?? .fp16
      let figure = VisionFigure.allCases.randomElement(using: &random) ?? .latency
      var last = 0.0
      for operations in [1e7, 1e8, 3e9, 1e11] {
        for side in [160.0, 320, 1280] {
          guard
            let work = VisionWork(
              device: device, unit: unit, runtime: runtime.id, precision: precision,
              figure: figure, network: try network(operations: operations), inputSide: side)
          else { continue }
          let time = model.milliseconds(work)
          #expect(time.isFinite && time > 0)
          if side == 640 { #expect(time >= last) }
          if side == 1280 {
            #expect(time >= last)
            last = time
          }
        }
      }
    }
  }

  @Test("A forecast is the sum of its parts: overhead, operations at the rate reached, weights")
  func parts() throws {
    let catalog = try VisionCatalog(CatalogFiles())
    let device = try #require(catalog.device(id: "rpi5"))
    let work = try #require(
      VisionWork(
        device: device, unit: .cpu, runtime: "ncnn", precision: .fp32, figure: .latency,
        network: try network(operations: 1e9), inputSide: 640))
    let efficiency = VisionEffect(term: .efficiency, scope: .runtime, key: "ncnn cpu latency")
    let model = LatencyModel(effects: [efficiency: -0.6931471805599453])
    let parts = model.parts(work)
    // Four cores at 2.4 GHz of 16 operations a cycle do 153.6 GFLOP/s; half of that is reached.
    #expect(abs(parts.operations - 1e9 / (153.6e9 / 2) * 1000) < 1e-6)
    #expect(abs(parts.overhead - 1) < 1e-12)
    #expect(abs(parts.weights - 3e6 * 4 / 17.1e9 * 1000) < 1e-6)
    #expect(parts.total == model.milliseconds(work))
  }

  @Test("No rated NPU is forecast beyond its peak")
  func peaks() throws {
    let catalog = try VisionCatalog(CatalogFiles())
    let model = try LatencyModel(CatalogFiles())
    for device in catalog.devices {
      guard let rate = device.rate(.npu, .int8) else { continue }
      for runtime in catalog.runtimes {
        let work = try #require(
          VisionWork(
            device: device, unit: .npu, runtime: runtime.id, precision: .int8, figure: .pipelined,
            network: try network(operations: 2e11), inputSide: 640))
        #expect(model.milliseconds(work) >= 2e11 / rate * 1000)
      }
    }
  }

  @Test("Who knows less of a question is never surer")
  func tiers() throws {
    let intervals = try VisionIntervals(CatalogFiles())
    for unit in VisionUnit.allCases {
      for (known, less) in zip(VisionTier.allCases, VisionTier.allCases.dropFirst()) {
        let a = intervals.interval(unit, known), b = intervals.interval(unit, less)
        #expect(a.low >= b.low && a.high <= b.high)
        #expect(a.low <= 1 && a.high >= 1)
      }
    }
  }

  @Test("Every device, runtime and network that measurements name is in its catalog")
  func references() throws {
    let catalog = try VisionCatalog(CatalogFiles())
    let evidence = try VisionEvidence(CatalogFiles())
    #expect(evidence.measurements.count > 1000)
    for one in evidence.measurements {
      #expect(catalog.device(id: one.device) != nil, "\(one.id)")
      #expect(catalog.runtime(id: one.runtime) != nil, "\(one.id)")
      #expect(catalog.network(id: one.network) != nil, "\(one.id)")
      #expect(!one.source.title.isEmpty && !one.source.url.isEmpty && !one.source.asOf.isEmpty)
    }
  }
}
