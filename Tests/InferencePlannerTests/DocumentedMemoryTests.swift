import Catalog
import InferencePlanner
import PerformanceModel
import Quantities
import Testing

/// The memory of every documented configuration, counted by hand.
///
/// Published sizes: Llama 2 7B has 6.738e9 parameters, 32 layers of width 4096 with 32 KV heads of
/// 128; 13B has 13.016e9, 40 layers of width 5120 with 40 KV heads; Mixtral 8x7B 46.703e9, 32
/// layers with 8 KV heads. A token of cache in 16 bits is 2 (key, value) × layers × KV heads ×
/// 128 × 2 B.
@Suite struct DocumentedMemoryTests {
  enum Sort {
    case sevenB, thirteenB, mixtral

    var parameters: Double {
      switch self {
      case .sevenB: 6.738e9
      case .thirteenB: 13.016e9
      case .mixtral: 46.703e9
      }
    }
    var cacheOfToken: Double {
      switch self {
      case .sevenB: 2 * 32 * 32 * 128 * 2  // 524,288 B
      case .thirteenB: 2 * 40 * 40 * 128 * 2  // 819,200 B
      case .mixtral: 2 * 32 * 8 * 128 * 2  // 131,072 B
      }
    }
    /// Parameters of the embedding and of the output head, which W8A8 and AWQ leave in 16 bits.
    var ends: Double {
      switch self {
      case .sevenB, .mixtral: 2 * 32_000 * 4096
      case .thirteenB: 2 * 32_000 * 5120
      }
    }
    var width: Double { self == .thirteenB ? 5120 : 4096 }
    /// Width of the feed-forward that one token passes: two experts of Mixtral.
    var feedForward: Double {
      switch self {
      case .sevenB: 11_008
      case .thirteenB: 13_824
      case .mixtral: 2 * 14_336
      }
    }
    var context: Double { self == .mixtral ? 32_768 : 4096 }
  }

  struct Option {
    var scenario: String
    var name: String
    var sort: Sort
    /// Bits of a parameter between embedding and head.
    var bits: Double
    var sequences: Double
    var tokens: Double
    var devices: Double = 1
    /// vLLM takes its larger defaults on devices of at least 70 GiB.
    var isLarge = false
    var fits = true

    var weights: Double {
      ((sort.parameters - (bits < 16 ? sort.ends : 0)) * bits / 8 + (bits < 16 ? sort.ends * 2 : 0))
        / devices
    }
    var cache: Double { sequences * tokens * sort.cacheOfToken / devices }
    /// What vLLM 0.11 holds beside both, by its own profile run: 0.13 GiB of context, 0.42 GiB more
    /// with several devices, the logits of the most sequences in FP32 7.5 times, and the hidden
    /// states of the most tokens.
    var overhead: Double {
      let tokens = isLarge ? min(8192, sort.context) : 2048
      return 0.13 * 1_073_741_824 + (devices > 1 ? 0.42 * 1_073_741_824 : 0)
        + (isLarge ? 1024 : 256) * 32_000 * 4 * 7.5
        + tokens * (8 * sort.width + 2 * sort.feedForward / devices) * 2
    }
  }

