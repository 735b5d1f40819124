import Catalog
import StructuredText
import TestSupport
import Testing

@testable import Quality

@Suite("Abilities from benchmark results")
struct AbilityModelTests {
  /// Results of models of known ability on two benchmarks of a task, one of them under two
  /// harnesses that differ by a log-odd.
  private func sample(noise: Double) throws -> (scores: [BenchmarkScore], abilities: [Double]) {
    var random = SeededGenerator(seed: 3)
    var text = "model,benchmark,harness,score,as_of\n"
    var abilities: [Double] = []
    for model in 0..<60 {
      let ability = Double(model % 20) / 5 - 2
      abilities.append(ability)
      func add(_ benchmark: String, _ harness: String, _ logOdds: Double) {
        let stray = Double.random(in: -noise...noise, using: &random)
        text += "m\(model)x,\(benchmark),\(harness),\(Logit.score(logOdds + stray)),2024-07\n"
      }
      // Nobody runs everything: the weaker half under one harness, the better under the other.
      if model.isMultiple(of: 2) { add("HumanEval+", "EvalPlus", 0.5 + ability) }
      if ability < 0.4 { add("MBPP+", "kind", 1 + 0.8 * ability) }
      if ability > -0.4 { add("MBPP+", "strict", 0.8 * ability) }
    }
    return (try BenchmarkScore.read(table(text)), abilities)
  }

  @Test("Abilities are found although harnesses differ and nobody ran everything")
  func recovery() throws {
    let (scores, abilities) = try sample(noise: 0.1)
    let tasks = try TaskDescription.load(CatalogFiles())
    let scoreTable = ScoreTable(scores, tasks: tasks)
    let model = AbilityModel(scoreTable)
    let column = try #require(scoreTable.columns[ScoreTable.column("HumanEval+", "EvalPlus")])
    let benchmark = try #require(scoreTable.benchmarks.firstIndex(of: "HumanEval+"))
    var worst = 0.0
    for (place, ability) in abilities.enumerated() {
      let index = try #require(scoreTable.models.firstIndex(of: "m\(place)x"))
      let score = model.score(
        model: index, task: QualityTask.code.index, anchor: benchmark, column: column)
      worst = max(worst, abs(Logit.score(score.logOdds) - Logit.score(0.5 + ability)))
      #expect(score.standardError > 0)
    }
    #expect(worst < 12, "\(worst)")
    let kind = try #require(scoreTable.columns[ScoreTable.column("MBPP+", "kind")])
    let strict = try #require(scoreTable.columns[ScoreTable.column("MBPP+", "strict")])
    #expect(model.shift[kind] - model.shift[strict] > 0.6)
  }

  @Test("Intervals hold about the share that they say")
  func coverage() throws {
    let (scores, _) = try sample(noise: 0.5)
    let result = ScoreValidation.results(scores, tasks: try TaskDescription.load(CatalogFiles()))
    #expect(result.all.count > 50)
    #expect((0.65...1).contains(result.all.coverage))
  }

  @Test("The same results give the same files")
  func deterministic() throws {
    let results = """
      model,benchmark,harness,score,as_of
      a,HumanEval+,EvalPlus,40,2024-07
      b,HumanEval+,EvalPlus,60,2024-08
      b,MMLU,self-reported,70,2024-08
      a,MMLU-Pro,TIGER-AI-Lab/MMLU-Pro@f418b11,30,2024-08
      a,Arena-Hard v0.1,lmarena/arena-hard-auto,20,2024-07
      b,Arena-Hard v0.1 (style control),lmarena/arena-hard-auto,20,2024-07
      b,RULER 32K,hsiehjackson/RULER@e40fae1,70,2024-07
      b,MMMU,self-reported,50,2024-07

      """
    let losses = "method,bits,params_b,task,baseline,value\ngptq,4,8,classification,60,59\n"
    func files() throws -> [String] {
      let fit = try QualityFit(
        QualitySource(
          results: table(results), losses: table(losses),
          tasks: TaskDescription.load(CatalogFiles())))
      return [fit.scoresCSV, fit.lossCSV]
    }
    let first = try files()
    #expect(try files() == first)
    // What the fit writes, the loaders read.
    #expect(try table(first[0]).count > 2)
    #expect(!first[0].contains("a,vision"))
  }

  @Test("Weights beside a tuned version of the same name are base weights, and only those")
  func baseModels() {
    let base = QualityFit.baseModels([
      "meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B-Instruct", "Qwen/Qwen3-32B",
      "meta-llama/Llama-2-7b-hf", "meta-llama/Llama-2-7b-chat-hf", "google/gemma-3-4b-pt",
      "gpt-4o", "XiaomiMiMo/MiMo-7B-Base",
    ])
    #expect(
      base == [
        "meta-llama/Llama-3.1-8B", "meta-llama/Llama-2-7b-hf", "google/gemma-3-4b-pt",
        "XiaomiMiMo/MiMo-7B-Base",
      ])
  }
}

@Suite("Names of weights")
struct ModelNameTests {
  @Test(
    "Spellings of one model meet",
    arguments: [
      ("meta-llama/Meta-Llama-3.1-8B-Instruct", "llama-v3p1-8b-instruct"),
      ("anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307"),
      ("azure/gpt-4o-2024-08-06", "gpt-4o-2024-08-06"),
      ("us.meta.llama3-1-8b-instruct-v1:0", "llama-3.1-8b-instruct"),
    ])
  func same(_ a: String, _ b: String) { #expect(ModelName(a).exact == ModelName(b).exact) }

  @Test(
    "Different weights stay apart",
    arguments: [
      ("gpt-4o", "gpt-4o-mini"), ("claude-3-haiku", "claude-3-5-haiku"), ("o1", "o1-mini"),
      ("llama-3.1-8b", "llama-3.1-8b-instruct"), ("gemma-2-2b-it", "gemma-2-27b-it"),
    ])
  func different(_ a: String, _ b: String) { #expect(ModelName(a).exact != ModelName(b).exact) }

  @Test("A tuned name never means base weights, nor a base name tuned ones")
  func noMixing() throws {
    let scores = try TaskScore.load(CatalogFiles())
    let index = ScoreIndex(scores.filter { $0.isBase })
    #expect(index.match("meta-llama/Llama-3.1-8B-Instruct") == nil)
    #expect(index.match("meta-llama/Llama-3.1-8B")?.kind == .base)
    let tuned = ScoreIndex(scores.filter { !$0.isBase })
    #expect(tuned.match("moonshotai/Kimi-K2-Base") == nil)
  }
}
