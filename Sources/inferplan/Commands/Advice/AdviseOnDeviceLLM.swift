import CommandLineKit
import InferencePlanner
import Quantities

/// `inferplan advise --device … --task llm`: language models on a phone or board.
enum AdviseOnDeviceLLM {
  /// The task that means language models.
  static let task = "llm"

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let (device, limit, count, format) = try CommandFailure.usage { () throws(UsageError) in
        for name in ["latency", "fps", "min-accuracy", "runtime", "precision", "all"]
        where arguments.isGiven(name) {
          throw arguments.unacceptable(
            name, arguments.string(name) ?? "given", "nothing beside --task llm")
        }
        return (
          try arguments.require("device", arguments.string("device")),
          try arguments.memory("model-size", in: Bytes(1)...Bytes(1e15)),
          try arguments.integer("top", in: 1...1000) ?? 12, try OutputFormat(arguments)
        )
      }
      let files = try console.catalogFiles(arguments)
      let found = try CommandFailure.planner { () throws(PlannerError) in
        try OnDeviceLLMs(files, device: device, limit: limit)
      }
      let code = format.write(
        found.document(count: count), OnDeviceLLMAnswer(found), to: console)
      return code == .success && found.rows.isEmpty ? .infeasible : code
    }
  }
}
