import Advice
import Catalog
import CommandLineKit
import InferencePlanner
import Presentation
import Quantities
import StructuredText

/// `inferplan diagnose`: what is wrong, and what helps.
enum DiagnoseCommand {
  static let command = Command(
    "diagnose", abstract: "Known pitfalls that fit a description, explained, with the arithmetic.",
    discussion: """
      With --oom the memory of a deployment is taken apart; with --threads what bounds decoding on a \
      CPU.
      Example: inferplan diagnose "works in training, fails in inference"
      Example: inferplan diagnose --oom --model llama-3.1-8b --gpu-memory 24GB --concurrency 32
      """,
    arguments: [
      Argument("symptom", help: "What is wrong, in your words.", isRequired: false, repeats: true)
    ],
    options: [
      .flag("oom", help: "A GPU runs out of memory: take the memory apart.", section: "Computed"),
      .flag("threads", help: "A CPU is slow: what threads can and cannot do.", section: "Computed"),
      Option(
        "gpu-memory", valueName: "SIZE", help: "Memory of the GPU, where its name does not matter.",
        section: "Computed"),
    ] + RequestOptions.options(fields) + OutputFormat.options)

  /// The fields of an estimate that decide about memory.
  private static let fields: [RequestField] = EstimateField.all.filter {
    [
      "model", "config", "gguf", "safetensors", "weights", "kv_cache", "hardware", "devices",
      "engine",
      "tensor_parallel", "pipeline_parallel", "memory_fraction", "max_num_seqs",
      "max_num_batched_tokens", "input", "output", "concurrency",
    ].contains($0.name)
  }

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let form = try CommandFailure.usage { () throws(UsageError) in try OutputFormat(arguments) }
      let files = try console.catalogFiles(arguments)
      let adviser = try CommandFailure.advice { () throws(AdviceError) in try Adviser(files) }
      let diagnosis = try diagnosis(arguments, adviser)
      return form.write(
        DiagnosisReport.document(diagnosis), DiagnosisAnswer(diagnosis), to: console)
    }
  }

  private static func diagnosis(
    _ arguments: ParsedArguments, _ adviser: Adviser
  ) throws(CommandFailure) -> Diagnosis {
    let text = arguments.strings("symptom").joined(separator: " ")
    if arguments.flag("oom") {
      let request = try memoryRequest(arguments)
      return try CommandFailure.advice { () throws(AdviceError) in
        try adviser.diagnoseMemory(request)
      }
    }
    if arguments.flag("threads") {
      let (model, hardware) = try CommandFailure.usage { () throws(UsageError) in
        (
          try arguments.require("model", arguments.string("model")),
          try arguments.require("hardware", arguments.string("hardware"))
        )
      }
      return try CommandFailure.advice { () throws(AdviceError) in
        Diagnosis(
          matches: [try adviser.pitfall("cpu-threads")],
          findings: [
            try adviser.diagnoseThreads(
              model: model, weights: arguments.string("weights"), hardware: hardware)
          ])
      }
    }
    return try CommandFailure.advice { () throws(AdviceError) in
      Diagnosis(matches: try adviser.diagnose(text), findings: [])
    }
  }

  /// The deployment that runs out of memory.
  private static func memoryRequest(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> EstimateRequest {
    var fields = try CommandFailure.usage { () throws(UsageError) in
      try RequestOptions.fields(Self.fields, arguments)
    }
    let memory = try CommandFailure.usage { () throws(UsageError) in
      try arguments.memory("gpu-memory", in: .gigabytes(0.1)...(.gigabytes(1000)))
    }
    if fields["hardware"] == nil { fields["hardware"] = .string("") }
    guard fields.keys.contains(where: EstimateRequest.modelSources.contains) else {
      throw .advice(
        .missing(name: "model", accepted: "the model that does not fit, such as llama-3.1-8b"))
    }
    let question = Value.object(fields)
    var request = try CommandFailure.planner { () throws(PlannerError) in
      try RequestFile.estimateRequest(question)
    }
    // Labels mean GiB: 24 GB is a card of 24 GiB.
    if let memory { request.memory = .gibibytes(memory.gigabytes) }
    return request
  }
}
