import Catalog
import CommandLineKit
import InferencePlanner
import LaunchFiles
import StructuredText

/// Where launch files go, as commands are told.
struct ExportOption {
  let format: ExportFormat
  let folder: String
  let replaces: Bool

  static let formats = ExportFormat.allCases.map(\.rawValue)

  static func folder(isRequired: Bool) -> Option {
    Option(
      "directory", short: "o", valueName: "DIR", help: "The folder for the files; made if missing.",
      isRequired: isRequired, section: isRequired ? "What" : "Launch files", completion: .folders)
  }

  static let force = Option.flag(
    "force", help: "Replace files that are there.", section: "Launch files")

  /// The options by which a plan is exported as it is made.
  static let ofPlans: [Option] = [
    Option(
      "export", valueName: "TOOL",
      help: "Also write files from which this tool launches the first "
        + "plan; see 'inferplan export'.",
      accepted: formats, section: "Launch files"), folder(isRequired: false), force,
  ]

  /// - Parameter format: the option that names the tool.
  init(_ arguments: ParsedArguments, format name: String) throws(CommandFailure) {
    (format, folder) = try CommandFailure.usage { () throws(UsageError) in
      (
        try arguments.require(name, try arguments.choice(name, ExportFormat.self)),
        try arguments.require("directory", arguments.string("directory"))
      )
    }
    replaces = arguments.flag("force")
  }

  /// What `plan` was asked for; `nil` for no files.
  static func requested(_ arguments: ParsedArguments) throws(CommandFailure) -> ExportOption? {
    guard arguments.isGiven("export") else { return nil }
    return try ExportOption(arguments, format: "export")
  }

  /// Writes the first plan of an answer, with the answer beside it.
  func write(_ answer: PlanAnswer, _ files: CatalogFiles) throws(CommandFailure) -> ExportAnswer {
    let text: String
    do { text = try AnswerJSON.text(answer) + "\n" } catch {
      throw .export(.text(.syntax(format: "JSON", line: 0, problem: "it cannot be written")))
    }
    let planned = try CommandFailure.export { () throws(ExportError) in
      let document = try ExportError.text { () throws(StructuredTextError) in
        try Value.json(Array(text.utf8))
      }
      return try PlanFile.answer(document, name: Self.planFile)
    }
    return try write(
      planned, tier: nil, options: ExportOptions(), files, planFile: Self.planFile, plan: text)
  }

  /// Writes a plan.
  /// - Parameter plan: its text, where it lies in no file yet: it is written beside the others.
  func write(
    _ answer: PlannedAnswer, tier: String?, options: ExportOptions, _ catalog: CatalogFiles,
    planFile: String, plan: String?
  ) throws(CommandFailure) -> ExportAnswer {
    let names = try CommandFailure.planner { () throws(PlannerError) in
      do throws(CatalogError) { return try LaunchNames(catalog) } catch { throw .catalog(error) }
    }
    return try CommandFailure.export { () throws(ExportError) in
      var files = try Export.files(
        answer, to: format, tier: tier, options: options, names: names, planFile: planFile)
      if let plan { files.append(LaunchFile(path: Self.planFile, text: plan)) }
      let paths = try LaunchFolder.write(files, to: folder, replaces: replaces)
      let launched = answer.tiers.first { $0.name == tier }?.plan ?? answer.plan
      return ExportAnswer(launched, format: format, files: paths)
    }
  }

  static let planFile = "plan.json"
}
