import Catalog
import Foundation
import StructuredText

@testable import LaunchFiles

/// The plans that exports are tested with, which `Scripts/validate-exports` uses as well.
enum Samples {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Plans"

  static let document: Value = {
    let bytes = FileManager.default.contents(atPath: folder + "/plans.json") ?? Data()
    return (try? Value.json([UInt8](bytes))) ?? .null
  }()

  static let ranks = 1...11

  static func answer(_ rank: Int, tiers: Bool = false) throws -> PlannedAnswer {
    var answer = try PlanFile.answer(document, name: "plans.json", rank: rank)
    if !tiers { answer.tiers = [] }
    return answer
  }

  static func files(
    _ rank: Int, _ format: ExportFormat, tiers: Bool = false, tier: String? = nil,
    model: String? = nil, options: ExportOptions = ExportOptions()
  ) throws -> [LaunchFile] {
    var answer = try answer(rank, tiers: tiers || tier != nil)
    if let model { answer.plan.model = model }
    return try Export.files(
      answer, to: format, tier: tier, options: options, names: LaunchNames(CatalogFiles()),
      planFile: "plans.json")
  }

  /// The text of the file whose name ends so.
  static func text(_ files: [LaunchFile], _ name: String) -> String {
    files.first { $0.path.hasSuffix(name) }?.text ?? ""
  }

  /// Which plan each format can launch, the first of the sample's.
  static let launchable: [(format: ExportFormat, rank: Int)] = [
    (.vllm, 1), (.sglang, 2), (.trtllm, 3), (.llamaCpp, 4), (.ollama, 5), (.mlx, 6),
    (.dockerCompose, 1), (.kubernetes, 1), (.kserve, 1), (.rayServe, 1), (.skypilot, 1),
    (.litellm, 7), (.triton, 1),
  ]

  /// Names that break whatever is pasted instead of quoted.
  static let hostile = [
    "o'rg/it's", "org/\"double\"", "org/$(touch pwned)", "org/`touch pwned`", "org/${HOME}",
    "org/$$HOME", "org/a b  c", "org/a\nb: c", "org/a\tb", "org/a: b #c", "org/{{ x }}",
    "org/'; touch pwned; '", "org/a\\nb\\", "org/*&!|>%@", "org/模型-é-😀", "org/e\u{301}'\u{301}",
    "~/x", "yes", "null", "1e3", "org/a\r\nFROM x", "org/\u{2028}\u{85}end", "[x]", "{a: b}",
    "&a *a",
    "---", "...", "\u{1B}[31m",
  ].filter { !$0.hasPrefix("-") }
}
