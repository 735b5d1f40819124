import Catalog
import Economics
import InferencePlanner
import Quantities

/// Why there is no advice: data first, words in ``description``.
public enum AdviceError: Error, Sendable, CustomStringConvertible {
  /// A name that no catalog knows, or a catalog that cannot be read.
  case catalog(CatalogError)
  /// A figure that the planner cannot compute.
  case planner(PlannerError)
  /// A question that has no answer yet.
  case open(OpenQuestion)
  /// An answer that its question does not take.
  case unacceptable(fact: String, value: String, accepted: [String], suggestions: [String])
  /// Two answers that cannot both be true.
  case contradiction(Fact, Fact, reason: String)
  /// A field that holds something unusable.
  case field(name: String, found: String, accepted: String)
  /// A description that no pitfall fits; the text is empty where nothing was described.
  case unmatched(String, known: [String])
  /// A field without which a figure cannot be computed.
  case missing(name: String, accepted: String)

  /// The error in one line that is safe to print, whatever names held.
  public var description: String { PrintableText.escaped(words) }

  private var words: String {
    switch self {
    case .catalog(let error): return error.description
    case .planner(let error): return error.description
    case .open(let question):
      return "--\(question.fact) is missing: \(question.prompt) Accepted: "
        + question.answers.map(\.answer).joined(separator: ", ")
    case .unacceptable(let fact, let value, let accepted, let suggestions):
      let near =
        suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: ", "))?"
      return "--\(fact) '\(value)': expected \(accepted.joined(separator: ", "))\(near)"
    case .contradiction(let one, let other, let reason):
      return "\(one) contradicts \(other): \(reason)"
    case .field(let name, let found, let accepted):
      return "--\(name) '\(found)': expected \(accepted)"
    case .unmatched(let text, let known):
      return (text.isEmpty ? "nothing to diagnose" : "no pitfall fits '\(text)'")
        + ": say --oom, --threads, or a symptom in words such as: " + known.joined(separator: "; ")
    case .missing(let name, let accepted): return "--\(name) is missing: expected \(accepted)"
    }
  }

  /// Runs `body`, wrapping a catalog's error.
  static func fromCatalog<T>(
    _ body: () throws(CatalogError) -> T
  ) throws(AdviceError) -> T {
    do { return try body() } catch { throw .catalog(error) }
  }

  /// Runs `body`, wrapping the planner's error.
  static func fromPlanner<T>(
    _ body: () throws(PlannerError) -> T
  ) throws(AdviceError) -> T {
    do { return try body() } catch { throw .planner(error) }
  }

  /// Runs `body`, wrapping an error of the cost formulas.
  static func fromEconomics<T>(
    _ body: () throws(EconomicsError) -> T
  ) throws(AdviceError) -> T {
    do { return try body() } catch { throw .planner(.economics(error)) }
  }
}

/// Something that is known of a situation: `platform` is `ios`.
public struct Fact: Hashable, Sendable, CustomStringConvertible {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// As a command line says it.
  public var description: String { "--\(name) \(value)" }
}

/// A question that waits for its answer.
public struct OpenQuestion: Hashable, Sendable {
  /// The flow that asks.
  public var flow: String
  /// The option that answers it.
  public var fact: String
  public var prompt: String
  public var answers: [FlowAnswerRow]

  /// The answer that a person means by `text`.
  /// - Throws: ``AdviceError/unacceptable(fact:value:accepted:suggestions:)``.
  public func answer(_ text: String) throws(AdviceError) -> FlowAnswerRow {
    try Flow.Question.answer(text, to: fact, among: answers)
  }
}
