import Catalog
import StructuredText

/// What the tools that start engines call devices, providers and images, from `launch_names.csv`.
public struct LaunchNames: Sendable {
  private struct Row: Identifiable {
    var id: String
    var kind: Kind
    var thing: String
    var name: String
    var hasRegions: Bool
  }

  private enum Kind: String, CaseIterable {
    case image
    case accelerator = "skypilot-accelerator"
    case cloud = "skypilot-cloud"
  }

  private let rows: [Row]

  /// Reads the table.
  /// - Throws: ``CatalogError`` that names file, line and column.
  public init(_ files: CatalogFiles) throws(CatalogError) {
    rows = try loadRows(.launchNames, of: files) { (row) throws(CatalogError) in
      guard let kind = try row.choice("kind", Kind.self) else {
        throw row.unacceptable("kind", Kind.allCases.map(\.rawValue).joined(separator: ", "))
      }
      return Row(
        id: try row.required("id"), kind: kind, thing: try row.required("thing"),
        name: try row.required("name"), hasRegions: try row.flag("has_regions") ?? false)
    }
  }

  /// The image of an engine's makers for a platform; `nil` where they publish none.
  func image(_ engine: String, platform: String) -> String? {
    row(.image, "\(engine)/\(platform)")?.name
  }

  /// A device as SkyPilot names it.
  func skyPilotAccelerator(_ hardware: String) -> String? { row(.accelerator, hardware)?.name }

  /// A provider and region as SkyPilot's `infra`; `nil` for a provider that it does not know.
  func skyPilotPlace(_ place: PlannedServer.Place) -> String? {
    guard let provider = place.provider, let row = row(.cloud, provider) else { return nil }
    guard row.hasRegions, let region = place.region else { return row.name }
    return row.name + "/" + region
  }

  private func row(_ kind: Kind, _ thing: String) -> Row? {
    rows.first { $0.kind == kind && $0.thing == thing }
  }
}
