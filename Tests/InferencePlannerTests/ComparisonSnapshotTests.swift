import InferencePlanner
import Presentation
import TestSupport
import Testing

/// The printed comparisons, as they were when somebody last looked at them.
///
/// A snapshot guards against unintended change; that its figures are right is the business of the
/// other tests. After an intended change record anew (`RECORD_SNAPSHOTS=1`), read the difference.
@Suite struct ComparisonSnapshotTests {
  @Test(arguments: DocumentedScenarios.names)
  func comparisonReadsAsBefore(_ name: String) throws {
    let comparison = try DocumentedScenarios.comparison(name)
    let text = ComparisonReport.document(comparison).plainText(width: 80)
    for line in text.split(separator: "\n") where line.count > 80 {
      Issue.record("\(name): a line of \(line.count) columns: \(line)")
    }
    try Snapshot.check(text, "\(name).txt")
  }

  /// A narrow terminal loses no figure either.
  @Test(arguments: DocumentedScenarios.names)
  func narrowLinesAreKept(_ name: String) throws {
    let comparison = try DocumentedScenarios.comparison(name)
    let text = ComparisonReport.document(comparison).plainText(width: 40)
    for line in text.split(separator: "\n") where line.count > 40 {
      Issue.record("\(name): a line of \(line.count) columns: \(line)")
    }
    let inTables = comparison.options.flatMap(\.claims).map(\.figure)
    #expect(inTables.isEmpty || text.contains("Verdict"))
  }
}

/// Files of what was printed before, beside the tests.
enum Snapshot {
  /// Compares `text` with the file, or writes it when snapshots are being recorded.
  static func check(_ text: String, _ name: String) throws {
    if let difference = try SnapshotFile(name, of: #filePath).difference(text) {
      Issue.record("\(difference)")
    }
  }
}
