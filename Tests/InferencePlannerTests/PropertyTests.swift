import Catalog
import Economics
import InferencePlanner
import PerformanceModel
import Quantities
import Testing

/// What has to hold for every question, whatever its figures.
@Suite struct PropertyTests {
  static let deployments = [
    #""model": "llama-3.1-8b", "hardware": "H100""#,
    #""model": "llama-2-13b", "hardware": "A100 80GB""#,
    #""model": "mixtral-8x7b", "hardware": "2x H100""#,
    #""model": "llama-3.1-8b", "hardware": "RTX 4090", "weights": "q4_k_m""#,
    #""model": "qwen3-32b", "hardware": "m4 max 128gb""#,
    #""model": "gpt-oss-20b", "hardware": "MI300X""#,
    #""model": "deepseek-v3", "hardware": "8x H200""#,
  ]

  @Test(arguments: deployments)
  func moreAtOnceTakesNoLessMemoryAndNoLessTime(_ deployment: String) throws {
    var last: Estimate?
    for concurrency in [1, 2, 3, 5, 8, 13, 32, 100, 400, 2000] {
      let next = try estimate(
        #"{\#(deployment), "input": 700, "output": 90, "concurrency": \#(concurrency)}"#)
      if let last {
        #expect(next.forecast.memory.total >= last.forecast.memory.total, "\(concurrency)")
        #expect(
          next.forecast.endToEnd.value >= last.forecast.endToEnd.value * 0.999, "\(concurrency)")
        #expect(next.forecast.batch >= last.forecast.batch)
        #expect(next.longestContext <= last.longestContext)
      }
      last = next
    }
  }

  @Test(arguments: deployments)
  func longerContextsTakeMoreMemory(_ deployment: String) throws {
    var last: Estimate?
    for input in [1, 10, 500, 1000, 4000, 20_000, 100_000] {
      let next = try estimate(#"{\#(deployment), "input": \#(input), "concurrency": 4}"#)
      if let last {
        #expect(next.forecast.memory.total >= last.forecast.memory.total)
        #expect(next.forecast.largestBatch <= last.forecast.largestBatch)
        #expect(next.forecast.timeToFirstToken >= last.forecast.timeToFirstToken)
      }
      last = next
    }
  }

  /// No forecast passes what the hardware can do.
  @Test(arguments: deployments)
  func nothingBeatsTheHardware(_ deployment: String) throws {
    for concurrency in [1, 7, 64] {
      let answer = try estimate(#"{\#(deployment), "concurrency": \#(concurrency)}"#)
      let step = answer.bound.decodeStep(
        sequences: answer.forecast.batch, context: answer.workload.inputTokens)
      #expect(answer.forecast.timePerOutputToken >= step)
      let parts = answer.bound.prefill(tokens: answer.workload.inputTokens)
      #expect(answer.forecast.timeToFirstToken >= parts * 0.999)
    }
  }

  @Test(arguments: deployments)
  func smallerWeightsAreSmaller(_ deployment: String) throws {
    let bare = deployment.replacing(#", "weights": "q4_k_m""#, with: "")
    func weights(_ format: String) throws -> Bytes {
      try estimate(#"{\#(bare), "engine": "transformers", "weights": "\#(format)"}"#)
        .forecast.memory.weights
    }
    guard !bare.contains("gpt-oss") else { return }
    let sixteen = try weights("bf16")
    #expect(try weights("fp32").value > 1.9 * sixteen.value)
    #expect(try weights("fp8") < sixteen)
    #expect(try weights("awq-int4") < weights("fp8"))
  }

  @Test(arguments: deployments)
  func moreReplicasCostAndCarryInProportion(_ deployment: String) throws {
    let one = try estimate(#"{\#(deployment), "requests_per_hour": 1}"#)
    let eight = try estimate(#"{\#(deployment), "requests_per_hour": 1, "replicas": 8}"#)
    #expect(eight.forecast == one.forecast, "replicas do not change each other")
    #expect(eight.devices == 8 * one.devices)
    if let a = one.cost?.perHour, let b = eight.cost?.perHour {
      #expect(b >= a)
      #expect(b.value <= a.value * 8 * (1 + 1e-9))
    }
  }

  /// A load that is shared by more requests an hour costs each of them no more.
  @Test(arguments: deployments)
  func requestsGetCheaperWithLoadAndMonthsDearer(_ deployment: String) throws {
    var month: USDollars?
    for load in [1.0, 10, 100, 1000, 100_000] {
      let answer = try estimate(#"{\#(deployment), "requests_per_hour": \#(load)}"#)
      guard let cost = answer.cost, let offered = cost.atOfferedLoad, let full = cost.atFullLoad
      else { continue }
      #expect(offered.perRequest.value >= full.perRequest.value * (1 - 1e-9))
      let perMonth = try #require(cost.perMonth)
      if let month { #expect(perMonth >= month) }
      month = perMonth
      #expect(isClose(offered.perRequest.value * load, try #require(cost.perHour).value))
    }
  }

  /// A cached prompt is processed faster and takes the same room.
  @Test(arguments: deployments)
  func cachedPromptsAnswerSooner(_ deployment: String) throws {
    let cold = try estimate(#"{\#(deployment), "input": 4000}"#)
    let warm = try estimate(#"{\#(deployment), "input": 4000, "cached_input": 3900}"#)
    #expect(warm.forecast.timeToFirstToken < cold.forecast.timeToFirstToken)
    #expect(warm.forecast.memory == cold.forecast.memory)
  }
}
