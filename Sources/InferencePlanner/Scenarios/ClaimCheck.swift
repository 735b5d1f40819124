/// A documented figure beside ours, with what can be said of it.
public struct ClaimCheck: Hashable, Sendable {
  public var figure: String
  public var documented: String
  public var ours: String
  /// Ours over the document's; `nil` where figures are no numbers.
  public var ratio: Double?
  public var verdict: Verdict
  /// Why, with the arithmetic.
  public var reason: String

  public enum Verdict: String, Hashable, Sendable, CaseIterable {
    /// Within a quarter of ours: as close as two measurements of one set-up often are.
    case agrees
    /// The figure differs and could be true of other conditions.
    case differs
    /// No machine of this kind can do it.
    case impossible
    /// The document contradicts itself.
    case inconsistent
  }
}
