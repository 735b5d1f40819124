import StructuredText

/// Several options for one task, to be held against the same requirements.
public struct Scenario: Hashable, Sendable {
  public var name: String
  /// Where the scenario comes from, when it was written down somewhere.
  public var source: String?
  public var description: String?
  public var requirements: Requirements
  public var options: [Option]
  /// The option that the source recommends.
  public var documentedRecommendation: String?

  /// One way to do the task.
  public struct Option: Hashable, Sendable {
    public var name: String
    public var request: EstimateRequest
    /// The figures that the source states.
    public var documented: DocumentedFigures?
    /// What the scenario's author had to assume to state the request.
    public var note: String?
  }

  /// Reads a scenario file.
  ///
  /// ```yaml
  /// scenario: Chatbot
  /// requirements: {e2e: 2, requests_per_hour: 1000}
  /// defaults: {input: 400, output: 100}      # fields of every option's request
  /// options:
  ///   - name: A
  ///     request: {model: llama-3.1-8b, hardware: "4090"}
  ///     documented: {total_memory_gb: 18.5}  # optional: what somebody claims
  /// ```
  /// - Throws: ``PlannerError/text(_:file:)`` that names the field, its value and what is accepted.
  public init(_ value: Value, file: String? = nil) throws(PlannerError) {
    self = try PlannerError.fromText(file: file) { () throws(StructuredTextError) in
      try Scenario(reading: value)
    }
  }

  private init(reading value: Value) throws(StructuredTextError) {
    var reader = try FieldReader(value)
    name = try reader.require("scenario", reader.string("scenario"))
    source = try reader.string("source")
    description = try reader.string("description")
    documentedRecommendation = try reader.string("documented_recommendation")
    if var stated = try reader.group("requirements") {
      requirements = try Requirements(&stated)
      try stated.finish()
    } else {
      requirements = Requirements()
    }
    var defaults: [String: Value] = [:]
    if let given = reader.value("defaults") {
      guard case .object(let fields) = given else {
        throw reader.unacceptable("defaults", given, "a group of fields")
      }
      defaults = fields
    }
    let groups = try reader.require("options", reader.groups("options"))
    guard !groups.isEmpty else {
      throw reader.unacceptable("options", .array([]), "at least one option")
    }
    try reader.finish()
    var read: [Option] = []
    for group in groups {
      let option = try Self.option(group, defaults: defaults)
      guard !read.contains(where: { $0.name == option.name }) else {
        throw group.unacceptable("name", .string(option.name), "a name that stands only once")
      }
      read.append(option)
    }
    options = read
    if let stray = documentedRecommendation, !read.contains(where: { $0.name == stray }) {
      throw .unacceptable(
        path: "documented_recommendation", found: "'\(stray)'",
        accepted: "the name of an option: " + read.map(\.name).joined(separator: ", "))
    }
  }

  private static func option(
    _ group: FieldReader, defaults: [String: Value]
  ) throws(StructuredTextError) -> Option {
    var group = group
    let name = try group.require("name", group.string("name"))
    guard let stated = group.value("request"), case .object(let fields) = stated else {
      throw .missing(path: group.path(of: "request"))
    }
    var reader = try FieldReader(
      .object(defaults.merging(fields) { _, own in own }), path: group.path(of: "request"))
    let request = try EstimateRequest(&reader)
    try reader.finish()
    var documented: DocumentedFigures?
    if var figures = try group.group("documented") {
      documented = try DocumentedFigures(&figures)
      try figures.finish()
    }
    let note = try group.string("note")
    try group.finish()
    return Option(name: name, request: request, documented: documented, note: note)
  }
}
