import CommandLineKit
import InferencePlanner
import StructuredText

/// The fields of a request as options of a command.
enum RequestOptions {
  /// One option a field.
  static func options(_ fields: [RequestField]) -> [Option] {
    fields.map { field in
      let section = field.section.title
      let help = field.help + "."
      return switch field.kind {
      case .flag: Option.flag(field.option, help: help, section: section)
      case .oneOf(let accepted):
        Option(
          field.option, valueName: field.valueName, help: help, accepted: accepted,
          section: section)
      case .path:
        Option(
          field.option, valueName: field.valueName, help: help, section: section,
          completion: .files)
      case .text, .whole, .number:
        Option(field.option, valueName: field.valueName, help: help, section: section)
      }
    }
  }

  /// The options that were given, as the fields of a request.
  static func fields(
    _ all: [RequestField], _ arguments: ParsedArguments
  ) throws(UsageError) -> [String: Value] {
    var fields: [String: Value] = [:]
    for field in all where arguments.isGiven(field.option) {
      switch field.kind {
      case .flag: fields[field.name] = .bool(true)
      case .whole:
        fields[field.name] = try arguments.integer(field.option, in: 0...1_000_000_000)
          .map { .number(Double($0)) }
      case .number:
        fields[field.name] = try arguments.number(field.option, in: 0...1e15).map { .number($0) }
      case .text, .path, .oneOf:
        fields[field.name] = arguments.string(field.option).map { .string($0) }
      }
    }
    return fields
  }
}
