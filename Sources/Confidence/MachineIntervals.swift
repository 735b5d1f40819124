import Catalog
import StructuredText

/// What measurements of one model on one machine are of their forecasts, by the user's own runs:
/// `inferplan calibrate --from measurements` writes the file, nothing of it ships.
public struct MachineIntervals: Hashable, Sendable {
  /// One row of the file.
  public struct Row: Hashable, Sendable {
    /// The profile's: `my-laptop+llama.cpp+gemma-3-270m+gguf-q4_k_m`.
    public var key: String
    public var quantity: MeasuredQuantity
    public var interval: Interval
    /// Loads that were forecast by fits that had not seen them.
    public var loads: Int
    /// Requests in flight for which it speaks.
    public var concurrency: ClosedRange<Double>
    /// Tokens of a request, prompt and answer, for which it speaks.
    public var tokens: ClosedRange<Double>
    public var provenance: Provenance

    public init(
      key: String, quantity: MeasuredQuantity, interval: Interval, loads: Int,
      concurrency: ClosedRange<Double>, tokens: ClosedRange<Double>, provenance: Provenance
    ) {
      self.key = key
      self.quantity = quantity
      self.interval = interval
      self.loads = loads
      self.concurrency = concurrency
      self.tokens = tokens
      self.provenance = provenance
    }
  }

  /// Columns of the file, in its order.
  public static let columns = [
    "key", "quantity", "low", "high", "loads", "concurrency_from", "concurrency_to", "tokens_from",
    "tokens_to", "source", "as_of",
  ]

  public let rows: [Row]

  public init(rows: [Row] = []) { self.rows = rows }

  /// Reads the user's file, where there is one.
  /// - Throws: ``CatalogError/row(file:line:column:found:accepted:)`` for unknown quantities, ranges
  ///   whose ends are in the wrong order, and factors that do not hold 1 between them.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    var rows: [Row] = []
    if let table = try files.userTable(.machineIntervals) {
      for row in table.rows { rows.append(try Row(row)) }
    }
    self.rows = rows
  }

  /// The row that speaks for a load; `nil` where none does: beyond what was measured nothing is known.
  public func row(
    _ key: String, _ quantity: MeasuredQuantity, concurrency: Double, tokens: Double
  ) -> Row? {
    rows.last {
      $0.key == key && $0.quantity == quantity && $0.concurrency.contains(concurrency)
        && $0.tokens.contains(tokens)
    }
  }
}

extension MachineIntervals.Row {
  init(_ row: CSVTable.Row) throws(CatalogError) {
    func number(_ column: String, _ accepted: ClosedRange<Double>) throws(CatalogError) -> Double {
      guard let number = try row.number(column), accepted.contains(number) else {
        throw row.unacceptable(
          column, "a number from \(accepted.lowerBound) to \(accepted.upperBound)")
      }
      return number
    }
    guard let key = row["key"] else { throw row.unacceptable("key", "the key of a profile") }
    guard let quantity = try row.choice("quantity", MeasuredQuantity.self) else {
      throw row.unacceptable(
        "quantity", MeasuredQuantity.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let most = 1e9
    let requests = try number("concurrency_from", 0...most)
    let tokens = try number("tokens_from", 0...most)
    let mostRequests = try number("concurrency_to", requests...most)
    let mostTokens = try number("tokens_to", tokens...most)
    self.init(
      key: key, quantity: quantity,
      interval: Interval(low: try number("low", 1e-6...1), high: try number("high", 1...1e6)),
      loads: try row.integer("loads") ?? 0,
      concurrency: requests...mostRequests,
      tokens: tokens...mostTokens, provenance: row.provenance())
  }
}
