import Catalog
import TestSupport
import Testing

@testable import Quality

@Suite("Losses by quantization")
struct QuantizationLossTests {
  @Test("Losses fall with bits and do not rise with size, for every method and task")
  func monotone() {
    var random = SeededGenerator(seed: 7)
    let methods = ["gptq", "gguf-k", "fp4", "fp8", "kv", "unheard-of"]
    for _ in 0..<2000 {
      let method = methods.randomElement(using: &random) ?? "gptq"
      let task = QualityTask.allCases.randomElement(using: &random) ?? .chat
      let bits = Double.random(in: 0.5...15, using: &random)
      let more = Double.random(in: bits...20, using: &random)
      let size = Double.random(in: 1e8...1e12, using: &random)
      let larger = Double.random(in: size...2e12, using: &random)
      let loss = quality.loss.loss(method: method, bits: bits, parameters: size, task: task)
      let wider = quality.loss.loss(method: method, bits: more, parameters: size, task: task)
      let ofLarger = quality.loss.loss(method: method, bits: bits, parameters: larger, task: task)
      #expect(loss.logOdds > 0 && loss.logOdds.isFinite && loss.standardError > 0)
      #expect(wider.logOdds <= loss.logOdds)
      #expect(ofLarger.logOdds <= loss.logOdds)
    }
  }

  @Test("Whatever the coefficients are, no loss is negative and none falls with fewer bits")
  func anyCoefficients() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let ids =
        ["level", "bits", "size", "method-spread", "model-spread", "method:m"]
        + QualityTask.allCases.map { "task:" + $0.rawValue }
      var terms: [String: QuantizationLoss.Term] = [:]
      for id in ids {
        terms[id] = .init(
          value: .random(in: -5...5, using: &random),
          standardError: .random(in: 0...2, using: &random))
      }
      let loss = QuantizationLoss(terms)
      let narrow = loss.loss(method: "m", bits: 3, parameters: 1e9, task: .code)
      let wide = loss.loss(method: "m", bits: 6, parameters: 7e10, task: .code)
      #expect(narrow.logOdds >= wide.logOdds && wide.logOdds >= 0)
    }
  }

  @Test("A method without measurements goes by its bits, says so, and is less certain")
  func fallback() {
    let known = quality.loss.loss(method: "gguf-k", bits: 4, parameters: 8e9, task: .chat)
    let unknown = quality.loss.loss(method: "new", bits: 4, parameters: 8e9, task: .chat)
    #expect(known.isOfMethod && !unknown.isOfMethod)
    #expect(unknown.standardError / unknown.logOdds > known.standardError / known.logOdds)
  }

  @Test("Sixteen bits lose nothing")
  func lossless() {
    #expect(
      quality.loss.loss(method: "gptq", bits: 16, parameters: 1e9, task: .code)
        == QuantizationLoss.Loss.none)
  }

  @Test("Reasoning in steps loses more than a choice among four answers")
  func tasks() {
    func loss(_ task: QualityTask) -> Double {
      quality.loss.loss(method: "awq", bits: 4.2, parameters: 8e9, task: task).logOdds
    }
    #expect(loss(.reasoning) > loss(.classification))
    #expect(loss(.code) > loss(.classification))
  }

  @Test("A fit finds the law that its measurements follow")
  func recovery() throws {
    var text = "method,bits,params_b,task,baseline,value\n"
    for bits in [2.5, 3.0, 3.5, 4.0, 5.0, 6.0] {
      for size in [1.0, 3.0, 8.0, 30.0, 70.0] {
        for task in ["classification", "reasoning"] {
          var logOdds = 0.1
          for _ in 0..<5 { logOdds *= 4 / bits }
          logOdds /= (size / 8).squareRoot()
          if task == "reasoning" { logOdds *= 2 }
          text += "a,\(bits),\(size),\(task),50,\(Logit.score(-logOdds))\n"
        }
      }
    }
    let fit = LossFit(try LossMeasurement.read(table(text))).loss
    #expect(abs(fit.slope.value - 5) < 0.4)
    #expect(abs(fit.shrinkage.value - 0.5) < 0.07)
    let loss = fit.loss(method: "a", bits: 4, parameters: 8e9, task: .classification)
    #expect(abs(loss.logOdds - 0.1) < 0.015)
    let ofSteps = fit.loss(method: "a", bits: 4, parameters: 8e9, task: .reasoning)
    #expect(abs(ofSteps.logOdds / loss.logOdds - 2) < 0.3)
  }
}
