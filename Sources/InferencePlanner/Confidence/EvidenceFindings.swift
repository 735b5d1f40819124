import Catalog
import Confidence
import PerformanceModel

/// The published measurements nearest to an estimate, figure by figure.
public struct EvidenceFindings: Hashable, Sendable {
  /// A distance up to which a measurement counts as one of this configuration.
  public static let near = 0.1
  /// A distance beyond which it says nothing.
  private static let far = 1.0
  /// Measurements that are named for a figure.
  private static let count = 3

  public struct Group: Hashable, Sendable {
    public var figure: String
    /// The nearest first; those within ``EvidenceFindings/near`` where there are any, else the
    /// nearest one.
    public var matches: [Evidence.Match]
    /// Measurements within ``EvidenceFindings/near``, of which only a few are named.
    public var nearCount: Int
  }

  public var groups: [Group]

  init(_ estimate: Estimate, evidence: Evidence, catalog: Catalog) {
    let deployment = estimate.deployment
    let devices = Dictionary(
      catalog.accelerators.map { ($0.id, $0) }, uniquingKeysWith: { _, later in later })
    let shape = LoadShape(deployment, estimate.workload)
    let figures: [(String, Set<MeasuredQuantity>, LoadShape)] = [
      ("memory", [.memory], .resident),
      ("TTFT", [.timeToFirstToken, .prefillRate], shape),
      ("TPOT", [.timePerOutputToken, .decodeRate], shape),
      ("throughput", [.outputRate, .totalRate, .requestRate, .endToEnd], shape),
      ("energy", [.energyPerToken], shape),
    ]
    groups = figures.map { figure, quantities, shape in
      let subject = EvidenceSubject(deployment, estimate.workload, shape: shape)
      let matches = evidence.nearest(
        to: subject, of: quantities, on: deployment.accelerator, among: devices, count: 50)
      let near = matches.prefix { $0.distance <= Self.near }
      let named = near.isEmpty ? matches.prefix(1).filter { $0.distance <= Self.far } : Array(near)
      return Group(
        figure: figure, matches: Array(named.prefix(Self.count)), nearCount: near.count)
    }
  }
}

extension Estimator {
  /// The measurements that speak for or against an estimate. Reads the table of them.
  public func evidence(_ estimate: Estimate) throws(PlannerError) -> EvidenceFindings {
    let evidence = try PlannerError.fromCatalog { () throws(CatalogError) in
      try Evidence(catalog.files)
    }
    return self.evidence(estimate, among: evidence)
  }

  /// The measurements of a table that speak for or against an estimate.
  public func evidence(_ estimate: Estimate, among evidence: Evidence) -> EvidenceFindings {
    EvidenceFindings(estimate, evidence: evidence, catalog: catalog)
  }
}
