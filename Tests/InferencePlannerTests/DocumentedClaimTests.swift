import Catalog
import InferencePlanner
import PerformanceModel
import Quantities
import Testing

/// What the documents claim, held against arithmetic done here.
@Suite struct DocumentedClaimTests {
  struct Option {
    var scenario: String
    var name: String
    /// Claims that no machine of the kind can meet, or that contradict each other.
    var impossible: Set<String> = []
    var inconsistent: Set<String> = []
  }

  static let options: [Option] = [
    // 8.2 GB hold 7.0 of weights and 1.08 of cache; 12.3 tokens/s × 0.68 s are 8 tokens of 200.
    .init(
      scenario: "chatbot", name: "Budget: 7B INT8 on T4", inconsistent: ["latency and speed"]),
    // 24.1 × 0.45 are 11 tokens; 18.7 GB are 13.5 + 4.3 and a little: roughly right.
    .init(
      scenario: "chatbot", name: "Recommended: 7B on A100 40GB",
      inconsistent: ["latency and speed"]),
    // 45.2 GB of 26.0 + 26.8; 18.6 × 0.62 are 12 tokens.
    .init(
      scenario: "chatbot", name: "High end: 13B on A100 80GB",
      impossible: ["memory of a device"], inconsistent: ["latency and speed"]),
    .init(scenario: "chatbot", name: "Summary: 7B on A100 40GB, 8 users"),
    // 9.8 GB of 7.0 + 4.3; 64 in a batch of 32 users.
    .init(
      scenario: "classification", name: "Volume: 7B INT8 on 4x A100 40GB",
      impossible: ["memory of a device"], inconsistent: ["batch and users"]),
    // 18.9 GB of 13.3 + 20.1; 48 in a batch of 24 users.
    .init(
      scenario: "classification", name: "Balanced: 13B INT8 on 2x A100 80GB",
      impossible: ["memory of a device"], inconsistent: ["batch and users"]),
    // 4.2 GB of 3.9 + 2.1; the total is in totalOfEightT4s().
    .init(
      scenario: "classification", name: "Budget: 7B INT4 on 8x T4",
      impossible: ["memory of a device", "tokens/s in all"]),
    // Speeds of these are in speedsPassTheBandwidth().
    .init(
      scenario: "code-assistant", name: "A: 7B on RTX 4090",
      impossible: ["latency", "tokens/s of a user"]),
    .init(
      scenario: "code-assistant", name: "B: 13B on A100",
      impossible: ["latency", "tokens/s of a user"]),
    .init(
      scenario: "code-assistant", name: "C: 7B on H100",
      impossible: ["latency", "tokens/s of a user"]),
    .init(scenario: "content-generation", name: "A: GPT-4 on H100"),
    // 105.8 % used, and it fits.
    .init(
      scenario: "content-generation", name: "B: 13B on A100",
      impossible: ["latency", "tokens/s of a user"], inconsistent: ["fits at over 100 %"]),
    .init(
      scenario: "content-generation", name: "C: 7B on A100",
      impossible: ["latency", "tokens/s of a user"]),
    // 26.0 + 107.4 GB on 80; 14.2 × 3.2 are 45 tokens of 200; a batch of 16 with 4 users.
    .init(
      scenario: "summarization", name: "Balanced: 13B on A100 80GB",
      impossible: ["memory of a device", "fits"],
      inconsistent: ["latency and speed", "batch and users"]),
    // (13.5 + 137.4) ÷ 2 GB on 40; 19.8 × 2.8 are 55 tokens; a batch of 32 with 8 users.
    .init(
      scenario: "summarization", name: "High throughput: 7B on 2x A100 40GB",
      impossible: ["memory of a device", "fits"],
      inconsistent: ["latency and speed", "batch and users"]),
    // 93.4 GB of weights on 80; 28.7 × 2.1 are 60 tokens; a batch of 24 with 6 users.
    .init(
      scenario: "summarization", name: "Premium: Mixtral 8x7B on H100",
      impossible: ["memory of a device", "fits"],
      inconsistent: ["latency and speed", "batch and users"]),
    .init(
      scenario: "support-chatbot", name: "A: 7B on RTX 4090",
      impossible: ["latency", "tokens/s of a user"]),
    .init(
      scenario: "support-chatbot", name: "B: 13B on A100",
      impossible: ["latency", "tokens/s of a user"]),
  ]

