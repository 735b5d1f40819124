import Catalog
import Quantities
import StructuredText

extension RequestFile {
  /// A plan's question: what is given goes over the file's fields, and those over the preset's.
  /// - Parameters:
  ///   - given: fields of the command line.
  ///   - path: a question in JSON or YAML.
  public static func planRequest(
    _ given: [String: Value], file path: String? = nil, _ files: CatalogFiles
  ) throws(PlannerError) -> PlanRequest {
    var fields = given
    if let path {
      guard case .object(let stated) = try value(path: path) else {
        throw .text(
          .unacceptable(path: "(document)", found: "no group", accepted: "a group of fields"),
          file: path)
      }
      fields = merged(given, over: stated)
    }
    if case .string(let name)? = fields["preset"] {
      let preset = try PlannerError.fromCatalog { () throws(CatalogError) in
        let presets = try PlanPreset.load(files)
        guard let preset = presets.first(where: { $0.id == name }) else {
          throw .unknown(
            kind: "preset", name: name,
            suggestions: NearestNames.suggestions(for: name, among: presets.map(\.id)))
        }
        return preset
      }
      fields = merged(fields, over: Self.fields(of: preset))
    }
    return try PlannerError.fromText(file: path) { () throws(StructuredTextError) in
      var reader = try FieldReader(.object(fields))
      let request = try PlanRequest(&reader)
      try reader.finish { name, known in
        NearestNames.suggestions(for: name, among: known.sorted())
      }
      return request
    }
  }

  /// Fields of which one takes the place of the other, and not only of its own.
  private static let alternatives: [Set<String>] = [
    ["model", "config"], ["rate", "requests_per_hour"], ["hardware", "accelerators"],
    ["privacy", "offline"],
  ]

  private static func merged(
    _ given: [String: Value], over base: [String: Value]
  ) -> [String: Value] {
    var base = base
    for group in alternatives where !group.isDisjoint(with: given.keys) {
      for name in group { base[name] = nil }
    }
    return base.merging(given) { _, given in given }
  }

  /// The fields of a preset with the kinds that requests have.
  private static func fields(of preset: PlanPreset) -> [String: Value] {
    var fields: [String: Value] = [:]
    for (name, text) in preset.fields {
      let kind = PlanField.all.first { $0.name == name }?.kind
      switch kind {
      case .whole, .number: fields[name] = Double(text).map { .number($0) } ?? .string(text)
      case .flag: fields[name] = .bool(text == "true")
      default: fields[name] = .string(text)
      }
    }
    return fields
  }
}
