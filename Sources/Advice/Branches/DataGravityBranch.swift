import Catalog
import Presentation
import Quantities

/// Why a platform goes to the data: what it costs to move the data to another cloud.
struct DataGravityBranch: AdviceBranch {
  func concerns(_ path: FlowPath) -> Bool { path.passes("enterprise") }

  func findings(_ input: BranchInput) throws(AdviceError) -> [Finding] {
    let assumptions = try AdviceError.fromCatalog { () throws(CatalogError) in
      try Assumptions(input.adviser.files)
    }
    let size = input.details.dataSize ?? .gigabytes(1000)
    let home = input.path.situation["data-in"] ?? ""
    return [
      Finding(
        key: "egress", title: "What moving the data costs",
        words: [
          "\(NumberFormat.bytes(size)) moved out once, at the list price of the first tier"
            + (input.details.dataSize == nil ? " (--data-size)." : ".")
        ],
        columns: [
          .init("from", "From", priority: 2), .init("usd_per_gb", "USD a GB", .trailing),
          .init("usd", "USD", .trailing), .init("here", "The data is here"),
          .init("source", "Source"),
        ],
        rows: Self.clouds.compactMap { cloud in
          assumptions["egress_\(cloud.id)_first_tier"].map { price in
            [
              .init(cloud.name), .init(price.value) { NumberFormat.significant($0) },
              .init(price.value * size.gigabytes) { NumberFormat.count($0.rounded()) },
              .init(cloud.homes.contains(home) ? "yes" : ""),
              .init(
                "\(price.provenance.date), \(price.provenance.source)"
                  + (price.provenance.verification == .fromMemory ? " (unverified)" : "")),
            ]
          }
        },
        notes: [
          "moving in is free, moving out is not: train and serve where the data is, or move it once"
        ])
    ]
  }

  /// The clouds by the keys of their prices, and the answers that mean them.
  private static let clouds: [(id: String, name: String, homes: Set<String>)] = [
    ("aws", "AWS", ["s3"]), ("gcp", "Google Cloud", ["bigquery"]),
    ("azure", "Azure", ["azure-data-lake"]), ("oci", "Oracle Cloud", []),
  ]
}
