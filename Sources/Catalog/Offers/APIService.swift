import StructuredText

/// What decides for or against a managed API beside its prices: a row of `api_services.csv`.
public struct APIService: Hashable, Sendable, Identifiable {
  public var id: String
  /// The id of the tool.
  public var tool: String
  /// The provider as the price list writes it.
  public var provider: String
  public var latency: LatencyClass
  /// Certifications and agreements, such as `hipaa`, `soc2`.
  public var compliance: [String]
  public var lockIn: LockIn
  /// Where it runs, in words.
  public var regions: String?
  public var provenance: Provenance

  /// How fast one user gets tokens, by the hardware behind the service.
  public enum LatencyClass: String, CaseIterable, Hashable, Sendable, Codable {
    /// Weights in on-chip memory: hundreds to thousands of tokens a second for one user.
    case onChip = "on-chip"
    /// GPUs with engines tuned for speed.
    case tuned
    /// GPUs or the vendor's own chips, shared.
    case standard

    /// The faster the smaller.
    public var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// What leaving costs.
  public enum LockIn: String, CaseIterable, Hashable, Sendable, Codable {
    /// Open weights behind the OpenAI dialect: another URL.
    case low
    /// Open weights among closed ones, or an interface of its own.
    case medium
    /// Models that only it sells.
    case high

    public var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// Reads all services, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [APIService] {
    try loadRows(.apiServices, of: files) { (row) throws(CatalogError) in
      guard let latency = try row.choice("latency_class", LatencyClass.self) else {
        throw row.unacceptable("latency_class", "on-chip, tuned or standard")
      }
      guard let lockIn = try row.choice("lock_in", LockIn.self) else {
        throw row.unacceptable("lock_in", "low, medium or high")
      }
      return APIService(
        id: try row.required("id"), tool: try row.required("tool"),
        provider: try row.required("provider"), latency: latency,
        compliance: row.list("compliance"), lockIn: lockIn, regions: row["regions"],
        provenance: row.provenance())
    }
  }
}
