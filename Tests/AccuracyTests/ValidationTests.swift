import Catalog
import Confidence
import FoundationEssentials
import PerformanceModel
import Presentation
import Testing

@testable import Accuracy

@Suite struct ValidationTests {
  static let row = ["output_tok_s": "150", "input_tokens": "0", "output_tokens": "128"]

  private func validate(_ rows: [[String: String]]) throws -> Validation {
    let files = try CatalogFiles()
    return Validation(
      [try Samples.file(rows)], resolver: try PointResolver(files),
      coefficients: try Coefficients(files),
      priors: try Coefficients(files, from: .coefficientPriors))
  }

  @Test func countsEveryRowOnce() throws {
    let validation = try validate([
      Self.row, Self.row, ["output_tok_s": "x"], ["output_tok_s": "9", "notes": "SPECULATIVE"],
      ["model": "meta-llama/Llama-2-70b-hf", "weight_precision": "gguf-f16", "output_tok_s": "2"],
    ])
    #expect(validation.rows == 5)
    #expect(validation.comparisons.count == 1)
    #expect(validation.unreadable.count == 1)
    #expect(validation.skipped["speculative decoding"] == 1)
    #expect(validation.skipped["the same figures as in another row"] == 1)
    #expect(validation.refusals.map(\.reason) == ["not one request fits in memory"])
  }

  @Test func preparedPointsAgreeWithSinglesOnes() throws {
    let files = try CatalogFiles()
    let coefficients = try Coefficients(files)
    let set = PointSet(
      [try Samples.file([Self.row, ["prefill_tok_s": "9000", "input_tokens": "512"]])],
      resolver: try PointResolver(files))
    let prepared = PreparedPoints(set.points, engines: [], coefficients: coefficients)
    let all = prepared.forecasts(coefficients)
    #expect(all.count == 2)
    for index in set.points.indices {
      let context = prepared.contexts[prepared.contextOfPoint[index]]
      #expect(prepared.forecast(index, context.values(coefficients)) == all[index])
    }
    // A faster device forecasts a higher rate: the values are what counts.
    let doubled = prepared.forecasts { place in
      var values = prepared.contexts[place].values(coefficients)
      values.steps.weightBandwidth *= 2
      return values
    }
    #expect(try #require(doubled[0]) > (try #require(all[0])))
  }

  @Test func withoutIntervalsTheAnswerSaysSo() throws {
    let validation = try validate([Self.row])
    let answer = ValidationAnswer(validation, groupedBy: .category, worst: 1)
    let text = String(decoding: try JSONEncoder().encode(answer), as: UTF8.self)
    #expect(text.contains("\"coverage80\":null"))
    #expect(text.contains("\"schema\":\"inferplan.validate\\/1\""))
    #expect(answer.categories.map(\.name) == ["consumer-GPU decode"])
    #expect(answer.worst.count == 1)
  }

  @Test func pointsAreHeldAgainstTheirIntervals() throws {
    let files = try CatalogFiles()
    var row = Self.row
    func validation(_ interval: Interval) throws -> Validation {
      let rows = ConfidenceTier.allCases.map {
        Intervals.Row(
          category: .consumerDecode, tier: $0, interval: interval, points: 1, sources: 1,
          provenance: Provenance(source: "a test", asOf: nil))
      }
      return Validation(
        [try Samples.file([row])], resolver: try PointResolver(files),
        coefficients: try Coefficients(files),
        priors: try Coefficients(files, from: .coefficientPriors),
        confidence: ConfidenceTables(intervals: Intervals(rows: rows), known: KnownHardware()))
    }
    let wide = try validation(Interval(low: 0.1, high: 10)).overall
    #expect(wide.coverage80 == 100)
    #expect(wide.width80 == 495)
    row["output_tok_s"] = "5000"
    let none = try validation(Interval(low: 0.9, high: 1.1)).overall
    #expect(none.coverage80 == 0)
    let answer = ValidationAnswer(
      try validation(Interval(low: 0.9, high: 1.1)), groupedBy: .source, worst: 0)
    #expect(answer.overall.coverage80 == 0)
    #expect(answer.overall.width80.map { abs($0 - 10) < 1e-9 } == true)
  }

  /// The tier of a held-out point is what the other folds' points have seen.
  @Test func crossValidationKnowsWhatItHasSeen() throws {
    let files = try CatalogFiles()
    let rows = ["RTX-4090", "RTX-4080", "RTX-3090"].enumerated().flatMap { place, device in
      (0..<4).map { n in
        ["hardware": device, "source_title": "s\(place)", "output_tok_s": "\(100 + 7 * n)"]
          .merging(Self.row) { given, _ in given }
      }
    }
    let set = PointSet([try Samples.file(rows)], resolver: try PointResolver(files))
    let prior = try Coefficients(files, from: .coefficientPriors)
    let prepared = PreparedPoints(set.points, engines: [], coefficients: prior)
    let byDevice = CrossValidation(prepared, by: .hardware, prior: prior, folds: 3)
    for (point, tier) in zip(set.points, byDevice.tiers) {
      let isAda = point.hardware != "RTX-3090"
      #expect(tier == (isAda ? .knownFamily : .neverSeen), "\(point.hardware)")
    }
    #expect(byDevice.forecasts.allSatisfy { $0 != nil })
    let again = CrossValidation(prepared, by: .hardware, prior: prior, folds: 3)
    #expect(byDevice.forecasts == again.forecasts)
    let intervals = Residual.crossConformal(byDevice, set.points)
    #expect(intervals.allSatisfy { ($0?.low ?? 2) <= 1 && ($0?.high ?? 0) >= 1 })
  }

  @Test func reportsFitThePage() throws {
    let validation = try validate([Self.row, ["output_tok_s": "9", "notes": "SPECULATIVE"]])
    let text = ValidationReport.document(validation, groupedBy: .engine, worst: 3).plainText()
    for line in text.split(separator: "\n") { #expect(line.count <= 80) }
    #expect(text.contains("speculative decoding"))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: Samples.tables + "/consumer.csv")))
  func everyPublishedRowIsAccountedFor() throws {
    let files = try CatalogFiles()
    let names = ["consumer", "datacenter", "serving_grid", "mlperf_energy", "memory"]
    let tables = try names.map { try MeasurementFile(path: Samples.tables + "/\($0).csv") }
    let excluded = try ExcludedRows(path: Samples.tables + "/excluded_ids.txt")
    let validation = Validation(
      tables, excluded: excluded, resolver: try PointResolver(files),
      coefficients: try Coefficients(files),
      priors: try Coefficients(files, from: .coefficientPriors))
    #expect(validation.rows == 15_461)
    #expect(validation.unreadable.isEmpty)
    #expect(validation.comparisons.allSatisfy { $0.forecast > 0 && $0.forecast.isFinite })
    #expect(validation.comparisons.count > 14_000)
    #expect(validation.refusals.count < 500)
  }
}
