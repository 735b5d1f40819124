import Quantities
import StructuredText

/// Why there are no launch files.
public enum ExportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file does not say what a launch needs.
  case plan(StructuredTextError, file: String)
  /// The file is an answer to something else.
  case schema(found: String, file: String)
  /// The question of the file has no feasible answer.
  case noPlans(file: String)
  /// The file has fewer plans.
  case noSuchRank(Int, count: Int)
  /// The traffic of the file is not split so.
  case noSuchTier(String, accepted: [String])
  /// The tool cannot run this plan, and what could.
  case cannotRun(ExportFormat, reason: String, instead: String)
  /// A name that no command line can carry.
  case name(String, reason: String)
  /// A file is there already.
  case exists(path: String)
  /// A file or folder that cannot be written.
  case unwritable(path: String, reason: String)
  /// A tree that cannot be written as text.
  case text(StructuredTextError)

  /// Whether everything was understood and there is nothing to launch.
  public var isInfeasible: Bool {
    switch self {
    case .noPlans: true
    default: false
    }
  }

  /// The error in one line that is safe to print, whatever names and files held.
  public var description: String { PrintableText.escaped(words) }

  private var words: String {
    switch self {
    case .plan(let error, let file): "\(file): \(error.description)"
    case .schema(let found, let file):
      "\(file): schema \(Value.string(found).quoted) cannot be launched; accepted: the JSON of "
        + "'inferplan plan' (\(PlanFile.planSchema)) or 'inferplan estimate' "
        + "(\(PlanFile.estimateSchema))"
    case .noPlans(let file): "\(file): nothing met this question, so there is nothing to launch"
    case .noSuchRank(let rank, let count):
      "there is no plan \(rank); accepted: --plan from 1 to \(count)"
    case .noSuchTier(let name, let accepted):
      accepted.isEmpty
        ? "there is no tier \(Value.string(name).quoted): the plan has none; plan with --hybrid"
        : "there is no tier \(Value.string(name).quoted); accepted: "
          + accepted.joined(separator: ", ")
    case .cannotRun(let format, let reason, let instead):
      "\(format.title) cannot run this plan: \(reason); \(instead)"
    case .name(let name, let reason): "the name \(Value.string(name).quoted) \(reason)"
    case .exists(let path): "'\(path)' is there already; --force replaces it"
    case .unwritable(let path, let reason): "cannot write '\(path)': \(reason)"
    case .text(let error): error.description
    }
  }

  static func plan<T>(
    _ file: String, _ body: () throws(StructuredTextError) -> T
  ) throws(ExportError) -> T {
    do { return try body() } catch { throw .plan(error, file: file) }
  }

  /// Runs `body`, wrapping what cannot be written or read.
  public static func text<T>(
    _ body: () throws(StructuredTextError) -> T
  ) throws(ExportError) -> T {
    do { return try body() } catch { throw .text(error) }
  }
}
