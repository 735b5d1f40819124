import Catalog
import Testing

@testable import Quality

@Suite("Scores of catalog models")
struct QualityTests {
  @Test("Better known models stand above weaker ones by every account")
  func order() throws {
    func score(_ model: String, _ task: QualityTask) throws -> Double {
      try #require(quality.score(model: model, task: task)).value
    }
    for task in [QualityTask.reasoning, .classification] {
      let small = try score("Qwen/Qwen2.5-0.5B-Instruct", task)
      let middle = try score("Qwen/Qwen2.5-7B-Instruct", task)
      let large = try score("Qwen/Qwen2.5-72B-Instruct", task)
      #expect(small < middle && middle < large)
    }
    #expect(
      try score("Qwen/Qwen2.5-Coder-32B-Instruct", .code)
        > score("meta-llama/CodeLlama-7b-hf", .code))
  }

  @Test("A model that nobody measured is unknown, and unknown never passes a floor")
  func unknown() throws {
    #expect(quality.score(model: "nobody/ever-heard-7B", task: .chat) == nil)
    #expect(quality.score(model: "tiiuae/falcon-180B", task: .chat) == nil)
    #expect(Quality.verdict(nil, threshold: 0) == .unknown)
    #expect(
      quality.score(model: "Qwen/Qwen2.5-7B-Instruct", format: "no-format", task: .chat) == nil)
  }

  @Test("Text models have no score for vision, whatever else is known of them")
  func vision() {
    for model in catalog.models where quality.score(model: model.id, task: .vision) != nil {
      let name = model.id.lowercased()
      let sees = [
        "vl", "vision", "llava", "gemma-3", "llama-4", "gemma-4", "mistral-small", "kimi",
      ]
      #expect(sees.contains { name.contains($0) }, "\(model.id)")
    }
  }

  @Test("A shape whose tuned version was measured says that it is the tuned version's score")
  func tuned() throws {
    let score = try #require(quality.score(model: "meta-llama/Llama-3.1-8B", task: .chat))
    #expect(score.match == .tuned)
    #expect(score.measuredModel == "meta-llama/Llama-3.1-8B-Instruct")
  }

  @Test("Names of resellers mean the same weights")
  func resellers() throws {
    for name in [
      "bedrock/us.anthropic.claude-3-5-sonnet-20241022-v2:0",
      "vertex_ai/claude-3-5-sonnet@20241022",
    ] {
      let score = try #require(quality.score(model: name, task: .code), "\(name)")
      #expect(score.measuredModel == "claude-3-5-sonnet-20241022")
    }
    let fireworks = try #require(
      quality.score(
        model: "fireworks_ai/accounts/fireworks/models/llama-v3p1-8b-instruct", task: .chat))
    #expect(fireworks.measuredModel == "meta-llama/Llama-3.1-8B-Instruct")
  }

  @Test("The format of the publisher and wider ones lose nothing")
  func native() throws {
    for model in catalog.models {
      for format in [model.nativeWeightFormat, "fp32", "bf16"] {
        for task in QualityTask.allCases {
          guard let score = quality.score(model: model.id, format: format, task: task) else {
            continue
          }
          #expect(score.loss == 0, "\(model.id) \(format)")
        }
      }
    }
  }

  @Test("No format and no cache ever adds quality or certainty, and scores stay on the scale")
  func neverNegative() throws {
    let caches = try ["fp16", "fp8", "q8_0", "q4_0"].map { try catalog.kvType($0) }
    for model in catalog.models {
      for task in QualityTask.allCases {
        guard let plain = quality.score(model: model.id, task: task) else { continue }
        for format in catalog.weightFormats {
          for cache in caches {
            let score = try #require(
              quality.score(model: model.id, format: format.id, cache: cache, task: task))
            #expect(score.value <= plain.value && score.value >= 0 && score.loss >= 0)
            #expect(score.standardError >= plain.standardError)
            #expect(abs(score.value + score.loss - plain.value) < 1e-9)
          }
        }
      }
    }
  }

  @Test("Every built-in weight format has a method")
  func methods() throws {
    let methods = try QuantizationMethods(CatalogFiles())
    for format in catalog.weightFormats {
      #expect(methods[format.id] != "unknown", "\(format.id)")
      if methods[format.id] == QuantizationLoss.unquantized {
        let model = try catalog.model("meta-llama/Llama-3.1-8B")
        #expect(format.matrixBits(ParameterInventory(model), of: model) >= 16)
      }
    }
  }
}

@Suite("Quality floors")
struct QualityFloorTests {
  @Test("Each level asks for more than the one before, on every task")
  func ascending() throws {
    #expect(quality.levelNames == ["basic", "intermediate", "advanced", "professional"])
    for task in QualityTask.allCases {
      var last = 0.0
      for level in quality.levelNames {
        let threshold = try quality.threshold(.level(level), task: task)
        #expect(threshold > last, "\(level) \(task)")
        last = threshold
      }
    }
  }

  @Test("The model that a level names as its measure reaches it, and not by much")
  func references() throws {
    for level in quality.levels {
      let reference = try #require(level.reference)
      let score = try #require(quality.score(model: reference, task: level.task), "\(level.id)")
      #expect(score.value >= level.floor && score.value < level.floor + 2, "\(level.id)")
    }
  }

  @Test("A floor is a level, an alias of one, a number or a model")
  func parsing() throws {
    #expect(try quality.floor("Advanced") == .level("advanced"))
    #expect(try quality.floor("high") == .level("advanced"))
    #expect(try quality.floor("62.5") == .score(62.5))
    let gpt = try quality.floor("gpt-4o")
    #expect(gpt == .asGoodAs(model: "gpt-4o"))
    #expect(try quality.threshold(gpt, task: .code) > 50)
    for text in ["", "101", "-1", "nan", "sublime", "no-such-model-9000"] {
      #expect(throws: CatalogError.self) { try quality.floor(text) }
    }
  }

  @Test("A floor of a model without a score is an error and not zero")
  func unmeasuredModel() {
    #expect(throws: CatalogError.self) {
      try quality.threshold(.asGoodAs(model: "tiiuae/falcon-180B"), task: .chat)
    }
    #expect(throws: CatalogError.self) { try quality.threshold(.level("superb"), task: .chat) }
  }

  @Test("A verdict says by how much, and a probability how surely")
  func verdict() throws {
    var score = try #require(quality.score(model: "Qwen/Qwen2.5-7B-Instruct", task: .code))
    score.value = 60
    score.standardError = 5
    #expect(Quality.verdict(score, threshold: 60) == .passes)
    #expect(Quality.verdict(score, threshold: 64) == .fails(by: 4))
    #expect(abs(score.probability(atLeast: 60) - 0.5) < 1e-12)
    // One standard error: 15.87 % of a normal distribution lie above.
    #expect(abs(score.probability(atLeast: 65) - 0.158655) < 1e-5)
    #expect(score.probability(atLeast: 55) > 0.84)
  }
}
