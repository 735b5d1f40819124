import Catalog
import Foundation
import Testing

/// The reviews of the presets' answers cover all of them.
@Suite struct PresetReviewTests {
  @Test("Every preset has a review")
  func complete() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/presets.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    for preset in try PlanPreset.load(CatalogFiles()) {
      #expect(text.contains(preset.id), "\(preset.id)")
    }
  }
}
