import Advice
import Catalog
import CommandLineKit
import Presentation

/// `inferplan advise`: which tool for which job, with the evidence.
enum AdviseCommand {
  static let command = Command(
    "advise", abstract: "The right tool for an inference job, with its status and evidence.",
    discussion: """
      Without options it asks, one question at a time, where it stands in a terminal. Every question \
      can be answered by an option; elsewhere it never asks but says which option is missing \
      (exit code 2).
      Example: inferplan advise --building mobile --platform ios,android --model-size 500MB
      Example: inferplan advise --from pytorch --to "NVIDIA Jetson Orin" --model-kind cnn
      Example: inferplan advise --tool TorchServe
      Example: inferplan advise --building api --api-need lowest-cost --input 2000 --output 300
      """,
    options: AdviseOptions.facts + AdviseOptions.details + VisionAdvice.options
      + AdviseOptions.output)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let files = try console.catalogFiles(arguments)
      let adviser = try CommandFailure.advice { () throws(AdviceError) in try Adviser(files) }
      if arguments.flag("flows") || arguments.flag("mermaid") || arguments.isGiven("show-flow") {
        return try AdviseFlows.run(arguments, adviser, console)
      }
      let form = try CommandFailure.usage { () throws(UsageError) in
        try OutputFormat(arguments)
      }
      if let name = arguments.string("tool") {
        let tool = try CommandFailure.advice { () throws(AdviceError) in try adviser.tool(name) }
        return form.write(ToolReport.document(tool), ToolAdviceAnswer(tool), to: console)
      }
      var question = try AdviseOptions.question(arguments)
      if console.isInteractive, form == .text {
        guard let answered = try Interview(console: console, adviser: adviser).complete(question)
        else { return .badInput }
        question = answered
      }
      // Detection, segmentation and the like by measured latencies.
      if let code = try VisionAdvice.run(question, arguments, files, form, console) { return code }
      let advice = try CommandFailure.advice { () throws(AdviceError) in
        try adviser.advise(question)
      }
      return form.write(AdviceReport.document(advice), AdviceAnswer(advice), to: console)
    }
  }
}
