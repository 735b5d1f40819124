import Catalog
import Foundation
import InferencePlanner
import PerformanceModel
import StructuredText
import Testing

/// The documented calculator's own JSON, asked and answered in its words.
@Suite struct CalculatorRequestTests {
  /// Document 001, use case 1, option A, as it stands there.
  static let documented = """
    {
      "model_size": "7B",
      "tokens": 500,
      "batch_size": 4,
      "hardware_type": "RTX4090",
      "deployment_mode": "local",
      "requests_per_hour": 1000,
      "results": {
        "memory": {
          "total_memory_gb": 18.5, "memory_fits": true, "memory_utilization_percent": 77.1
        },
        "latency": {"total_latency_seconds": 1.2, "tokens_per_second": 416.7},
        "cost": {"cost_per_request": 0.00017, "hourly_cost": 0.17, "monthly_cost": 122.4},
        "compatibility": {"performance_score": 85, "recommendations": []}
      }
    }
    """

  @Test func itsWordsMeanOurs() throws {
    let read = try request(Self.documented)
    #expect(read.model == .named("7B"))
    #expect(read.hardware == "RTX4090")
    // Its latency is tokens over speed: they are generated.
    #expect(read.output == 500 && read.input == 1)
    #expect(read.concurrency == 4)
    #expect(read.pricing == .owned)
    #expect(read.requestsPerHour == 1000)
    #expect(read.isCalculatorRequest)
  }

  @Test(arguments: [
    ("local", EstimateRequest.Pricing.owned), ("cloud", .onDemand), ("api", .api),
  ])
  func modesAreWaysOfPaying(_ mode: String, pricing: EstimateRequest.Pricing) throws {
    let read = try request(
      #"{"model_size": "7B", "hardware_type": "T4", "deployment_mode": "\#(mode)"}"#)
    #expect(read.pricing == pricing)
  }

  @Test func anUnknownModeIsRefused() throws {
    let error = try refusal(
      #"{"model_size": "7B", "hardware_type": "T4", "deployment_mode": "edge"}"#)
    #expect(error.description.contains("'deployment_mode' is 'edge'; accepted: local, cloud, api"))
  }

  @Test func itIsAnsweredInItsKeys() throws {
    let answer = EstimateAnswer(try estimate(Self.documented))
    let object = try JSONSerialization.jsonObject(with: Data(try AnswerJSON.text(answer).utf8))
    let results = try #require((object as? [String: Any])?["results"] as? [String: Any])
    func value(_ group: String, _ key: String) -> Any? { (results[group] as? [String: Any])?[key] }

    // 6.738e9 × 2 B, 4 × 501 tokens of 524,288 B, and 0.6 GB of engine.
    let total = try #require(value("memory", "total_memory_gb") as? Double)
    #expect(isClose(total, 13.476 + 1.051 + 0.6, within: 0.01))
    #expect(value("memory", "memory_fits") as? Bool == true)
    let share = try #require(value("memory", "memory_utilization_percent") as? Double)
    #expect(share > 50 && share < 80)

    let seconds = try #require(value("latency", "total_latency_seconds") as? Double)
    let speed = try #require(value("latency", "tokens_per_second") as? Double)
    #expect(isClose(seconds * speed, 500, within: 1e-9))
    #expect(seconds > 6.5, "499 × 13.2 GB ÷ 1008 GB/s")

    let hourly = try #require(value("cost", "hourly_cost") as? Double)
    let monthly = try #require(value("cost", "monthly_cost") as? Double)
    let each = try #require(value("cost", "cost_per_request") as? Double)
    #expect(isClose(monthly, hourly * 730))
    #expect(isClose(each, hourly / 1000))

    let score = try #require(value("compatibility", "performance_score") as? Double)
    #expect((0...100).contains(score))
    #expect(value("compatibility", "recommendations") is [Any])
  }

  /// The documents' own figures are those of FP16: 13.5 GB for a 7B model.
  @Test func weightsAreSixteenBitsUnlessSaid() throws {
    let plain = try estimate(Self.documented)
    #expect(plain.deployment.weightFormat.id == "fp16")
    #expect(plain.assumptions.contains { $0.contains("FP16") })
    let stated = try estimate(
      #"{"model_size": "7B", "tokens": 9, "hardware_type": "4090", "weights": "int4"}"#)
    #expect(stated.deployment.weightFormat.id == "awq-int4")
  }

  @Test func ourWordsPassItsOwn() throws {
    let read = try request(
      """
      {"model_size": "7B", "hardware_type": "T4", "tokens": 500, "batch_size": 4,
       "deployment_mode": "local", "input": 20, "output": 30, "concurrency": 2, "pricing": "spot"}
      """)
    #expect(read.input == 20 && read.output == 30 && read.concurrency == 2)
    #expect(read.pricing == .spot)
  }

  @Test func theExampleOfTheRepositoryIsThisRequest() throws {
    let path = DocumentedScenarios.repository + "/Examples/request.json"
    let read = try RequestFile.estimateRequest(RequestFile.value(path: path), file: path)
    #expect(read == (try request(Self.documented)))
  }

  @Test func itsApiModeNeedsAnOffer() throws {
    let error = try refusal(
      #"{"model_size": "7B", "tokens": 9, "hardware_type": "4090", "deployment_mode": "api"}"#)
    #expect(error.description.contains("offer"))
    #expect(!error.isInfeasible)
  }
}
