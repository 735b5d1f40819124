import Quantities

/// What is wrong with a command line: data first, words in ``description``.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The ways to get a command line wrong. Names carry their dashes, arguments their brackets.
  public enum Problem: Hashable, Sendable {
    /// No such option here.
    case unknownOption(String, suggestions: [String])
    /// No such command here.
    case unknownCommand(String, suggestions: [String])
    /// One word more than the command takes.
    case unexpectedArgument(String)
    /// The last word is an option that needs a value, or another option follows it.
    case missingValue(String, valueName: String)
    /// A value for an option that takes none.
    case unexpectedValue(String, value: String)
    /// An option given twice that has one value.
    case repeated(String)
    /// An option or argument that the command cannot do without.
    case missing(String)
    /// A value that cannot be used.
    case unacceptable(String, value: String, accepted: String, suggestions: [String])
  }

  /// What a user types to call the command: `inferplan models show`.
  public let commandName: String
  /// What is wrong.
  public let problem: Problem

  /// The problem in one line that is safe to print, whatever the user typed.
  public var description: String { PrintableText.escaped(words) }

  /// Where to read on.
  public var hint: String { "See '\(commandName) --help'." }

  private var words: String {
    switch problem {
    case .unknownOption(let name, let suggestions):
      "unknown option \(name)" + Self.didYouMean(suggestions)
    case .unknownCommand(let name, let suggestions):
      "unknown command '\(name)'" + Self.didYouMean(suggestions)
    case .unexpectedArgument(let text): "unexpected argument '\(text)'"
    case .missingValue(let name, let valueName):
      "\(name): a value is missing: \(name) <\(valueName)>"
    case .unexpectedValue(let name, let value): "\(name) takes no value, found '\(value)'"
    case .repeated(let name): "\(name) is given more than once"
    case .missing(let name): "\(name) is missing"
    case .unacceptable(let name, let value, let accepted, let suggestions):
      "\(name) \(value.isEmpty ? "''" : value): expected \(accepted)"
        + Self.didYouMean(suggestions)
    }
  }

  private static func didYouMean(_ suggestions: [String]) -> String {
    suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: ", "))?"
  }
}
