import Catalog
import InferencePlanner
import Quantities
import StructuredText
import Testing

/// How a question in JSON becomes a request, and what is said of one that cannot.
@Suite struct EstimateRequestTests {
  @Test func everyFieldIsRead() throws {
    let read = try request(
      """
      {"model": "llama-3.1-8b", "weights": "fp8", "kv_cache": "int8", "hardware": "H100",
       "devices": 8, "memory_gb": 79, "engine": "vllm", "tensor_parallel": 2,
       "pipeline_parallel": 3, "attention_data_parallel": 4, "expert_parallel": true,
       "replicas": 5, "input": 600, "cached_input": 70, "output": 800, "concurrency": 9,
       "requests_per_hour": 10.5, "memory_fraction": 0.85, "max_num_seqs": 11,
       "max_num_batched_tokens": 1200, "offer": "aws:p5.48xlarge", "pricing": "spot",
       "purchase_price": 1300.5, "electricity_price": 0.14, "pue": 1.5, "country": "Germany",
       "hours_per_month": 160}
      """)
    #expect(read.model == .named("llama-3.1-8b"))
    #expect(read.weights == "fp8")
    #expect(read.kvCache == "int8")
    #expect(read.hardware == "H100")
    #expect(read.devices == 8)
    #expect(read.memory == .gibibytes(79))
    #expect(read.engine == "vllm")
    #expect(read.tensorParallel == 2)
    #expect(read.pipelineParallel == 3)
    #expect(read.attentionDataParallel == 4)
    #expect(read.expertParallel)
    #expect(read.replicas == 5)
    #expect(read.input == 600)
    #expect(read.cachedInput == 70)
    #expect(read.output == 800)
    #expect(read.concurrency == 9)
    #expect(read.requestsPerHour == 10.5)
    #expect(read.memoryFraction == 0.85)
    #expect(read.maximumSequences == 11)
    #expect(read.maximumBatchedTokens == 1200)
    #expect(read.offer == "aws:p5.48xlarge")
    #expect(read.pricing == .spot)
    #expect(read.purchasePrice == 1300.5)
    #expect(read.electricityPrice == 0.14)
    #expect(read.pue == 1.5)
    #expect(read.country == "Germany")
    #expect(read.hoursPerMonth == 160)
    #expect(!read.isCalculatorRequest)
  }

