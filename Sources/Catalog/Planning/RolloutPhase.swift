import StructuredText

/// A phase in which a deployment is brought to its users: a row of `rollout_phases.csv`.
public struct RolloutPhase: Hashable, Sendable, Identifiable {
  public var id: String
  public var weeks: String
  public var name: String
  /// Share of the traffic that the deployment takes at the end of the phase, 0…1.
  public var trafficShare: Double
  public var work: [String]
  /// What has to hold before the next phase begins.
  public var gate: String
  public var provenance: Provenance

  /// Reads all phases in order, a user's rows after the built-in ones.
  public static func load(_ files: CatalogFiles) throws(CatalogError) -> [RolloutPhase] {
    try loadRows(.rolloutPhases, of: files) { (row) throws(CatalogError) in
      RolloutPhase(
        id: try row.required("id"), weeks: try row.required("weeks"),
        name: try row.required("name"), trafficShare: try row.number("traffic_share") ?? 0,
        work: row.list("work"), gate: try row.required("gate"), provenance: row.provenance())
    }
  }
}
