import Advice
import Catalog
import CommandLineKit
import Presentation

/// `inferplan advise --flows`, `--show-flow` and `--mermaid`: the decisions themselves.
enum AdviseFlows {
  static func run(
    _ arguments: ParsedArguments, _ adviser: Adviser, _ console: Console
  ) throws(CommandFailure) -> ExitCode {
    let form = try CommandFailure.usage { () throws(UsageError) in try OutputFormat(arguments) }
    guard let name = arguments.string("show-flow") ?? arguments.string("flow") else {
      if arguments.flag("mermaid") {
        console.write(
          adviser.graph.flows.map { "%% \($0.title)\n" + FlowDrawing.mermaid($0, adviser.shelf) }
            .joined(separator: "\n"))
        return .success
      }
      return form.write(
        FlowReport.list(adviser.graph), FlowAnswers(adviser.graph.flows), to: console)
    }
    let flow = try CommandFailure.advice { () throws(AdviceError) in
      do throws(CatalogError) { return try adviser.graph.flow(name) } catch {
        throw .catalog(error)
      }
    }
    if arguments.flag("mermaid") {
      console.write(FlowDrawing.mermaid(flow, adviser.shelf))
      return .success
    }
    return form.write(FlowReport.document(flow, adviser.shelf), FlowAnswers([flow]), to: console)
  }
}