  static let options: [Option] = [
    .init(
      scenario: "chatbot", name: "Budget: 7B INT8 on T4", sort: .sevenB, bits: 8, sequences: 1,
      tokens: 2048),
    .init(
      scenario: "chatbot", name: "Recommended: 7B on A100 40GB", sort: .sevenB, bits: 16,
      sequences: 4, tokens: 2048),
    .init(
      scenario: "chatbot", name: "High end: 13B on A100 80GB", sort: .thirteenB, bits: 16,
      sequences: 8, tokens: 4096, isLarge: true),
    .init(
      scenario: "chatbot", name: "Summary: 7B on A100 40GB, 8 users", sort: .sevenB, bits: 16,
      sequences: 8, tokens: 2048),
    .init(
      scenario: "classification", name: "Volume: 7B INT8 on 4x A100 40GB", sort: .sevenB, bits: 8,
      sequences: 16, tokens: 512),
    .init(
      scenario: "classification", name: "Balanced: 13B INT8 on 2x A100 80GB", sort: .thirteenB,
      bits: 8, sequences: 24, tokens: 1024, isLarge: true),
    // 4 bits, a scale of 16 and a zero point of 4 for every 128.
    .init(
      scenario: "classification", name: "Budget: 7B INT4 on 8x T4", sort: .sevenB,
      bits: 4 + 20.0 / 128, sequences: 8, tokens: 512),
    // The calculator's tokens are generated ones; one token of prompt is the least there can be.
    .init(
      scenario: "code-assistant", name: "A: 7B on RTX 4090", sort: .sevenB, bits: 16, sequences: 8,
      tokens: 201),
    .init(
      scenario: "code-assistant", name: "B: 13B on A100", sort: .thirteenB, bits: 16,
      sequences: 16, tokens: 201),
    .init(
      scenario: "code-assistant", name: "C: 7B on H100", sort: .sevenB, bits: 16, sequences: 16,
      tokens: 201, isLarge: true),
    .init(
      scenario: "content-generation", name: "B: 13B on A100", sort: .thirteenB, bits: 16,
      sequences: 2, tokens: 1501),
    .init(
      scenario: "content-generation", name: "C: 7B on A100", sort: .sevenB, bits: 16, sequences: 4,
      tokens: 1501),
    .init(
      scenario: "summarization", name: "Balanced: 13B on A100 80GB", sort: .thirteenB, bits: 16,
      sequences: 16, tokens: 8192, isLarge: true, fits: false),
    .init(
      scenario: "summarization", name: "High throughput: 7B on 2x A100 40GB", sort: .sevenB,
      bits: 16, sequences: 32, tokens: 8192, devices: 2, fits: false),
    .init(
      scenario: "summarization", name: "Premium: Mixtral 8x7B on H100", sort: .mixtral, bits: 16,
      sequences: 24, tokens: 16_384, isLarge: true, fits: false),
    .init(
      scenario: "support-chatbot", name: "A: 7B on RTX 4090", sort: .sevenB, bits: 16,
      sequences: 4, tokens: 501),
    .init(
      scenario: "support-chatbot", name: "B: 13B on A100", sort: .thirteenB, bits: 16,
      sequences: 8, tokens: 501),
  ]

  @Test func thereAreEighteenConfigurations() throws {
    let all = try DocumentedScenarios.names.flatMap { name in
      try DocumentedScenarios.comparison(name).options.map { "\(name)/\($0.option.name)" }
    }
    #expect(all.count == 18)
    // GPT-4 has no memory that anybody outside could count.
    let counted = Self.options.map { "\($0.scenario)/\($0.name)" }
    #expect(Set(all).subtracting(counted) == ["content-generation/A: GPT-4 on H100"])
    #expect(counted.count == 17)
  }

  @Test(arguments: options)
  func memoryIsThatCountedByHand(_ option: Option) throws {
    let outcome = try DocumentedScenarios.outcome(option.scenario, option.name)
    let estimate = try #require(outcome.estimate)
    let memory = estimate.forecast.memory
    // Norms and the scales of INT8 channels are all that is not counted by hand.
    #expect(isClose(memory.weights.value, option.weights, within: 0.002))
    // A paged cache loses half a block of 16 tokens a sequence.
    let lost = option.sequences * 7.5 * option.sort.cacheOfToken / option.devices
    #expect(isClose(memory.kvCache.value, option.cache + lost, within: 1e-6))
    let total = option.weights + option.cache + option.overhead
    #expect(isClose(memory.total.value, total, within: 0.02))
    #expect(estimate.compatibility.fits == option.fits)
    #expect(outcome.checks.first { $0.requirement == "memory" }?.isMet == option.fits)
  }

  /// The figures of the documents' own worst cases, without any formula.
  @Test func figuresThatAreKnownByHeart() throws {
    func memory(_ scenario: String, _ option: String) throws -> MemoryBreakdown {
      try #require(try DocumentedScenarios.outcome(scenario, option).estimate).forecast.memory
    }
    let mixtral = try memory("summarization", "Premium: Mixtral 8x7B on H100")
    #expect(isClose(mixtral.weights.gigabytes, 93.4, within: 0.001))
    #expect(isClose(mixtral.kvCache.gigabytes, 51.5, within: 0.002))
    #expect(mixtral.weights > .gibibytes(80), "the weights alone are more than the device")

    let thirteen = try memory("summarization", "Balanced: 13B on A100 80GB")
    #expect(isClose(thirteen.weights.gigabytes, 26.0, within: 0.002))
    #expect(isClose(thirteen.kvCache.gigabytes, 107.4, within: 0.002))

    let two = try memory("summarization", "High throughput: 7B on 2x A100 40GB")
    #expect(isClose(2 * two.weights.gigabytes, 13.5, within: 0.002))
    #expect(isClose(2 * two.kvCache.gigabytes, 137.4, within: 0.002))

    let contradictory = try memory("content-generation", "B: 13B on A100")
    #expect(isClose((contradictory.weights + contradictory.kvCache).gigabytes, 28.5, within: 0.002))
    #expect(contradictory.fits, "the document says 105.8 %")
  }
}
