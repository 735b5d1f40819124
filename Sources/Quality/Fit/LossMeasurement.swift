import Catalog
import Glibc
import StructuredText

/// A published loss by quantisation: one row of `Data/quality/quantization.csv`.
public struct LossMeasurement: Hashable, Sendable {
  public var method: String
  /// Bits a weight, or a number of the cache.
  public var bits: Double
  public var parameters: Double
  public var metric: Metric
  /// What was lost: log-odds of a score, the logarithm of perplexity, or divergence in nats.
  public var loss: Double
  public var model: String

  public enum Metric: Hashable, Sendable {
    case score(QualityTask)
    case perplexity
    /// Kullback–Leibler divergence of the next token's distribution.
    case divergence
  }

  /// Reads a table of losses.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for a row that is not whole.
  public static func read(_ table: CSVTable) throws(CatalogError) -> [LossMeasurement] {
    var measurements: [LossMeasurement] = []
    for row in table.rows { measurements.append(try LossMeasurement(row)) }
    return measurements
  }

  init(_ row: CSVTable.Row) throws(CatalogError) {
    method = try row.required("method")
    guard let bits = try row.number("bits"), (0.5...32).contains(bits) else {
      throw row.unacceptable("bits", "a number from 0.5 to 32")
    }
    guard let billions = try row.number("params_b"), billions > 0 else {
      throw row.unacceptable("params_b", "a number above 0")
    }
    guard let value = try row.number("value") else {
      throw row.unacceptable("value", "a number of at least 0")
    }
    let baseline = try row.number("baseline") ?? 0
    self.bits = bits
    parameters = billions * 1e9
    model = row["model"] ?? ""
    switch row["task"] {
    case "perplexity":
      guard baseline > 0, value > 0 else { throw row.unacceptable("value", "a number above 0") }
      metric = .perplexity
      loss = log(value / baseline)
    case "divergence":
      metric = .divergence
      loss = value
    default:
      guard let task = try row.choice("task", QualityTask.self) else {
        throw row.unacceptable("task", "a task, perplexity or divergence")
      }
      metric = .score(task)
      loss = Logit.of(min(baseline, 100)) - Logit.of(min(value, 100))
    }
  }
}
