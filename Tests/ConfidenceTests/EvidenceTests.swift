import Catalog
import Confidence
import PerformanceModel
import StructuredText
import Testing

@Suite struct EvidenceTests {
  private let subject = EvidenceSubject(
    model: "m", activeParameters: 8e9, format: "bf16", bits: 16, engine: "vllm", device: "d",
    devices: 1, shape: .closedLoop, input: 1024, output: 256, concurrency: 32)

  private func changed(_ change: (inout EvidenceSubject) -> Void) -> Double {
    var other = subject
    change(&other)
    return subject.distance(other, of: .endToEnd, deviceDistance: 0)
  }

  @Test func theSameConfigurationIsNotAwayAtAll() {
    #expect(subject.distance(subject, of: .endToEnd, deviceDistance: 0) == 0)
  }

  @Test func everyDifferenceIsADistanceEitherWay() {
    let changes: [(inout EvidenceSubject) -> Void] = [
      { $0.model = "other" }, { $0.format = "fp8" }, { $0.engine = "sglang" }, { $0.devices = 2 },
      { $0.shape = .single }, { $0.input = 2048 }, { $0.output = 64 }, { $0.concurrency = 16 },
    ]
    for change in changes {
      var other = subject
      change(&other)
      let distance = subject.distance(other, of: .endToEnd, deviceDistance: 0)
      #expect(distance > 0 && distance.isFinite)
      #expect(abs(distance - other.distance(subject, of: .endToEnd, deviceDistance: 0)) < 1e-12)
    }
  }

  @Test func moreDifferentIsFurther() {
    #expect(changed { $0.input = 4096 } > changed { $0.input = 2048 })
    #expect(changed { $0.concurrency = 1 } > changed { $0.concurrency = 16 })
    let small = changed {
      $0.model = "o"
      $0.activeParameters = 7e9
    }
    let large = changed {
      $0.model = "o"
      $0.activeParameters = 70e9
    }
    #expect(small < 0.25 && large > 2)
    // Where the engine decides how many run at once, there is nothing to compare.
    #expect(changed { $0.concurrency = 0 } == 0)
  }

  @Test func aPromptKnowsNoAnswer() {
    var other = subject
    other.output = 1
    #expect(subject.distance(other, of: .prefillRate, deviceDistance: 0) == 0)
    #expect(subject.distance(other, of: .decodeRate, deviceDistance: 0) < 0.05)
    other.input = 64
    #expect(subject.distance(other, of: .prefillRate, deviceDistance: 0) > 0.1)
  }

  @Test func theNearestComesFirst() throws {
    let header = Evidence.columns.joined(separator: ",")
    let text = """
      \(header)
      far,TPOT,closed-loop,m,8,bf16,16,vllm,h100-sxm,1,64,256,1,0.02,0.02,s,https://example.org,2025
      near,TPOT,closed-loop,m,8,bf16,16,vllm,h100-sxm,1,1000,256,32,0.02,0.02,s,https://example.org,2025
      other,TTFT,closed-loop,m,8,bf16,16,vllm,h100-sxm,1,1024,256,32,0.02,0.02,s,https://example.org,2025
      lost,TPOT,closed-loop,m,8,bf16,16,vllm,nowhere,1,1024,256,32,0.02,0.02,s,file:///x,2025

      """
    let evidence = try Evidence(tables: [try CSVTable(bytes: Array(text.utf8), name: "e.csv")])
    let catalog = try Catalog(CatalogFiles())
    let devices = Dictionary(
      catalog.accelerators.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    let device = try #require(devices["h100-sxm"])
    var subject = subject
    subject.device = device.id
    let found = evidence.nearest(
      to: subject, of: [.timePerOutputToken], on: device, among: devices, count: 9)
    #expect(found.map(\.row.id) == ["near", "far"])
    // Nothing but the web is linked to.
    #expect(found.first?.row.url == "https://example.org")
    #expect(evidence.rows.last?.url == nil)
    #expect(device.evidenceDistance(device) == 0)
    let sibling = try #require(devices["a100-sxm-80"])
    #expect(device.evidenceDistance(sibling) > 1)
  }

  @Test(arguments: ["measured", "forecast", "active_b", "bits", "quantity", "load"])
  func aBadFieldIsNamed(_ column: String) throws {
    let fields = Evidence.columns.map { name in
      switch name {
      case column: "none"
      case "quantity": "TPOT"
      case "load": "single"
      case "id", "model", "format", "engine", "device", "source", "as_of": "x"
      default: "1"
      }
    }
    let text = [Evidence.columns, fields].map { $0.joined(separator: ",") }
      .joined(separator: "\n")
    let table = try CSVTable(bytes: Array(text.utf8), name: "e.csv")
    do throws(CatalogError) {
      _ = try Evidence(tables: [table])
      Issue.record("it was read")
    } catch {
      #expect(error.description.contains(column))
    }
  }

  @Test func whatShipsIsReadWhole() throws {
    let evidence = try Evidence(CatalogFiles())
    #expect(evidence.rows.count > 1000)
    #expect(evidence.rows.allSatisfy { $0.measured > 0 && $0.forecast > 0 })
    #expect(evidence.rows.allSatisfy { $0.provenance.source != "evidence.csv" })
  }
}
