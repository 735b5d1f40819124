import Foundation
import LoadGenerator
import MeasurementStore
import StructuredText

/// Runs made up for tests.
enum Runs {
  /// Requests one after the other on each of `concurrency` clients.
  static func level(
    concurrency: Int, ttft: Double, tpot: Double, input: Int = 512, output: Int = 33,
    requests: Int = 24, spread: Double = 0.01
  ) -> StoredLevel {
    var level = StoredLevel(
      kind: "concurrency", amount: Double(concurrency), inputTokens: Double(input),
      outputTokens: Double(output), duration: nil)
    let time = ttft + tpot * Double(output - 1)
    level.requests = (0..<requests).map { place in
      // Clients begin one after the other: those that begin together measure something else.
      let start = Double(place) / Double(concurrency) * time
      let factor = 1 + spread * Double(place % 3 - 1)
      let first = start + ttft * factor
      let gaps = [Float](repeating: Float(tpot * factor), count: output - 1)
      let last = first + tpot * factor * Double(output - 1)
      return SentRequest(
        index: place, scheduled: start, sent: start, firstToken: first, lastToken: last, end: last,
        gaps: gaps, inputTarget: input, outputTarget: output, promptTokens: input,
        usageTokens: output)
    }
    level.seconds = Double(requests / concurrency) * time
    level.clientProcessorSeconds = 0.01
    level.isWithinOneMachine = true
    return level
  }

  static func run(
    _ levels: [StoredLevel], id: Int = 1, setup: [String: Value] = [:]
  ) -> StoredRun {
    StoredRun(
      id: id, started: "2026-11-01T10:00:00Z", isFinished: true, url: "http://127.0.0.1:1/v1",
      endpoint: "chat", model: "m", about: .object(["setup": .object(setup)]), levels: levels)
  }
}
