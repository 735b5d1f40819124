import Catalog
import CommandLineKit
import InferencePlanner
import LaunchFiles
import Presentation
import StructuredText

/// `inferplan export`: a plan as files that tools start.
enum ExportCommand {
  static let command = Command(
    "export", abstract: "Files from which tools launch a plan: scripts, Compose, Kubernetes …",
    discussion: """
      Takes what 'inferplan plan --json' or 'inferplan estimate --json' printed. Settings of engines \
      come from the forecast; each file says in a comment what it is meant to meet and which command \
      checks that. A tool that cannot run the plan is told with what could. Files that are there \
      already stay, without --force.
      Example: inferplan plan --task chatbot --requests-per-hour 1000 --payments on-demand --json \
      > plan.json
      Example: inferplan export plan.json --to kubernetes -o launch
      """,
    arguments: [
      Argument(
        "file", help: "A plan or an estimate in JSON; - is standard input.", completion: .files)
    ],
    options: [
      Option(
        "to", valueName: "TOOL", help: "The tool that launches it.",
        accepted: ExportOption.formats, isRequired: true, section: "What"),
      Option(
        "plan", valueName: "N", help: "Which plan of several (default: 1).", section: "What"),
      Option(
        "tier", valueName: "NAME",
        help:
          "The deployment of this tier of a hybrid plan; without it, litellm becomes the router "
          + "over all tiers.", section: "What"),
      ExportOption.folder(isRequired: true), ExportOption.force,
      Option(
        "checkpoint", valueName: "WEIGHTS",
        help: "Folder, file or repository of the weights, where it is not the one of the model's "
          + "name.", section: "What the plan leaves open", completion: .files),
      Option(
        "draft-tokens", valueName: "N",
        help: "Speculative decoding: tokens drafted for a step.",
        section: "What the plan leaves open"),
      Option(
        "draft-model", valueName: "MODEL",
        help: "The model that drafts (default: drafts are looked up in the prompt).",
        section: "What the plan leaves open"),
      Option(
        "image", valueName: "IMAGE", help: "The image of containers (default: the makers').",
        section: "What the plan leaves open"),
      Option(
        "accelerator", valueName: "NAME", help: "The device as SkyPilot calls it.",
        section: "What the plan leaves open"),
    ] + OutputFormat.options)

  static func run(_ arguments: ParsedArguments, _ console: Console) -> ExitCode {
    answer(console) { () throws(CommandFailure) in
      let (format, rank, options) = try CommandFailure.usage { () throws(UsageError) in
        (
          try OutputFormat(arguments), try arguments.integer("plan", in: 1...1_000_000) ?? 1,
          try self.options(arguments)
        )
      }
      let request = try ExportOption(arguments, format: "to")
      let path = arguments.string("file") ?? "-"
      let files = try console.catalogFiles(arguments)
      let document = try CommandFailure.planner { () throws(PlannerError) in
        try RequestFile.value(path: path)
      }
      // What comes through a pipe is kept beside the files, for the command that checks them.
      let isPiped = path == "-"
      let name = isPiped ? ExportOption.planFile : path
      let (answer, copy) = try CommandFailure.export { () throws(ExportError) in
        (
          try PlanFile.answer(document, name: name, rank: rank),
          isPiped ? try PlanFile.text(document) : nil
        )
      }
      let written = try request.write(
        answer, tier: arguments.string("tier"), options: options, files, planFile: name, plan: copy)
      return format.write(written.document, written, to: console)
    }
  }

  private static func options(_ arguments: ParsedArguments) throws(UsageError) -> ExportOptions {
    let tokens = try arguments.integer("draft-tokens", in: 1...64)
    let model = arguments.string("draft-model")
    if let model, tokens == nil {
      throw arguments.unacceptable("draft-model", model, "--draft-tokens beside it")
    }
    return ExportOptions(
      checkpoint: arguments.string("checkpoint"), image: arguments.string("image"),
      accelerator: arguments.string("accelerator"),
      drafts: tokens.map { ExportOptions.Drafts(tokens: $0, model: model) })
  }
}
