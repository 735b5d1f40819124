import Catalog
import FoundationEssentials
import StructuredText
import TestSupport
import Testing

@testable import Quality

@Suite("Reading quality tables")
struct LoaderTests {
  @Test(
    "Damaged tables are read or refused, never trapped on",
    arguments: [
      CatalogFile.tasks, .taskQuality, .qualityLevels, .quantizationLoss, .quantizationMethods,
      .useCases,
    ])
  func damaged(_ file: CatalogFile) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/quality-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    // The header and a few rows are enough to damage.
    let bytes = CatalogFiles.builtIn(file)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 6)
    let seed = Array(lines.prefix(6).joined(separator: [UInt8(ascii: "\n")]))
    var random = SeededGenerator(seed: 5)
    var refused = 0
    for _ in 0..<150 {
      let text = mutated(
        seed, dictionary: ["1e999", "-1", "nan", "\"", ",", "=", ";", "chat", "\n"], using: &random)
      try Data(text).write(to: URL(filePath: folder + "/" + file.rawValue))
      do throws(CatalogError) {
        let files = try CatalogFiles(userFolder: folder)
        switch file {
        case .tasks: _ = try TaskDescription.load(files)
        case .taskQuality: _ = ScoreIndex(try TaskScore.load(files))
        case .qualityLevels: _ = try QualityLevel.load(files)
        case .quantizationLoss: _ = try QuantizationLoss(files)
        case .quantizationMethods: _ = try QuantizationMethods(files)
        default: _ = try UseCase.load(files)
        }
      } catch {
        refused += 1
      }
    }
    #expect(refused > 0)
  }

  @Test("Scores have a source and lie on the scale")
  func scores() throws {
    let scores = try TaskScore.load(CatalogFiles())
    #expect(Set(scores.map(\.id)).count == scores.count)
    for score in scores {
      #expect(!score.provenance.source.isEmpty && score.standardError > 0, "\(score.id)")
      if score.isBase { #expect(!score.task.needsTunedWeights, "\(score.id)") }
      if score.benchmarks == 0 { #expect(score.task.canBeInferred, "\(score.id)") }
    }
  }

  @Test("Use cases name tasks and levels that exist")
  func useCases() throws {
    let useCases = try UseCase.load(CatalogFiles())
    #expect(useCases.count == 9)
    for useCase in useCases {
      let task = try TaskDescription.find(useCase.task, among: quality.tasks).task
      _ = try quality.threshold(.level(try #require(useCase.qualityLevel)), task: task)
      #expect(useCase.timeToFirstToken.pleasing < useCase.timeToFirstToken.accepted)
    }
    #expect(try UseCase.find("RAG", among: useCases).id == "document-analysis-rag")
    #expect(throws: CatalogError.self) { try UseCase.find("singing", among: useCases) }
  }

  @Test("A user's threshold takes the place of the built-in one")
  func userLevel() throws {
    let rows = try table(
      "level,aliases,task,floor,reference,why,source,as_of\nbasic,,chat,33,,,me,2026-11\n")
    let files = try CatalogFiles().trying(rows, in: .qualityLevels)
    let own = try Quality(Catalog(files))
    #expect(try own.threshold(.level("basic"), task: .chat) == 33)
    #expect(own.levelNames.first == "basic")
  }
}
