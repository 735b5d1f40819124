import Presentation
import Quantities

/// What was written, as JSON of the schema `inferplan.export/1` and as a report.
public struct ExportAnswer: Encodable, Sendable {
  public static let schemaName = "inferplan.export/1"

  public let schema: String
  public let format: String
  public let model: String
  /// Which answer of which file was launched.
  public let origin: String
  /// Paths, the folder included.
  public let files: [String]

  public init(_ plan: LaunchPlan, format: ExportFormat, files: [String]) {
    schema = Self.schemaName
    self.format = format.rawValue
    model = plan.model
    origin = plan.forecast.origin
    self.files = files
  }

  /// One line that is safe to print.
  public var summary: String {
    PrintableText.escaped(
      "wrote for \(ExportFormat(rawValue: format)?.title ?? format): "
        + files.joined(separator: ", "))
  }

  public var document: Document {
    Document([
      .heading("Launch files for \(ExportFormat(rawValue: format)?.title ?? format)"),
      .paragraph(PrintableText.escaped("\(model), \(origin).")),
      .bullets(files.map { PrintableText.escaped($0) }),
    ])
  }
}
