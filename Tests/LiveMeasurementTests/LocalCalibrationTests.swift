import Accuracy
import Catalog
import Foundation
import InferencePlanner
import LoadGenerator
import MeasurementStore
import PerformanceModel
import Quantities
import StructuredText
import TestSupport
import Testing

@testable import LiveMeasurement

@Suite("Calibration from one's own runs")
struct LocalCalibrationTests {
  private static let setup: [String: Value] = [
    "model": .string("llama-3.2-1b"), "hardware": .string("ryzen-5800x"),
    "engine": .string("llama.cpp"), "weights": .string("q4_k_m"),
  ]

  private func forecast(
    _ concurrency: Int, _ folder: String?, model: String = "llama-3.2-1b"
  ) throws -> Estimate {
    var fields = Self.setup
    fields["model"] = .string(model)
    fields["concurrency"] = .number(Double(concurrency))
    fields["input"] = .number(512)
    fields["output"] = .number(33)
    return try Estimator(CatalogFiles(userFolder: folder))
      .estimate(RequestFile.estimateRequest(.object(fields)))
  }

  /// A machine on which decoding takes `slower` times as long as the shipped coefficients say.
  private func run(slower: Double, id: Int = 1) throws -> StoredRun {
    Runs.run(
      try [1, 2, 4].map { concurrency in
        let shipped = try forecast(concurrency, nil).forecast
        return Runs.level(
          concurrency: concurrency, ttft: shipped.timeToFirstToken.value * 1.5,
          tpot: shipped.timePerOutputToken.value * slower)
      }, id: id, setup: Self.setup)
  }

  @Test("A later forecast for the machine is nearly what was measured, and names its source")
  func learns() throws {
    try withTemporaryFolder { parent in
      let folder = parent + "/catalog"
      let run = try run(slower: 1.6)
      let calibration = try LocalCalibration([run], CatalogFiles())
      _ = try calibration.write(toFolder: folder)
      for level in run.levels {
        let estimate = try forecast(Int(level.amount), folder)
        let summary = LoadSummary(level.requests)
        let first = try #require(summary.timeToFirstToken).mean
        let each = try #require(summary.timePerOutputToken).mean
        #expect(abs(estimate.forecast.timeToFirstToken.value / first - 1) < 0.05)
        #expect(abs(estimate.forecast.timePerOutputToken.value / each - 1) < 0.05)
        #expect(estimate.assumptions.contains { $0.contains("ryzen-5800x+llama.cpp") })
      }
      // Another machine knows nothing of it.
      #expect(try forecast(1, nil).assumptions.allSatisfy { !$0.contains("own measurements") })
    }
  }

  @Test("A plan names the profile that it uses, and no other does")
  func plansNameIt() throws {
    try withTemporaryFolder { parent in
      let folder = parent + "/catalog"
      _ = try LocalCalibration([run(slower: 1.6)], CatalogFiles()).write(toFolder: folder)
      func assumptions(_ folder: String?) throws -> [String] {
        let fields: [String: Value] = [
          "model": .string("llama-3.2-1b"), "hardware": .string("ryzen-5800x"),
          "engines": .string("llama.cpp"), "requests_per_hour": .number(4),
          "input": .number(128), "output": .number(32),
        ]
        let files = try CatalogFiles(userFolder: folder)
        return try Planner(files).plan(RequestFile.planRequest(fields, files)).assumptions
      }
      #expect(try assumptions(folder).contains { $0.contains("ryzen-5800x+llama.cpp") })
      #expect(try assumptions(nil).allSatisfy { !$0.contains("own measurements") })
    }
  }

  @Test("Other models on the machine learn a part of it")
  func sharesAcrossModels() throws {
    try withTemporaryFolder { parent in
      let folder = parent + "/catalog"
      _ = try LocalCalibration([run(slower: 1.6)], CatalogFiles()).write(toFolder: folder)
      let before = try forecast(1, nil, model: "qwen2.5-1.5b").forecast.timePerOutputToken.value
      let after = try forecast(1, folder, model: "qwen2.5-1.5b").forecast.timePerOutputToken.value
      #expect(after > 1.1 * before && after < 1.7 * before)
    }
  }

