import Quantities

/// A cost by what it buys.
public struct UnitCost: Hashable, Sendable {
  /// US dollars per request.
  public var perRequest: USDollars
  /// US dollars per million tokens of output; `nil` when requests have none.
  public var perMillionOutputTokens: USDollars?
  /// US dollars per million tokens of input and output; `nil` when requests have none.
  public var perMillionTotalTokens: USDollars?

  init(perRequest: USDollars, load: LoadProfile) {
    self.perRequest = perRequest
    let total = load.inputTokens + load.outputTokens
    perMillionOutputTokens =
      load.outputTokens > 0 ? perRequest * (1e6 / load.outputTokens) : nil
    perMillionTotalTokens = total > 0 ? perRequest * (1e6 / total) : nil
  }

  /// `perHour` spread over `requestsPerHour`; `nil` when there is no request to spread it over.
  init?(perHour: USDollars, requestsPerHour: Double?, load: LoadProfile) {
    guard let requestsPerHour, requestsPerHour > 0 else { return nil }
    let perRequest = perHour / requestsPerHour
    guard perRequest.value.isFinite else { return nil }
    self.init(perRequest: perRequest, load: load)
  }

  /// The lines that show how `perHour` became these amounts.
  func lines(
    _ occasion: String, perHour: USDollars, requestsPerHour: Double, load: LoadProfile
  ) -> [CostLine] {
    [
      CostLine(
        label: "per request \(occasion)", amount: perRequest,
        arithmetic: "\(Words.number(perHour.value)) USD/h ÷ "
          + "\(Words.number(requestsPerHour)) requests/h")
    ] + tokenLines(occasion, load: load)
  }

  /// The lines that show the cost of tokens.
  func tokenLines(_ occasion: String, load: LoadProfile) -> [CostLine] {
    func line(_ name: String, _ amount: USDollars?, _ tokens: Double) -> CostLine? {
      amount.map {
        CostLine(
          label: "per million \(name) tokens \(occasion)", amount: $0,
          arithmetic: "\(Words.number(perRequest.value)) USD × 1000000 ÷ "
            + "\(Words.number(tokens)) tokens a request")
      }
    }
    return [
      line("output", perMillionOutputTokens, load.outputTokens),
      line("total", perMillionTotalTokens, load.inputTokens + load.outputTokens),
    ].compactMap { $0 }
  }
}
