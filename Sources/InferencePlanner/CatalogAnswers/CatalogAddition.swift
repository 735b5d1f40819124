import Catalog
import Presentation
import Quantities
import StructuredText

/// Rows written into a user's folder, and how to use them.
public struct CatalogAddition: Encodable, Sendable {
  public let changes: [Change]
  /// What reading a model file had to assume.
  public let warnings: [String]
  /// A command line that uses the first row.
  public let use: String

  /// What happened to one row.
  public struct Change: Encodable, Hashable, Sendable {
    public let id: String
    public let change: Kind
    public let file: String

    public enum Kind: String, Encodable, Sendable {
      case added
      /// The folder had a row of this id.
      case replaced
      /// The built-in catalog has a row of this id, which no longer counts.
      case overridesBuiltIn = "overrides the built-in row"
    }
  }

  /// Where rows come from; what is set comes in the place of what a file says.
  public struct Input: Sendable {
    public var settings: [String: String]
    /// A file of rows.
    public var rows: String?
    /// A file that describes a model.
    public var model: String?

    public init(settings: [String: String] = [:], rows: String? = nil, model: String? = nil) {
      self.settings = settings
      self.rows = rows
      self.model = model
    }
  }

  /// Adds rows to a catalog in the user's folder. Nothing is written unless all rows can be read.
  /// - Parameter date: the date of rows that state none.
  /// - Throws: ``PlannerError`` that says which field is wrong, and what is accepted.
  public init(
    _ kind: CatalogKind, _ input: Input, toFolder path: String, date: String
  ) throws(PlannerError) {
    guard input.model == nil || kind == .models else {
      throw .fields("a model file describes a row of models, not of \(kind.noun)")
    }
    guard input.model == nil || input.rows == nil else {
      throw .fields("give a file of rows or a model file, not both")
    }
    let model = try input.model.map { path throws(PlannerError) in try ModelRow(path: path) }
    let rows = try Self.rows(kind, input, model: model)
    let folder = try CatalogFolder(path: path)
    var texts: [(file: CatalogFile, text: String)] = []
    var changes: [Change] = []
    var device: String?
    for file in kind.files {
      let own =
        kind == .offers ? try OfferColumns(folder.files).rows(rows, of: file) : rows
      guard !own.isEmpty else { continue }
      let new = try NewRows(own, of: file, in: folder.files, date: date)
      try Self.check(new, against: model, folder.files)
      let (text, replaced) = try folder.merged(new.table, into: file)
      texts.append((file, text))
      device = device ?? new.table.rows.first?["accelerator"]
      changes += try Self.changes(new, replaced: replaced, path: folder.path(of: file))
    }
    for (file, text) in texts { try folder.write(text, to: file) }
    self.changes = changes
    warnings = model?.warnings ?? []
    use = kind.use(changes.first?.id ?? "", device: device, folder: path)
  }

  /// What was written, for people.
  public var document: Document {
    var table = Table(columns: [.init("Row"), .init("What happened"), .init("File")])
    for change in changes { table.addRow(change.id, change.change.rawValue, change.file) }
    var blocks: [Document.Block] = [.table(table)]
    if !warnings.isEmpty { blocks.append(.bullets(warnings)) }
    return Document(blocks + [.paragraph("Use it:"), .preformatted(use)])
  }

  /// The rows that the input gives, with what is set in the place of what files say.
  private static func rows(
    _ kind: CatalogKind, _ input: Input, model: ModelRow?
  ) throws(PlannerError) -> [[String: String]] {
    var rows: [[String: String]] = []
    if let model {
      rows = [model.fields]
    } else if let path = input.rows {
      rows = try RowInput.rows(path: path)
      guard !rows.isEmpty else {
        throw .field(name: "--from", found: "'\(path)' without rows", accepted: "at least one row")
      }
    } else if !input.settings.isEmpty {
      rows = [[:]]
    } else {
      throw .fields(
        "nothing to add: give --set column=value, or --from FILE"
          + (kind == .models ? ", or --config or --gguf FILE" : ""))
    }
    return rows.map { $0.merging(input.settings) { _, given in given } }
  }

  private static func check(
    _ rows: NewRows, against model: ModelRow?, _ files: CatalogFiles
  ) throws(PlannerError) {
    guard let model, let id = rows.ids.first else { return }
    let read = try PlannerError.fromCatalog { () throws(CatalogError) in
      try ModelArchitecture.load(files.trying(rows.table, in: .models))
    }
    guard let row = read.first(where: { $0.id == id }) else { return }
    try model.check(row)
  }

  private static func changes(
    _ rows: NewRows, replaced: Set<String>, path: String
  ) throws(PlannerError) -> [Change] {
    let builtIn = try PlannerError.fromCatalog { () throws(CatalogError) in
      try CatalogRows(rows.file, of: CatalogFiles())
    }
    return rows.ids.map { id in
      let kind: Change.Kind =
        replaced.contains(id) ? .replaced : builtIn[id] == nil ? .added : .overridesBuiltIn
      return Change(id: id, change: kind, file: path)
    }
  }
}

extension CatalogKind {
  /// A command line that uses the row of this id in a user's folder.
  fileprivate func use(_ id: String, device: String?, folder: String) -> String {
    let device = Self.word(device ?? "h100-sxm")
    let folder = " --catalog " + Self.word(folder)
    let id = Self.word(id)
    return switch self {
    case .models: "inferplan estimate --model \(id) --hardware rtx-4090" + folder
    case .accelerators: "inferplan estimate --model llama-3.1-8b --hardware \(id)" + folder
    case .engines:
      "inferplan estimate --model llama-3.1-8b --hardware rtx-4090 --engine \(id)" + folder
    case .offers, .apiPrices:
      "inferplan estimate --model llama-3.1-8b --hardware \(device) --offer \(id)" + folder
    case .weightFormats:
      "inferplan estimate --model llama-3.1-8b --hardware rtx-4090 --weights \(id)" + folder
    case .tools, .assumptions, .quality, .qualityLevels, .tasks, .useCases:
      "inferplan catalog show \(rawValue) \(id)" + folder
    }
  }

  /// The text as a shell reads it back.
  private static func word(_ text: String) -> String {
    let isPlain = text.allSatisfy { character in
      character.isASCII && (character.isLetter || character.isNumber)
        || "-_./:@=,+".contains(character)
    }
    return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
