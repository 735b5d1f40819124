import Confidence
import Catalog
import PerformanceModel
import Presentation
import Testing

@testable import Accuracy

@Suite struct AccuracyPageTests {
  /// Rows of one cell whose decode rates are so many times the forecast.
  private func validation(_ factors: [Double]) throws -> Validation {
    let files = try CatalogFiles()
    let row = ["output_tok_s": "100", "input_tokens": "0", "output_tokens": "128"]
    var validation = Validation(
      [try Samples.file(row)], resolver: try PointResolver(files),
      coefficients: try Coefficients(files),
      priors: try Coefficients(files, from: .coefficientPriors))
    guard let comparison = validation.comparisons.first else { return validation }
    validation.comparisons = factors.enumerated().map { index, factor in
      var comparison = comparison
      comparison.point.id = "r\(index)"
      comparison.point.measured = comparison.forecast * factor
      return comparison
    }
    return validation
  }

  private func notes(_ rows: String...) throws -> CellNotes {
    let header = "category,model,format,engine,device,layout,note"
    return try CellNotes(
      bytes: Array(([header] + rows).joined(separator: "\n").utf8), name: "notes.csv")
  }

  @Test func aCellIsJudgedByItsMedian() throws {
    let cell = try #require(CellErrors.worst(try validation([0.5, 4, 8, 0.4]), count: 9).first)
    #expect(cell.comparisons.map(\.point.id) == ["r2", "r1", "r0", "r3"])
    #expect(abs(cell.ratio - 1.125) < 1e-9)
    #expect(CellErrors.worst(try validation([9, 9]), count: 9).isEmpty)
  }

  @Test func theFirstNoteThatFitsIsTaken() throws {
    let cell = try #require(CellErrors.worst(try validation([2, 2, 2]), count: 1).first)
    let device = cell.deployment.accelerator.id
    let text = try notes(
      "CPU decode,,,,,,wrong category", ",,,,\(device)x,,wrong device",
      ",\(cell.deployment.model.id.prefix(3))*,,llama.cpp,\(device),one device,right", ",,,,,,any")
    #expect(text.note(cell) == "right")
    #expect(try notes(",,,,,,any").note(cell) == "any")
    #expect(CellNotes().note(cell) == nil)
    #expect(throws: AccuracyError.self) { try notes(",,,,,,") }
    #expect(throws: AccuracyError.self) {
      try CellNotes(bytes: Array("category,note\n,x".utf8), name: "notes.csv")
    }
  }

  @Test func thePageSaysWhatNobodyExplained() throws {
    let coefficients = try Coefficients(CatalogFiles())
    let held = [AccuracyPage.HeldOut(.source, try validation([2, 2, 3]))]
    let page = AccuracyPage(
      held, coefficients: coefficients, notes: CellNotes(), folder: "pictures")
    #expect(page.unexplained.count == 1)
    let text = page.document.markdown()
    #expect(text.contains("Not explained yet."))
    #expect(text.contains("2.0 times too slow"))
    #expect(page.pictures.map(\.path) == ["pictures/consumer-gpu-decode.svg"])
    #expect(text.contains("(<pictures/consumer-gpu-decode.svg>)"))
    let explained = AccuracyPage(
      held, coefficients: coefficients, notes: try notes(",,,,,,a power cap"), folder: "pictures")
    #expect(explained.unexplained.isEmpty)
    #expect(explained.document.markdown().contains("a power cap"))
  }

  /// More time than measured is too slow, a higher rate than measured is too fast.
  @Test func distancesReadInTheSenseOfTheFigure() {
    #expect(CellFacts.distance(2, .timeToFirstToken) == "2.0 times too slow")
    #expect(CellFacts.distance(2, .decodeRate) == "2.0 times too fast")
    #expect(CellFacts.distance(0.25, .memory) == "4.0 times too low")
  }

  /// Thousands of points stay a small file.
  @Test func picturesOfThousandsOfPointsStaySmall() throws {
    let factors = (0..<4_000).map { 0.2 + Double($0 * 7_919 % 4_001) / 900 }
    let plot = try #require(CategoryPlot(try validation(factors), .consumerDecode))
    #expect(plot.summary.count == 4_000)
    #expect(plot.drawing.text.utf8.count < 100_000)
    #expect(CategoryPlot(try validation([1]), .memory) == nil)
  }
}
