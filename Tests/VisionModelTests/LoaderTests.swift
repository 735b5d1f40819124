import Catalog
import FoundationEssentials
import TestSupport
import Testing

@testable import VisionModel

@Suite("Loading tables of vision networks")
struct LoaderTests {
  @Test(
    "Damaged tables are read or refused, never trapped on",
    arguments: [
      CatalogFile.visionDevices, .visionCores, .visionModels, .visionRuntimes, .visionSpellings,
      .visionSources, .visionMeasurements, .visionAccuracy, .visionCoefficients, .visionIntervals,
    ])
  func damaged(_ file: CatalogFile) throws {
    let bytes = CatalogFiles.builtIn(file)
    // The header and a few rows are enough to damage.
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 6)
    let seed = Array(lines.prefix(6).joined(separator: [UInt8(ascii: "\n")]))
    try withTemporaryFolder { folder in
      var random = SeededGenerator(seed: 7)
      var refused = 0
      for _ in 0..<15 {
        let text = mutated(
          seed,
          dictionary: ["1e999", "-1", "nan", "\"", ",", ";", "cpu", "rpi5", "0", "\n", "-1e9"],
          using: &random)
        try Data(text).write(to: URL(filePath: folder + "/" + file.rawValue))
        do throws(CatalogError) {
          let files = try CatalogFiles(userFolder: folder)
          switch file {
          case .visionSources, .visionMeasurements: _ = try VisionEvidence(files)
          case .visionAccuracy: _ = try VisionAccuracies(files)
          case .visionCoefficients: _ = try LatencyModel(files)
          case .visionIntervals: _ = try VisionIntervals(files)
          default: _ = try VisionCatalog(files)
          }
        } catch {
          refused += 1
          #expect(!error.description.isEmpty)
        }
      }
      #expect(refused > 0)
    }
  }
}
