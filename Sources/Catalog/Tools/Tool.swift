import Quantities
import StructuredText

/// A tool or service that runs, converts, serves or sells models.
public struct Tool: Hashable, Sendable, Identifiable {
  /// Lower-case short name, such as `vllm`; unique.
  public var id: String
  public var name: String
  /// Other names people and documents use, older ones included.
  public var aliases: [String]
  /// What it is for, such as `LLM serving`.
  public var category: String?
  /// What it is, such as `server` or `cloud platform`.
  public var kind: String?
  /// The documents that name it, by their number.
  public var namedIn: [String]
  public var licence: String?
  /// Whether the source is open, in the words of the row (`yes`, `no`, `partly`).
  public var openSource: String?
  public var platforms: String?
  public var hardware: String?
  public var formats: String?
  public var modelTypes: String?
  public var quantizations: String?
  public var apiStyle: String?
  /// Whether one can build on it.
  public var state: State
  /// The id of the tool that takes its place.
  public var successor: String?
  /// Whether it is alive, in the words of the row.
  public var status: String?
  /// Whether a source confirms the status.
  public var isStatusVerified: Bool
  public var documentation: String?
  public var launchCommand: String?
  /// What the documents say of it that does not hold.
  public var remark: String?
  /// The source of the status, and its date.
  public var provenance: Provenance

  /// Reads all tools, a user's rows after the built-in ones.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row without a name, and
  ///   what ``CatalogFiles/tables(_:)`` throws.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [Tool] {
    try loadRows(.tools, of: files) { (row) throws(CatalogError) in try Tool(row) }
  }

  /// The tool of this id, name or alias, in any case and punctuation; an id goes before a name,
  /// a name before an alias.
  /// - Throws: ``CatalogError/unknown(kind:name:suggestions:)`` when there is none.
  public static func find(_ name: String, among tools: [Tool]) throws(CatalogError) -> Tool {
    let wanted = NearestNames.folded(name)
    let match =
      tools.first { NearestNames.folded($0.id) == wanted }
      ?? tools.first { NearestNames.folded($0.name) == wanted }
      ?? tools.first { $0.aliases.contains { NearestNames.folded($0) == wanted } }
    guard let match, !wanted.isEmpty else {
      throw .unknown(
        kind: "tool", name: name,
        suggestions: suggestions(for: name, among: tools))
    }
    return match
  }

  /// The ids of the tools whose id, name or alias is most like `name`.
  private static func suggestions(for name: String, among tools: [Tool]) -> [String] {
    var ids: [String] = []
    let names = tools.flatMap { [$0.id, $0.name] + $0.aliases }
    for nearest in NearestNames.suggestions(for: name, among: names, limit: 9) {
      let tool = tools.first { ([$0.id, $0.name] + $0.aliases).contains(nearest) }
      if let tool, !ids.contains(tool.id) { ids.append(tool.id) }
    }
    return Array(ids.prefix(3))
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    name = try row.required("name")
    id = row["id"] ?? idText(name).lowercased()
    aliases = row.list("aliases")
    state = try row.choice("state", State.self) ?? .active
    successor = row["successor"]
    category = row["category"]
    kind = row["kind"]
    namedIn =
      row["named_in_seeds"]?.split(separator: ",").map { $0.filter { $0 != " " } } ?? []
    licence = row["licence"]
    openSource = row["open_source"]
    platforms = row["platforms"]
    hardware = row["hardware"]
    formats = row["formats"]
    modelTypes = row["model_types"]
    quantizations = row["quantizations"]
    apiStyle = row["api_style"]
    status = row["status_2026"]
    isStatusVerified = row["status_verified"] == "yes"
    documentation = row["docs_url"]
    launchCommand = row["launch_command"]
    remark = row["seed_claim_flag"]
    provenance = Provenance(
      source: row["status_source"] ?? row["source"] ?? row.tableName, asOf: row["as_of"],
      verification: isStatusVerified ? .oneSource : .fromMemory, notes: row["notes"])
  }
}