  @Test func allEighteenAreListed() { #expect(Self.options.count == 18) }

  @Test(arguments: options)
  func exactlyTheRefutedClaimsAreRefuted(_ option: Option) throws {
    let outcome = try DocumentedScenarios.outcome(option.scenario, option.name)
    func figures(_ verdict: ClaimCheck.Verdict) -> Set<String> {
      Set(outcome.claims.filter { $0.verdict == verdict }.map(\.figure))
    }
    #expect(figures(.impossible) == option.impossible)
    #expect(figures(.inconsistent) == option.inconsistent)
    for claim in outcome.claims {
      #expect(!claim.reason.isEmpty, "\(claim.figure) has no reason")
      if let ratio = claim.ratio, claim.verdict == .agrees {
        #expect((0.75...1.333).contains(ratio), "\(claim.figure)")
      }
    }
  }

  struct Speed {
    var scenario: String
    var name: String
    /// Bytes a second of the device.
    var bandwidth: Double
    /// Parameters that a step reads: of the embedding one row is enough.
    var parameters: Double
    var tokens: Double
    var claimedSpeed: Double
    var claimedTime: Double
  }

  private static let sevenB = 6.738e9 - 32_000 * 4096
  private static let thirteenB = 13.016e9 - 32_000 * 5120

  static let speeds: [Speed] = [
    // 1008 GB/s ÷ 13.2 GB = 76 tokens/s at most (75 with the embedding), 500 tokens in 6.5 s.
    .init(
      scenario: "support-chatbot", name: "A: 7B on RTX 4090", bandwidth: 1008e9,
      parameters: sevenB, tokens: 500, claimedSpeed: 416.7, claimedTime: 1.2),
    // 1555 ÷ 25.7 = 60 tokens/s at most.
    .init(
      scenario: "support-chatbot", name: "B: 13B on A100", bandwidth: 1555e9,
      parameters: thirteenB, tokens: 500, claimedSpeed: 277.8, claimedTime: 1.8),
    .init(
      scenario: "code-assistant", name: "A: 7B on RTX 4090", bandwidth: 1008e9,
      parameters: sevenB, tokens: 200, claimedSpeed: 416.7, claimedTime: 0.48),
    .init(
      scenario: "code-assistant", name: "B: 13B on A100", bandwidth: 1555e9,
      parameters: thirteenB, tokens: 200, claimedSpeed: 277.8, claimedTime: 0.72),
    // 3350 ÷ 13.2 = 254 tokens/s at most.
    .init(
      scenario: "code-assistant", name: "C: 7B on H100", bandwidth: 3350e9,
      parameters: sevenB, tokens: 200, claimedSpeed: 833.3, claimedTime: 0.24),
    .init(
      scenario: "content-generation", name: "B: 13B on A100", bandwidth: 1555e9,
      parameters: thirteenB, tokens: 1500, claimedSpeed: 277.8, claimedTime: 5.4),
    .init(
      scenario: "content-generation", name: "C: 7B on A100", bandwidth: 1555e9,
      parameters: sevenB, tokens: 1500, claimedSpeed: 416.7, claimedTime: 3.6),
  ]

  /// One stream cannot outrun the reading of its weights.
  @Test(arguments: speeds)
  func speedsPassTheBandwidth(_ speed: Speed) throws {
    let fastest = speed.bandwidth / (speed.parameters * 2)
    let shortest = (speed.tokens - 1) / fastest
    #expect(speed.claimedSpeed > fastest)
    #expect(speed.claimedTime < shortest)
    let outcome = try DocumentedScenarios.outcome(speed.scenario, speed.name)
    let forecast = try #require(outcome.estimate).forecast
    #expect(forecast.outputTokensPerSecondPerUser < fastest)
    #expect(forecast.endToEnd.value > shortest)
    let claim = try #require(outcome.claims.first { $0.figure == "tokens/s of a user" })
    #expect(claim.documented == String(Int(speed.claimedSpeed.rounded())))
    #expect(claim.reason.contains("at most"))
  }

  /// Eight T4s of eight users each: even at 4.0 bits without scales a step reads 3.3 GB of weights
  /// and 8 × 496 tokens of cache, 2.1 GB, at 320 GB/s: 60 steps a second.
  @Test func totalOfEightT4s() throws {
    let weights: Double = (6.738e9 - 2 * 32_000 * 4096) / 2
    let cache: Double = 8 * 496 * 524_288
    let most: Double = 64 * 320e9 / (weights + cache)
    #expect(most < 4288)
    let outcome = try DocumentedScenarios.outcome("classification", "Budget: 7B INT4 on 8x T4")
    let claim = try #require(outcome.claims.first { $0.figure == "tokens/s in all" })
    #expect(claim.verdict == .impossible)
  }

  /// claims.csv, 002-8: 1000 tokens in and 500 out cost 0.06 USD at GPT-4's API.
  @Test func gpt4IsSoldByTheTokenOnly() throws {
    let outcome = try DocumentedScenarios.outcome("content-generation", "A: GPT-4 on H100")
    #expect(outcome.estimate == nil)
    #expect(!outcome.isFeasible)
    #expect(outcome.claims.isEmpty)
    guard case .failure(let error) = outcome.result else {
      Issue.record("GPT-4 has an estimate")
      return
    }
    let words = error.description
    #expect(words.contains("not published"))
    #expect(words.contains("API"))
    let oneRequest: Double = (1000 * 30 + 500 * 60) / 1e6
    #expect(isClose(oneRequest, 0.06))
    #expect(words.contains("30.00 USD in, 60.00 USD out per million tokens"))
    #expect(words.contains(#/\b20\d\d-\d\d-\d\d\b/#), "the price has no date")
    #expect(error.isInfeasible)
  }
}
