import Catalog
import Foundation
import PerformanceModel
import StructuredText
import TestSupport
import Testing

@testable import Confidence

@Suite("Intervals from one's own measurements")
struct HeldOutSpreadTests {
  /// Normal, by Box and Muller.
  private func normal(_ generator: inout SeededGenerator) -> Double {
    let u = Double.random(in: 1e-12...1, using: &generator)
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * Double.random(in: 0...1, using: &generator))
  }

  @Test("Few or many loads, they hold four of five further measurements", arguments: [3, 4, 8, 20])
  func coverage(loads: Int) throws {
    var generator = SeededGenerator(seed: UInt64(loads))
    var held = 0
    let trials = 4_000, spread = 0.12
    for _ in 0..<trials {
      let residuals = (0..<loads).map { _ in spread * normal(&generator) }
      let interval = try #require(Interval(heldOut: residuals, loads: loads, deviation: 0.01))
      let next = exp(spread * normal(&generator))
      if interval.range(1).contains(next) { held += 1 }
    }
    // Three standard deviations of the count.
    #expect(abs(Double(held) / Double(trials) - 0.8) < 0.02)
  }

  @Test("Two measurements of a load are no more evidence than their load")
  func common() throws {
    let once = try #require(Interval(heldOut: [0.1, -0.1, 0.1], loads: 3, deviation: 0))
    let twice = try #require(
      Interval(heldOut: [0.1, 0.1, -0.1, -0.1, 0.1, 0.1], loads: 3, deviation: 0))
    #expect(abs(once.high - twice.high) < 1e-9)
  }

  @Test("They are never narrower than the measurements' own doubt, and nothing follows from two")
  func bounds() throws {
    let exact = try #require(Interval(heldOut: [0, 0, 0, 0], loads: 4, deviation: 0.05))
    #expect(exact.high > exp(1.2816 * 0.05) && exact.low < exp(-1.2816 * 0.05))
    #expect(Interval(heldOut: [0.1, 0.1], loads: 2, deviation: 0.1) == nil)
    #expect(Interval(heldOut: [0.1, .nan, 0.1], loads: 3, deviation: 0.1) == nil)
  }

  @Test("Student's t, against the tables")
  func student() {
    for (degrees, value) in [(3, 1.638), (4, 1.533), (5, 1.476), (10, 1.372), (120, 1.289)] {
      #expect(abs(Interval.tenthBeyond(degrees: degrees) - value) < 0.002)
    }
  }

  @Test("A row speaks for the loads it was made from, and only for its model")
  func places() throws {
    try withTemporaryFolder { folder in
      let header = MachineIntervals.columns.joined(separator: ",")
      func intervals(_ rows: String) throws -> MachineIntervals {
        try Self.write("\(header)\n\(rows)\n", folder + "/machine_intervals.csv")
        return try MachineIntervals(CatalogFiles(userFolder: folder))
      }
      let found = try intervals("box+vllm+m+fp8,TPOT,0.9,1.1,4,1,8,64,1024,mine,2026-11")
      #expect(found.row("box+vllm+m+fp8", .timePerOutputToken, concurrency: 8, tokens: 64) != nil)
      for (key, quantity, concurrency, tokens) in [
        ("box+vllm+n+fp8", MeasuredQuantity.timePerOutputToken, 8.0, 64.0),
        ("box+vllm+m+fp8", .timeToFirstToken, 8, 64),
        ("box+vllm+m+fp8", .timePerOutputToken, 9, 64),
        ("box+vllm+m+fp8", .timePerOutputToken, 8, 2_000),
      ] { #expect(found.row(key, quantity, concurrency: concurrency, tokens: tokens) == nil) }
      for bad in [
        "k,TPOT,1.2,1.1,4,1,8,64,1024,,", "k,TPOT,0.9,0.8,4,1,8,64,1024,,",
        "k,mood,0.9,1.1,4,1,8,64,1024,,", "k,TPOT,0.9,1.1,4,9,8,64,1024,,",
        ",TPOT,0.9,1.1,4,1,8,64,1024,,", "k,TPOT,nan,1.1,4,1,8,64,1024,,",
      ] { #expect(throws: CatalogError.self) { try intervals(bad) } }
    }
  }

  private static func write(_ text: String, _ path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
