import TestSupport
import Testing

@testable import LaunchFiles

/// What every format looks like, recorded: `RECORD_SNAPSHOTS=1 swift test --filter LaunchFiles`.
@Suite struct SnapshotTests {
  static let cases: [(rank: Int, format: ExportFormat)] =
    Samples.launchable.map { ($0.rank, $0.format) } + [
      // Phases apart, several replicas on a machine, files in containers, other devices.
      (8, .vllm), (10, .sglang), (9, .trtllm), (11, .llamaCpp), (10, .dockerCompose),
      (11, .dockerCompose), (9, .kubernetes), (11, .kserve), (8, .rayServe), (11, .skypilot),
      (1, .litellm),
    ]

  @Test("Files are what they were", arguments: cases)
  func files(rank: Int, format: ExportFormat) throws {
    try compare("\(rank)-\(format.rawValue).txt", try Samples.files(rank, format))
  }

  @Test("Tiers become a router")
  func tiers() throws {
    try compare("tiers-litellm.txt", try Samples.files(1, .litellm, tiers: true))
  }

  @Test("Drafts", arguments: [ExportFormat.vllm, .sglang, .trtllm, .llamaCpp])
  func drafts(format: ExportFormat) throws {
    let rank = try #require(Samples.launchable.first { $0.format == format }?.rank)
    let lookedUp = try Samples.files(
      rank, format, options: ExportOptions(drafts: .init(tokens: 3)))
    let modelled = try Samples.files(
      rank, format, options: ExportOptions(drafts: .init(tokens: 3, model: "org/draft")))
    try compare("drafts-\(format.rawValue).txt", lookedUp + modelled)
  }

  private func compare(_ name: String, _ files: [LaunchFile]) throws {
    let text = files.map {
      "=== \($0.path)\($0.isExecutable ? " (executable)" : "")\n\($0.text)"
    }.joined()
    let difference = try SnapshotFile(name).difference(text)
    #expect(difference == nil, "\(difference ?? "")")
  }
}
