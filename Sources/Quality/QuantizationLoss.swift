import Catalog
import Glibc
import StructuredText

/// What a model loses when its weights or its KV cache are kept in fewer bits.
///
/// The loss in log-odds of a task score is
/// `exp(level + method + task) · (bits / 4)^−slope · (parameters / 8e9)^−shrinkage`. It falls with a
/// power of bits: divergence of llama.cpp's formats from 16 bits follows it from 2 to 8.5 bits, more
/// closely than a factor for each bit, which overstates what the last bits are worth. Large models
/// have room to absorb rounding, and tasks of many steps feel it more. It is never negative, falls with bits and does not rise with size,
/// whatever the coefficients are.
public struct QuantizationLoss: Sendable {
  /// One fitted term and its standard error, in logarithms of the loss.
  struct Term: Hashable, Sendable {
    var value: Double
    var standardError: Double
  }

  let level: Term
  /// Exponents of bits and of size; both count as at least 0.
  let slope: Term
  let shrinkage: Term
  let methods: [String: Term]
  let tasks: [Term]
  /// How much methods differ: the uncertainty of one without measurements.
  let methodSpread: Double
  /// How much models and checkpoints of one method, size and width differ.
  let modelSpread: Double

  /// A loss, in log-odds of the score.
  public struct Loss: Hashable, Sendable {
    public var logOdds: Double
    public var standardError: Double
    /// Whether measurements of this method stand behind it, not only of its width in bits.
    public var isOfMethod: Bool

    public static let none = Loss(logOdds: 0, standardError: 0, isOfMethod: true)
  }

  /// The method of formats that are not quantised.
  public static let unquantized = "none"
  /// The method of quantised KV caches.
  public static let cache = "kv"
  /// From here on, in bits a weight, nothing is lost.
  static let losslessBits = 15.5
  static let referenceBits = 4.0
  static let referenceParameters = 8e9

  /// The loss of a method at a width and size.
  /// - Parameters:
  ///   - bits: bits a weight, or a number of the cache.
  ///   - parameters: all parameters of the model.
  public func loss(
    method: String, bits: Double, parameters: Double, task: QualityTask
  ) -> Loss {
    guard method != Self.unquantized, bits < Self.losslessBits else { return .none }
    return loss(base(method: method, bits: bits, parameters: parameters), task: task)
  }

  /// The part of the exponent that does not depend on the task, with its variance.
  struct Base: Hashable, Sendable {
    var exponent: Double
    var variance: Double
    var isOfMethod: Bool

    static let lossless = Base(exponent: -.infinity, variance: 0, isOfMethod: true)
  }

  func base(method: String, bits: Double, parameters: Double) -> Base {
    guard method != Self.unquantized, bits < Self.losslessBits else { return .lossless }
    let width = log(max(bits, 0.5) / Self.referenceBits)
    let size = log(max(parameters, 1e6) / Self.referenceParameters)
    let own = methods[method]
    let ofMethod = own ?? Term(value: 0, standardError: methodSpread)
    let variance =
      level.standardError * level.standardError
      + ofMethod.standardError * ofMethod.standardError
      + slope.standardError * slope.standardError * width * width
      + shrinkage.standardError * shrinkage.standardError * size * size
      + modelSpread * modelSpread
    return Base(
      exponent: level.value + ofMethod.value - max(0, slope.value) * width
        - max(0, shrinkage.value) * size, variance: variance, isOfMethod: own != nil)
  }

  func loss(_ base: Base, task: QualityTask) -> Loss {
    guard base.exponent > -.infinity else { return .none }
    let term = tasks[task.index]
    let mean = exp(base.exponent + term.value)
    // A factor of its own either way; beyond e² the form itself is in doubt, not the number.
    let spread = min(2, (base.variance + term.standardError * term.standardError).squareRoot())
    return Loss(logOdds: mean, standardError: mean * spread, isOfMethod: base.isOfMethod)
  }
}

extension QuantizationLoss {
  /// Reads the coefficients that ship, and a user's over them.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a term without a value,
  ///   and ``CatalogError/unreadable(path:reason:)`` where one is missing.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    var terms: [String: Term] = [:]
    for table in try files.tables(.quantizationLoss) {
      for row in table.rows {
        guard let text = row["value"], let value = Double(text), abs(value) <= 100 else {
          throw row.unacceptable("value", "a number from -100 to 100")
        }
        guard let error = try row.number("standard_error"), error <= 100 else {
          throw row.unacceptable("standard_error", "a number from 0 to 100")
        }
        terms[try row.required("id")] = Term(value: value, standardError: error)
      }
    }
    let needed =
      [Key.level, Key.slope, Key.shrinkage, Key.methodSpread, Key.modelSpread]
      + QualityTask.allCases.map { Key.task + $0.rawValue }
    for id in needed where terms[id] == nil {
      throw .unreadable(
        path: CatalogFile.quantizationLoss.rawValue, reason: "the row '\(id)' is missing")
    }
    self.init(terms)
  }

  /// Takes terms by their ids; one that is missing is 0.
  init(_ terms: [String: Term]) {
    func term(_ id: String) -> Term { terms[id] ?? Term(value: 0, standardError: 0) }
    level = term(Key.level)
    slope = term(Key.slope)
    shrinkage = term(Key.shrinkage)
    methodSpread = abs(term(Key.methodSpread).value)
    modelSpread = abs(term(Key.modelSpread).value)
    tasks = QualityTask.allCases.map { term(Key.task + $0.rawValue) }
    var methods: [String: Term] = [:]
    for (id, term) in terms where id.hasPrefix(Key.method) {
      methods[String(id.dropFirst(Key.method.count))] = term
    }
    self.methods = methods
  }

  /// The ids of the rows of `quantization_loss.csv`.
  enum Key {
    static let level = "level", slope = "bits", shrinkage = "size"
    static let methodSpread = "method-spread", modelSpread = "model-spread"
    static let method = "method:", task = "task:"
  }
}
