import Catalog
import InferencePlanner
import PerformanceModel
import Presentation
import Quantities
import StructuredText
import Testing

/// The score, and advice that has to hold when it is taken.
@Suite struct CompatibilityTests {
  static let models = [
    "llama-3.1-8b", "llama-3.1-70b", "llama-2-13b", "mixtral-8x7b", "qwen3-32b", "gpt-oss-20b",
  ]
  static let devices = ["T4", "L4", "RTX 4090", "A100 80GB", "H100", "m4 max 128gb", "MI300X"]

  /// All combinations of a model, a device and a batch.
  static func sample() -> [String] {
    models.flatMap { model in
      devices.flatMap { device in
        [1, 8, 64, 400].map { batch in
          """
          "model": "\(model)", "hardware": "\(device)", "input": 3000, "output": 500,
          "concurrency": \(batch)
          """
        }
      }
    }
  }

  @Test func theScoreIsTheSumOfItsParts() throws {
    var scores: Set<Int> = []
    for fields in Self.sample() {
      let answer = try estimate("{\(fields)}")
      let compatibility = answer.compatibility
      #expect(compatibility.parts.map(\.of).reduce(0, +) == 100)
      for part in compatibility.parts {
        #expect((0...part.of).contains(part.points), "\(part.name): \(fields)")
        #expect(!part.reason.isEmpty)
      }
      #expect(isClose(compatibility.parts.map(\.points).reduce(0, +), compatibility.score))
      #expect((0...100).contains(compatibility.score))
      #expect(compatibility.fits == (compatibility.utilization <= 1))
      if !answer.forecast.runs { #expect(compatibility.score == 0) }
      scores.insert(Int(compatibility.score))
    }
    #expect(scores.count > 20, "a score that is always the same says nothing")
  }

  /// What is advised is done, and then it fits.
  @Test func adviceFitsWhenTaken() throws {
    var taken = 0
    for fields in Self.sample() {
      let answer = try estimate("{\(fields)}")
      guard !answer.compatibility.fits else {
        #expect(!answer.compatibility.recommendations.contains { $0.hasPrefix("fits ") })
        continue
      }
      #expect(answer.compatibility.recommendations.first?.hasPrefix("needs ") == true)
      let engine = answer.deployment.engine.id
      let weights = answer.deployment.weightFormat.id
      for advice in answer.compatibility.recommendations where advice.hasPrefix("fits ") {
        let change = try #require(Self.change(advice, weights: weights), "\(advice)")
        let changed = try estimate(#"{\#(fields), "engine": "\#(engine)", \#(change)}"#)
        #expect(changed.compatibility.fits, "\(advice): \(fields)")
        let promised = try #require(advice.split(separator: ": ").last)
        let total = NumberFormat.bytes(changed.forecast.memory.total)
        #expect(promised == "\(total) a device", "\(advice): \(fields)")
        taken += 1
      }
    }
    #expect(taken > 50)
  }

  /// The fields of a request that do what the advice says.
  private static func change(_ advice: String, weights: String) -> String? {
    if let match = advice.firstMatch(of: #/^fits with weights in (.+): /#) {
      return #""weights": "\#(match.1)""#
    }
    if advice.hasPrefix("fits with an FP8 KV cache") {
      return #""weights": "\#(weights)", "kv_cache": "fp8""#
    }
    if let match = advice.firstMatch(of: #/^fits on ([0-9]+) devices/#) {
      return #""weights": "\#(weights)", "devices": \#(match.1)"#
    }
    return nil
  }

  /// "As it is, so many run at once" is the largest batch that fits, and not one more.
  @Test func theLargestBatchIsTheLargest() throws {
    let fields = #""model": "llama-2-13b", "hardware": "A100 80GB", "input": 7992, "output": 200"#
    let answer = try estimate(#"{\#(fields), "concurrency": 16}"#)
    let batch = Int(answer.forecast.largestBatch)
    #expect(answer.compatibility.recommendations.contains { $0.contains("\(batch) requests of") })
    #expect(try estimate(#"{\#(fields), "concurrency": \#(batch)}"#).compatibility.fits)
    #expect(!(try estimate(#"{\#(fields), "concurrency": \#(batch + 1)}"#).compatibility.fits))
  }

  @Test func theLongestContextIsTheLongest() throws {
    let answer = try estimate(
      """
      {"model": "llama-3.1-8b", "hardware": "4090", "input": 8000, "output": 192,
       "concurrency": 4}
      """
    )
    let longest = answer.longestContext
    func fits(_ context: Int) throws -> Bool {
      try estimate(
        """
        {"model": "llama-3.1-8b", "hardware": "4090", "input": \(context - 192), "output": 192,
         "concurrency": 4}
        """
      ).compatibility.fits
    }
    #expect(try fits(longest))
    #expect(!(try fits(longest + 1)))
  }

  /// Memory that is the reader's own takes the place of the catalog's.
  @Test func memoryCanBeStated() throws {
    let fields = #""model": "llama-3.1-8b", "hardware": "RTX 4090", "engine": "vllm""#
    let small = try estimate(#"{\#(fields), "memory_gb": 12}"#)
    let large = try estimate(#"{\#(fields), "memory_gb": 48}"#)
    #expect(small.forecast.memory.visible == .gibibytes(12))
    #expect(!small.compatibility.fits, "16 GB of weights")
    #expect(large.forecast.memory.visible == .gibibytes(48))
    #expect(large.forecast.largestBatchByMemory > small.forecast.largestBatchByMemory)
    // vLLM takes nine tenths.
    #expect(isClose(large.forecast.memory.usable.value, 48 * 1_073_741_824 * 0.9))
  }
}
