import Catalog
import Quantities

/// One part of a cost, with the arithmetic that gave it and the facts it rests on.
public struct CostLine: Hashable, Sendable {
  /// What the amount is, its period included: `rent per month`.
  public var label: String
  /// US dollars in the period that the label names.
  public var amount: USDollars
  /// The arithmetic with its numbers: `2 instances × 55.04 USD/h`.
  public var arithmetic: String
  /// The rows of the catalogs that went in; empty where only other lines did.
  public var basis: [Provenance]

  public init(label: String, amount: USDollars, arithmetic: String, basis: [Provenance] = []) {
    self.label = label
    self.amount = amount
    self.arithmetic = arithmetic
    self.basis = basis
  }
}