  /// What the command line offers is what requests have, no more and no less: a field that the
  /// reader never asks for would be refused as unknown.
  @Test(arguments: EstimateField.all)
  func everyOfferedFieldIsKnown(_ field: RequestField) throws {
    let value =
      switch field.kind {
      case .text, .path: "\"x\""
      case .whole, .number: field.name == "memory_fraction" ? "0.5" : "1"
      case .flag: "true"
      case .oneOf(let accepted): "\"\(accepted[0])\""
      }
    let sources = ["model", "config", "gguf", "safetensors"]
    var json = sources.contains(field.name) ? "{" : #"{"model": "m", "#
    if field.name != "hardware" { json += #""hardware": "h", "# }
    _ = try request(json + "\"\(field.name)\": \(value)}")
    #expect(field.option == field.name.replacing("_", with: "-"))
    #expect(!field.help.isEmpty)
  }

  @Test func whatIsLeftOutHasADefault() throws {
    let read = try request(#"{"model": "m", "hardware": "h"}"#)
    #expect(read.input == 1024 && read.output == 256 && read.concurrency == 1)
    #expect(read.replicas == 1 && read.cachedInput == 0 && !read.expertParallel)
    #expect(read.requestsPerHour == nil && read.pricing == nil && read.weights == nil)
  }

  @Test func nullCountsAsLeftOut() throws {
    let read = try request(#"{"model": "m", "hardware": "h", "output": null, "engine": null}"#)
    #expect(read.output == 256 && read.engine == nil)
  }

  @Test(arguments: [
    (#"{"config": "c.json", "hardware": "h"}"#, "c.json"),
    (#"{"gguf": "g.gguf", "hardware": "h"}"#, "g.gguf"),
    (#"{"safetensors": "folder", "hardware": "h"}"#, "folder"),
  ])
  func filesStandInForAName(_ json: String, path: String) throws {
    #expect(try request(json).model == .file(path))
  }

  struct Refused {
    var json: String
    /// What the message has to say.
    var words: [String]
  }

  static let refused: [Refused] = [
    .init(json: "{}", words: ["'model'", "missing"]),
    .init(json: #"{"hardware": "h"}"#, words: ["'model'", "missing"]),
    .init(json: #"{"model": "m"}"#, words: ["'hardware'", "missing"]),
    .init(json: "[]", words: ["a group of fields"]),
    .init(json: "3", words: ["a group of fields"]),
    .init(
      json: #"{"model": "m", "gguf": "g", "hardware": "h"}"#,
      words: ["'model'", "more than once", "one of model, config, gguf, safetensors"]),
    .init(
      json: #"{"config": "m", "safetensors": "g", "hardware": "h"}"#, words: ["more than once"]),
    .init(json: #"{"model": "m", "model_size": "7B", "hardware": "h"}"#, words: ["more than once"]),
    // Unknown fields, with the one that was meant.
    .init(
      json: #"{"model": "m", "hardware": "h", "concurency": 3}"#,
      words: ["unknown field 'concurency'", "did you mean concurrency"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "kv-cache": "fp8"}"#,
      words: ["unknown field 'kv-cache'", "kv_cache"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "colour": "red"}"#, words: ["unknown field 'colour'"]
    ),
    .init(
      json: #"{"model": "m", "hardware": "h", "results": {}}"#,
      words: ["unknown field 'results'"]),
    // Wrong types.
    .init(json: #"{"model": 7, "hardware": "h"}"#, words: ["'model' is 7", "text"]),
    .init(json: #"{"model": "m", "hardware": ["h"]}"#, words: ["'hardware'", "a list", "text"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "input": "many"}"#,
      words: ["'input' is 'many'", "a whole number"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "output": 1.5}"#,
      words: ["'output'", "whole number"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "expert_parallel": "yes"}"#,
      words: ["'expert_parallel' is 'yes'", "true or false"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "pricing": "on demand"}"#,
      words: ["'pricing' is 'on demand'", "on-demand, spot, reserved-1yr"]),
    // Out of range.
    .init(
      json: #"{"model": "m", "hardware": "h", "input": 0}"#, words: ["'input' is 0", "from 1 to"]),
    .init(json: #"{"model": "m", "hardware": "h", "output": -4}"#, words: ["'output' is -4"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "concurrency": 0}"#, words: ["'concurrency' is 0"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "concurrency": 1e300}"#, words: ["'concurrency'"]),
    .init(json: #"{"model": "m", "hardware": "h", "devices": 0}"#, words: ["'devices' is 0"]),
    .init(json: #"{"model": "m", "hardware": "h", "replicas": 0}"#, words: ["'replicas' is 0"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "memory_fraction": 1.2}"#,
      words: ["'memory_fraction' is 1.2", "0.01 to 1"]),
    .init(json: #"{"model": "m", "hardware": "h", "memory_gb": 0}"#, words: ["'memory_gb' is 0"]),
    .init(json: #"{"model": "m", "hardware": "h", "pue": 0.9}"#, words: ["'pue' is 0.9"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "hours_per_month": 745}"#,
      words: ["'hours_per_month' is 745", "744"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "purchase_price": -1}"#,
      words: ["'purchase_price' is -1"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "requests_per_hour": -1}"#,
      words: ["'requests_per_hour' is -1"]),
    // A prompt that is wholly cached has nothing to be processed.
    .init(
      json: #"{"model": "m", "hardware": "h", "input": 100, "cached_input": 100}"#,
      words: ["'cached_input' is 100", "less than the input of 100"]),
    .init(
      json: #"{"model": "m", "hardware": "h", "input": 100, "cached_input": 101}"#,
      words: ["'cached_input' is 101"]),
  ]

  @Test(arguments: refused)
  func refusalsNameTheFieldItsValueAndWhatIsAccepted(_ refused: Refused) throws {
    let error = try refusal(refused.json)
    for words in refused.words {
      #expect(error.description.contains(words), "\(error)")
    }
    #expect(!error.isInfeasible)
    guard case .text = error else {
      Issue.record("the document is at fault, not \(error)")
      return
    }
  }

  @Test func allButOneTokenMayBeCached() throws {
    let read = try request(
      #"{"model": "m", "hardware": "h", "input": 100, "cached_input": 99}"#)
    #expect(read.cachedInput == 99)
  }
}