  @Test("Few and scattered requests move a forecast less than many that agree")
  func shrinks() throws {
    let shipped = try forecast(1, nil).forecast
    func moved(_ requests: Int, spread: Double) throws -> Double {
      let level = Runs.level(
        concurrency: 1, ttft: shipped.timeToFirstToken.value,
        tpot: shipped.timePerOutputToken.value * 2, requests: requests, spread: spread)
      let calibration = try LocalCalibration(
        [Runs.run([level], setup: Self.setup)], CatalogFiles())
      let line = try #require(
        calibration.machines[0].lines.first { $0.quantity == .timePerOutputToken })
      return try #require(line.after) / shipped.timePerOutputToken.value
    }
    let sure = try moved(48, spread: 0.01), unsure = try moved(4, spread: 0.5)
    #expect(sure > unsure && unsure > 1 && sure > 1.8)
  }

  @Test("Writing replaces a machine's own rows and keeps all others")
  func replaces() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/coefficients.csv"
      let own = """
        term,scope,key,value,unit,source,as_of,notes
        gemm,engine,vllm,1.2,factor,mine,2026-01,
        gemm,machine,other+vllm,1.3,factor,mine,2026-01,
        gemm,machine,ryzen-5800x+llama.cpp,9,factor,old,2026-01,

        """
      try Data(own.utf8).write(to: URL(filePath: path))
      let files = try CatalogFiles(userFolder: folder)
      let calibration = try LocalCalibration([run(slower: 1.3)], files)
      _ = try calibration.write(toFolder: folder)
      let coefficients = try Coefficients(CatalogFiles(userFolder: folder))
      #expect(coefficients.row(.gemm, .engine, key: "vllm")?.value == 1.2)
      #expect(coefficients.row(.gemm, .machine, key: "other+vllm")?.value == 1.3)
      let replaced = coefficients.row(.gemm, .machine, key: "ryzen-5800x+llama.cpp")
      #expect(replaced?.value != 9)
      // What was learnt before has no part in what is learnt now.
      let again = try LocalCalibration([run(slower: 1.3)], CatalogFiles(userFolder: folder))
      #expect(again.machines[0].rows.map(\.value) == calibration.machines[0].rows.map(\.value))
    }
  }

  @Test("Runs that do not say what ran, or ran too little, teach nothing")
  func nothing() throws {
    let silent = Runs.run([Runs.level(concurrency: 1, ttft: 1, tpot: 1)])
    let short = Runs.run(
      [Runs.level(concurrency: 1, ttft: 1, tpot: 1, requests: 2)], setup: Self.setup)
    var unknown = Self.setup
    unknown["hardware"] = .string("no such thing")
    let strange = Runs.run([Runs.level(concurrency: 1, ttft: 1, tpot: 1)], setup: unknown)
    #expect(throws: MeasurementError.self) {
      try LocalCalibration([silent, short, strange], CatalogFiles())
    }
    let mixed = try LocalCalibration([silent, run(slower: 1.2, id: 9)], CatalogFiles())
    #expect(mixed.skipped.count == 1 && mixed.machines.count == 1)
  }

  @Test("The interval of a model that was measured is that of its own measurements")
  func interval() throws {
    try withTemporaryFolder { parent in
      let folder = parent + "/catalog"
      let run = try run(slower: 1.6)
      _ = try LocalCalibration([run], CatalogFiles()).write(toFolder: folder)
      func width(_ estimate: Estimate) throws -> Double {
        let range = try #require(estimate.confidence.timePerOutputToken)
        return range.upperBound / range.lowerBound
      }
      let shipped = try width(forecast(2, nil)), own = try width(forecast(2, folder))
      // 3 % of a single measurement, and what three loads leave open of their spread.
      #expect(own < shipped && own > exp(2 * 1.638 * 0.03))
      #expect(try forecast(2, folder).confidence.basis.contains("3 loads of your own"))
      // Neither another model nor a load far beyond was measured.
      for other in [
        try forecast(2, folder, model: "qwen2.5-1.5b"), try forecast(32, folder),
      ] { #expect(other.confidence.bases.allSatisfy { $0.own == nil }) }
      // Two loads say too little: the file's rows go.
      var less = run
      less.levels.removeLast()
      _ = try LocalCalibration([less], CatalogFiles()).write(toFolder: folder)
      #expect(try forecast(2, folder).confidence.bases.allSatisfy { $0.own == nil })
    }
  }

  @Test("On a machine whose loads scatter, most further measurements lie within the interval")
  func holds() throws {
    var generator = SeededGenerator(seed: 5)
    var held = 0, asked = 0
    for trial in 0..<12 {
      // What a load is off by is its own: neither the model nor the machine explains it.
      func level(_ concurrency: Int) throws -> StoredLevel {
        let shipped = try forecast(concurrency, nil).forecast
        func scatter() -> Double {
          exp((0..<12).reduce(-6) { sum, _ in sum + .random(in: 0...1, using: &generator) } * 0.1)
        }
        return Runs.level(
          concurrency: concurrency, ttft: shipped.timeToFirstToken.value * 1.3 * scatter(),
          tpot: shipped.timePerOutputToken.value * 1.3 * scatter())
      }
      try withTemporaryFolder { parent in
        let folder = parent + "/catalog"
        let run = Runs.run(try [1, 2, 3, 4].map(level), id: trial + 1, setup: Self.setup)
        _ = try LocalCalibration([run], CatalogFiles()).write(toFolder: folder)
        for concurrency in [1, 2, 4] {
          let next = LoadSummary(try level(concurrency).requests)
          let sure = try forecast(concurrency, folder).confidence
          let first = try #require(sure.timeToFirstToken),
            each = try #require(sure.timePerOutputToken)
          asked += 2
          if first.contains(try #require(next.timeToFirstToken).mean) { held += 1 }
          if each.contains(try #require(next.timePerOutputToken).mean) { held += 1 }
        }
      }
    }
    // Those of a trial share its fit, so the share of 72 varies more than a coin's.
    #expect(Double(held) / Double(asked) > 0.7, "\(held) of \(asked)")
  }
}
