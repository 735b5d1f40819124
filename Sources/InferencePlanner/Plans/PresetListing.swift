import Catalog
import Presentation

/// The worked questions, as a document and as JSON.
public struct PresetListing: Sendable {
  public let presets: [PlanPreset]

  /// Reads the presets.
  public init(_ files: CatalogFiles) throws(PlannerError) {
    presets = try PlannerError.fromCatalog { () throws(CatalogError) in
      try PlanPreset.load(files)
    }
  }

  public var document: Document {
    var table = Table(columns: [.init("Preset", priority: 2), .init("Question"), .init("From")])
    for preset in presets { table.addRow(preset.id, preset.title, preset.document) }
    return Document([
      .heading("Worked questions: inferplan plan --preset NAME", level: 1), .table(table),
    ])
  }

  /// The JSON form, schema `inferplan.presets/1`.
  public struct Answer: Encodable, Sendable {
    public let schema = "inferplan.presets/1"
    public let presets: [Preset]

    public struct Preset: Encodable, Sendable {
      public let name: String
      public let title: String
      public let document: String
      public let advice: String
      public let correction: String?
      public let fields: [String: String]
    }

    enum CodingKeys: String, CodingKey { case schema, presets }
  }

  public var answer: Answer {
    Answer(
      presets: presets.map {
        Answer.Preset(
          name: $0.id, title: $0.title, document: $0.document, advice: $0.advice,
          correction: $0.correction, fields: $0.fields)
      })
  }
}
