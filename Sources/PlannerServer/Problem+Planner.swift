import Advice
import Catalog
import HTTPServing
import InferencePlanner
import StructuredText

extension Problem {
  /// What is wrong, as a problem that names the field. No path of the machine stands in it: a file
  /// that cannot be read is the server's fault and nobody else's business.
  static func of(_ error: any Error) -> Problem {
    switch error {
    case let problem as Problem: problem
    case let error as StructuredTextError: text(error)
    case let error as CatalogError: catalog(error)
    case let error as PlannerError: planner(error)
    case let error as AdviceError: advice(error)
    default: Problem(.internal, "the server met an error that it does not know")
    }
  }

  /// Runs `body`, turning what it throws into a problem.
  static func catching<T>(_ body: () throws -> T) throws(Problem) -> T {
    do { return try body() } catch { throw of(error) }
  }

  private static func text(_ error: StructuredTextError) -> Problem {
    switch error {
    case .syntax, .limit: Problem(.malformed, error.description)
    case .missing(let path):
      Problem(.field, error.description, field: path, accepted: "a value")
    case .unacceptable(let path, let found, let accepted):
      Problem(.field, error.description, field: path, value: found, accepted: accepted)
    case .unknown(let path, let suggestions):
      Problem(
        .field, error.description, field: path, accepted: "a field that is known",
        suggestions: suggestions)
    }
  }

  private static func catalog(_ error: CatalogError) -> Problem {
    switch error {
    case .unknown(let kind, let name, let suggestions):
      Problem(
        .field, "unknown \(kind) '\(name)'", field: field(kind), value: name,
        accepted: "see /v1/catalog", suggestions: suggestions)
    case .ambiguous(let kind, let name, let candidates):
      Problem(
        .field, error.description, field: field(kind), value: name,
        accepted: candidates.joined(separator: ", "), suggestions: candidates)
    case .row, .unreadable: Problem(.internal, "a catalog cannot be read")
    }
  }

  /// The field in which a name of this kind stands.
  private static func field(_ kind: String) -> String {
    switch kind {
    case "accelerator", "device": "hardware"
    case "weight format": "weights"
    case "KV cache type": "kv_cache"
    default: String(kind.map { $0 == " " ? "_" : $0 })
    }
  }

  private static func planner(_ error: PlannerError) -> Problem {
    switch error {
    case .catalog(let error): return catalog(error)
    case .text(let error, _): return text(error)
    case .field(let name, let found, let accepted):
      let field = name.hasPrefix("--") ? String(name.dropFirst(2)) : name
      return Problem(.field, error.description, field: field, value: found, accepted: accepted)
    case .unreadable, .unwritable, .modelFile:
      return Problem(.internal, "a file cannot be read or written")
    case .trace, .profile: return Problem(.field, error.description, field: "trace")
    case .deployment, .cannotRun, .apiOnly, .economics:
      return Problem(error.isInfeasible ? .infeasible : .field, error.description)
    case .fields: return Problem(.field, error.description)
    }
  }

  private static func advice(_ error: AdviceError) -> Problem {
    switch error {
    case .catalog(let error): return catalog(error)
    case .planner(let error): return planner(error)
    case .open(let question):
      return Problem(
        .field, question.prompt, field: AdviceQuestion.field(of: question.fact),
        accepted: question.answers.map(\.answer).joined(separator: ", "))
    case .unacceptable(let fact, let value, let accepted, let suggestions):
      return Problem(
        .field, "\(fact) is '\(value)', which is none of its answers",
        field: AdviceQuestion.field(of: fact), value: value,
        accepted: accepted.joined(separator: ", "), suggestions: suggestions)
    case .contradiction(let one, let other, let reason):
      return Problem(
        .field, "\(one.name) \(one.value) contradicts \(other.name) \(other.value): \(reason)",
        field: AdviceQuestion.field(of: one.name), value: one.value)
    case .field(let name, let found, let accepted):
      return Problem(
        .field, "\(name) is '\(found)'", field: AdviceQuestion.field(of: name), value: found,
        accepted: accepted)
    case .unmatched(let text, let known):
      return Problem(
        .field, "no pitfall fits", value: text, accepted: known.joined(separator: "; "))
    case .missing(let name, let accepted):
      return Problem(
        .field, "\(name) is missing", field: AdviceQuestion.field(of: name), accepted: accepted)
    }
  }
}
