import Catalog
import Economics
import ModelFiles
import PerformanceModel
import Quantities
import ServingSimulator
import StructuredText

/// Why a question has no answer: one type over what the layers below say.
public enum PlannerError: Error, Sendable, CustomStringConvertible {
  /// A name that no catalog knows, or a catalog that cannot be read.
  case catalog(CatalogError)
  /// A combination that does not exist.
  case deployment(DeploymentError)
  /// A document that cannot be read.
  case text(StructuredTextError, file: String?)
  /// A model file that cannot be read.
  case modelFile(ModelFileError)
  /// A price that does not apply.
  case economics(EconomicsError)
  /// A trace that cannot be played.
  case trace(TraceError)
  /// A table of step times that cannot take the place of the step function.
  case profile(ProfileError)
  /// A run that can have no sensible end.
  case cannotRun(String)
  /// The model's weights are not published: it exists only behind its vendors' APIs.
  case apiOnly(model: String, offers: [String])
  /// A field of the question that holds something unusable.
  case field(name: String, found: String, accepted: String)
  /// Fields that exclude or need each other.
  case fields(String)
  /// A file that cannot be read.
  case unreadable(path: String, reason: String)
  /// A file or folder that cannot be written.
  case unwritable(path: String, reason: String)

  /// The error in one line that is safe to print, whatever names and files held.
  public var description: String { PrintableText.escaped(words) }

  private var words: String {
    switch self {
    case .catalog(let error): error.description
    case .deployment(let error): error.description
    case .text(let error, let file):
      if let file { "\(file): \(error.description)" } else { error.description }
    case .modelFile(let error): error.description
    case .economics(let error): error.description
    case .trace(let error): error.description
    case .profile(let error): error.description
    case .cannotRun(let reason): reason
    case .apiOnly(let model, let offers):
      "the weights of '\(model)' are not published: it runs only behind an API ("
        + offers.joined(separator: "; ") + ")"
    case .field(let name, let found, let accepted): "\(name) is \(found); accepted: \(accepted)"
    case .fields(let words): words
    case .unreadable(let path, let reason): "cannot read '\(path)': \(reason)"
    case .unwritable(let path, let reason): "cannot write '\(path)': \(reason)"
    }
  }

  /// Whether the question was understood and the answer is that it cannot be done.
  public var isInfeasible: Bool {
    switch self {
    case .deployment(.noMemory), .deployment(.noInterconnect), .apiOnly, .cannotRun: true
    default: false
    }
  }

  /// Runs `body`, wrapping a catalog's error.
  public static func fromCatalog<T>(
    _ body: () throws(CatalogError) -> T
  ) throws(PlannerError) -> T {
    do { return try body() } catch { throw .catalog(error) }
  }

  /// Runs `body`, wrapping a document's error.
  static func fromText<T>(
    file: String? = nil, _ body: () throws(StructuredTextError) -> T
  ) throws(PlannerError) -> T {
    do { return try body() } catch { throw .text(error, file: file) }
  }

  /// Runs `body`, wrapping an error of the cost formulas.
  static func fromEconomics<T>(
    _ body: () throws(EconomicsError) -> T
  ) throws(PlannerError) -> T {
    do { return try body() } catch { throw .economics(error) }
  }
}
