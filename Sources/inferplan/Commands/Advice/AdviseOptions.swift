import Advice
import CommandLineKit
import Quantities

/// The options of `advise`, and the question that they make.
enum AdviseOptions {
  /// Questions of flows: the option, what its value is called, and what it answers.
  private static let questions: [(name: String, value: String, help: String)] = [
    (
      "building", "WHAT",
      "What is built: llm, api, mobile, edge, embedded, gateway, vision, cloud, prototype, research, "
        + "multimodal, enterprise, training-pipeline, hybrid, gpu-rental."
    ),
    ("hosting", "WHO", "Who runs an LLM: self-hosted or managed."),
    ("serving-need", "WHAT", "What an engine of one's own must do best."),
    (
      "api-need", "WHAT",
      "What counts for a managed API: lowest-cost, lowest-latency, compliance …."
    ),
    ("platform", "NAMES", "ios, android or both (ios,android)."),
    ("app-need", "WHAT", "What an app needs: custom-model, ready-made, llm, smallest, fastest."),
    ("mcu-memory", "CLASS", "Memory of a microcontroller: under-1mb, with-npu, linux."),
    ("edge-need", "WHAT", "What counts at the edge: balanced, minimal, llm, vision, accelerated."),
    ("gateway-need", "HOW", "How a gateway is deployed: container, fleet, kubernetes."),
    ("cloud", "NAME", "aws, google, azure or none."),
    ("model-source", "WHOSE", "Whose model: own or foundation."),
    ("prototype-need", "WHAT", "What a prototype is: demo, custom-api, serverless, hosted."),
    ("research-need", "WHAT", "What research is about: pytorch-model, extreme-latency …."),
    ("rental-need", "WHAT", "What GPUs are for: experiment, scale, production, bursty."),
    ("modality", "WHAT", "What comes in beside text: image, document, video, speech."),
    ("data-in", "WHERE", "Where the data lives: s3, bigquery, azure-data-lake, multi-cloud …."),
    ("network", "HOW", "How good the network is: none, intermittent, reliable."),
    ("latency-need", "HOW", "How soon an answer is needed: under-50ms, interactive, relaxed."),
    ("complexity", "HOW", "How hard the queries are: simple, mixed, complex."),
    ("priority", "WHAT", "What counts most: speed, portability, cost, developer-experience …."),
    ("model-kind", "KIND", "The kind of model: cnn, transformer or llm."),
    ("processor", "KIND", "What it runs on: gpu, cpu or npu."),
    ("hardware", "CLASS", "The class of hardware, or --device with its name."),
    ("from", "FRAMEWORK", "The framework it was trained in: pytorch, tensorflow, keras, jax …."),
    ("runtime", "NAME", "The runtime it shall run in."),
  ]

  static let facts: [Option] =
    questions.map {
      Option($0.name, valueName: $0.value, help: $0.help, section: "Situation")
    } + [
      Option(
        "device", aliases: ["to"], valueName: "NAME",
        help: "A device, as people call it; with --from, where a model shall run.",
        section: "Situation")
    ]

  static let details: [Option] = [
    option("model-size", "SIZE", "Size of the model file (500MB)."),
    option("data-size", "SIZE", "Size of the data that a platform works on (20TB)."),
    option("latency", "TIME", "The longest that an answer may take (50ms, 2s)."),
    option("input", "TOKENS", "Prompt tokens of a request (default 1000)."),
    option("cached-input", "TOKENS", "Of those, read from a prompt cache."),
    option("output", "TOKENS", "Generated tokens of a request (default 500)."),
    option("requests-per-month", "N", "Requests in a month."),
    option("model", "NAME", "The model to compare API prices of."),
    option("quality", "LEVEL", "Level that a model must reach in chat: basic to professional."),
    option("compliance", "NAMES", "Certificates that a service must have (hipaa,soc2)."),
    option("budget", "USD", "US dollars a month for a rented device."),
    option("hourly-budget", "USD", "US dollars an hour for a rented device."),
    option("accelerator", "NAME", "Only offers of this device."),
    option("job-hours", "H", "Hours of computing of a job that can be interrupted."),
    option("trained-parameters", "N", "Parameters of the model it trains (7B)."),
    option("checkpoint-time", "TIME", "Time that saving takes (60s)."),
    option("interruption-every", "TIME", "Mean time between interruptions (12h)."),
    Option(
      "stage", kind: .values, valueName: "STAGE",
      help:
        "A stage of a pipeline, in order: \"name=ocr, latency=300ms, memory=2GB, device=RTX 4090\""
        + " or \"name=llm, model=qwen3-8b, weights=awq, device=RTX 4090, input=1500, output=200\".",
      section: "Amounts"),
  ]

  static let output: [Option] =
    [
      Option(
        "tool", valueName: "NAME", help: "What there is to know about one tool, and stop.",
        section: "Output"),
      Option("flow", valueName: "NAME", help: "Begin with this decision flow.", section: "Output"),
      .flag("flows", help: "List the decision flows and stop.", section: "Output"),
      Option(
        "show-flow", valueName: "NAME", help: "Show a decision flow and stop.", section: "Output"),
      .flag("mermaid", help: "Draw the flow of --show-flow as a Mermaid chart.", section: "Output"),
    ] + OutputFormat.options

  private static func option(_ name: String, _ value: String, _ help: String) -> Option {
    Option(name, valueName: value, help: help, section: "Amounts")
  }

  /// The question that the options ask.
  static func question(_ arguments: ParsedArguments) throws(CommandFailure) -> AdviceQuestion {
    var facts: [String: String] = [:]
    for question in questions {
      if let value = arguments.string(question.name) { facts[question.name] = value }
    }
    let found = facts
    return try CommandFailure.usage { () throws(UsageError) in
      AdviceQuestion(
        facts: found, flow: arguments.string("flow"), device: arguments.string("device"),
        details: try details(arguments))
    }
  }

  private static func details(_ arguments: ParsedArguments) throws(UsageError) -> AdviceDetails {
    var details = AdviceDetails()
    details.input = try arguments.number("input", in: 1...1e8)
    details.cachedInput = try arguments.number("cached-input", in: 0...1e8)
    details.output = try arguments.number("output", in: 1...1e8)
    details.requestsPerMonth = try arguments.number("requests-per-month", in: 1...1e12)
    details.compliance =
      (arguments.string("compliance") ?? "").split(separator: ",").map {
        $0.lowercased().filter { $0 != " " && $0 != "-" }
      }
    details.model = arguments.string("model")
    details.quality = arguments.string("quality")
    details.budget = try arguments.number("budget", in: 0.01...1e9).map { USDollars($0) }
    details.hourlyBudget = try arguments.number("hourly-budget", in: 0.001...1e6).map {
      USDollars($0)
    }
    details.accelerator = arguments.string("accelerator")
    details.modelSize = try arguments.memory("model-size", in: Bytes(1)...Bytes(1e15))
    details.dataSize = try arguments.memory("data-size", in: Bytes(1)...Bytes(1e18))
    details.latency = try arguments.duration("latency", in: Seconds(1e-6)...Seconds(1e7))
    details.jobHours = try arguments.number("job-hours", in: 0.01...1e6)
    details.checkpointTime = try arguments.duration(
      "checkpoint-time", in: Seconds(0.001)...Seconds(1e6))
    details.interruptionEvery = try arguments.duration(
      "interruption-every", in: Seconds(1)...Seconds(1e9))
    details.trainedParameters = try arguments.value(
      "trained-parameters", accepted: "a number of parameters such as 7B"
    ) { AdviceDetails.parameters($0) }
    details.stages = arguments.strings("stage")
    return details
  }
}
