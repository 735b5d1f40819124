/// Where a fact comes from, and when it was true. Every catalog row carries one.
public struct Provenance: Hashable, Sendable, Codable {
  /// Who published the fact, and where.
  public var source: String
  /// The date the source gives, as it gives it; `nil` when the source is undated.
  public var asOf: String?
  /// How far the fact was checked.
  public var verification: Verification
  /// What a careful reader should know about the row.
  public var notes: String?

  public init(
    source: String, asOf: String?, verification: Verification = .oneSource, notes: String? = nil
  ) {
    self.source = source
    self.asOf = asOf
    self.verification = verification
    self.notes = notes
  }

  /// The source of rows for which their user names no other.
  public static let userSource = "user"

  /// The date as it is printed beside a figure.
  public var date: String { asOf ?? "undated" }

  public enum Verification: String, Hashable, Sendable, Codable {
    case crossChecked = "cross-checked"
    case oneSource = "one source"
    case fromMemory = "from memory"
    /// Given by the user: a file, a flag, a catalog folder.
    case user
  }
}
