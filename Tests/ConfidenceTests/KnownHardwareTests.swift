import Catalog
import Confidence
import PerformanceModel
import Testing

@Suite struct KnownHardwareTests {
  private func deployment(_ device: String, _ engine: String) throws -> Deployment {
    let catalog = try Catalog(CatalogFiles())
    return Deployment(
      model: try catalog.model("llama-3.1-8b"), weightFormat: try catalog.weightFormat("bf16"),
      kvType: try catalog.kvType("fp16"), engine: try catalog.engine(engine),
      accelerator: try catalog.accelerator(device))
  }

  @Test func tiersFollowWhatWasSeen() throws {
    var known = KnownHardware()
    let h100 = try deployment("H100-SXM-80GB", "vllm")
    #expect(known.tier(h100) == .neverSeen)
    known.insert(
      .init(device: "another", engine: "vllm"), architecture: h100.accelerator.architecture)
    #expect(known.tier(h100) == .knownFamily)
    known.insert(
      .init(device: h100.accelerator.id, engine: "sglang"),
      architecture: h100.accelerator.architecture)
    #expect(known.tier(h100) == .knownDevice)
    known.insert(
      .init(device: h100.accelerator.id, engine: h100.engine.id),
      architecture: h100.accelerator.architecture)
    #expect(known.tier(h100) == .knownSetup)
  }

  @Test func whatShipsNamesDevicesAndArchitecturesOfTheCatalog() throws {
    let files = try CatalogFiles()
    let known = try KnownHardware(files)
    let catalog = try Catalog(files)
    let devices = Dictionary(
      catalog.accelerators.map { ($0.id, $0.architecture) }, uniquingKeysWith: { $1 })
    #expect(known.points.count > 50)
    // Tables of measurements also name devices that nobody can ask for: variants of those.
    let askable = known.architectures.filter { devices[$0.key] != nil }
    #expect(askable.count > 50)
    for (device, architecture) in askable {
      #expect(devices[device] == architecture, "\(device)")
    }
    let engines = Set(catalog.engines.map(\.id))
    #expect(known.points.keys.allSatisfy { engines.contains($0.engine) })
  }
}
